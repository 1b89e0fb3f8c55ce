"""The rules: one file, one rule; the folder is loaded whole."""
