"""The parts that faults are done to."""

from tests.runtime.conftest import database, spine_template, topics_made

__all__ = ["database", "spine_template", "topics_made"]
