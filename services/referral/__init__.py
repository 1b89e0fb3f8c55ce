"""Referral: cases, referrals, placements, and what providers hand in."""
