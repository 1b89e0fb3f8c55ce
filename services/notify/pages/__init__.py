"""The pages of notify and what it shows on others' pages."""
