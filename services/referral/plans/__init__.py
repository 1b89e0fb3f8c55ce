"""Implementation plans and their follow-up."""
