"""Import of a file that a person can write: read, check, preview, and take in as one append."""

from services.directory.imports.command_line import import_file

__all__ = ["import_file"]
