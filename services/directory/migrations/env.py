"""Alembic's entry for the schema directory."""

from services.runtime.database.migrate import run

run("directory")
