"""What each fact asks for: notices to roles, and the ends of notices that wait."""
