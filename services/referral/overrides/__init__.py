"""Overrides: a gate let through by two persons of a board."""
