"""A page: drawn in its frame, with its slots, its menu, its drafts and what it says when it refuses."""
