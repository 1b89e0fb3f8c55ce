"""Attestations: what providers and boards say of themselves, and what of it is effective."""
