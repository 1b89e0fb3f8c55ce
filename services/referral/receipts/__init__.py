"""Receipts for what was handed in."""
