"""What is sealed: persons' data under keys of their own, and receipts for what was handed in."""
