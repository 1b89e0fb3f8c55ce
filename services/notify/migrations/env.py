"""Alembic's entry for the schema notify."""

from services.runtime.migrate import run

run("notify")
