"""Conditions: the episodes that facts show, and the findings that follow them."""
