"""Alembic's entry for the schema notify."""

from services.runtime.database.migrate import run

run("notify")
