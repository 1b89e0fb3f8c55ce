"""Tables that a person can make: read, with every fault said at its line."""
