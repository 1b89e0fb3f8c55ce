"""The ways a notice reaches somebody; one file, one channel."""
