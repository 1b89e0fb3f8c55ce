"""Placements: start, hold, end and conclude."""
