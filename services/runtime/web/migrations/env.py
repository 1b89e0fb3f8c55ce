"""Alembic's entry for the web schema."""

from services.runtime.migrate import run

run("web")
