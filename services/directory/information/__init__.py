"""Requests for information and their answers."""
