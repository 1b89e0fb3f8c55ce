"""Alembic's entry for the runtime schema."""

from services.runtime.database.migrate import run

run("runtime")
