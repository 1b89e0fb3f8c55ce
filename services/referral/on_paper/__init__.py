"""What came to a board by phone or paper."""
