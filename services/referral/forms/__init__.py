"""The standard forms: their fields as data, and what is accepted in them."""
