"""Alembic's entry for the runtime schema."""

from services.runtime.migrate import run

run("runtime")
