"""What could not be read or applied: listed, tried again, left out, skipped."""
