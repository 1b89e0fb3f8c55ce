"""Duties as the pages read and show them."""
