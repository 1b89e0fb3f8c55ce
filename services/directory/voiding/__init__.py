"""Voiding: a fact that nobody can read is set aside by two operators."""
