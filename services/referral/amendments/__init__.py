"""Ändra: what a sent referral asks is amended while it waits for its answer."""
