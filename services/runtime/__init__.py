"""What any service process needs; it knows no service."""
