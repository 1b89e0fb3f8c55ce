"""What the audit shows on the pages of others."""
