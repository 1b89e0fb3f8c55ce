"""Waivers: duties of a provider that a board waives."""
