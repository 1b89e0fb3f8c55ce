"""Run the migrations of the schema provider_audit."""

from services.runtime.migrate import run

run("provider_audit")
