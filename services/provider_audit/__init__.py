"""The audit: obligations and findings, judged from facts in one order of time."""
