"""Returns: what a board sends back to be put right, or because it is no report."""
