"""What several rooms of directory decide and store by."""
