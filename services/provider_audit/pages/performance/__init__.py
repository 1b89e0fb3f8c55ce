"""How a provider is doing, and how that is counted."""
