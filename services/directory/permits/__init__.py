"""Permits, and what needs none."""
