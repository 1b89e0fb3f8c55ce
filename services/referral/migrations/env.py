"""Alembic's way into the migrations of referral."""

from services.runtime.migrate import run

run("referral")
