"""People and their commissions."""
