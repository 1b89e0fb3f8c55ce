"""Referrals: written, sent, amended, answered."""
