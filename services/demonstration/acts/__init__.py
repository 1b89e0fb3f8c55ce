"""What people do in the demonstration, through the real handlers."""
