"""Alembic's way into the migrations of referral."""

from services.runtime.database.migrate import run

run("referral")
