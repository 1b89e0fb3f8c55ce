"""Alembic's entry for the schema directory."""

from services.runtime.migrate import run

run("directory")
