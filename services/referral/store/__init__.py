"""Loading and saving: rows to what is decided on, and back."""
