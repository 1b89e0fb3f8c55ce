"""Alembic's entry for the web schema."""

from services.runtime.database.migrate import run

run("web")
