"""What the portal says of notices, in both languages; never anything about a person."""
