"""Organisations: boards, providers and their units, and how one reads them."""
