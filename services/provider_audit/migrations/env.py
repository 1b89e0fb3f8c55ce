"""Run the migrations of the schema provider_audit."""

from services.runtime.database.migrate import run

run("provider_audit")
