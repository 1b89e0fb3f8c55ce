"""Monthly reports and end reports."""
