"""Utväg's services and the house that joins them."""
