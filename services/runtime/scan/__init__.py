"""The scan of every text and name for what may reveal a person."""
