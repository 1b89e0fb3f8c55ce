"""Facts and rules become obligations and findings, in the one order of time."""
