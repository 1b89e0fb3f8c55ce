"""The parts that faults are done to."""

from tests.runtime.conftest import database, schemas_template, topics_made

__all__ = ["database", "schemas_template", "topics_made"]
