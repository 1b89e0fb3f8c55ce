"""Corrections: what was entered in error, and dates that were others."""
