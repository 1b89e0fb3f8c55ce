"""How providers are counted."""
