"""Utväg's services and the application that joins them."""
