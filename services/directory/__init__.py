"""Directory: who exists and on what terms (boards, providers, units, permits, contracts, people and their commissions)."""
