"""Corrections: what both logs hold when an earlier fact of theirs was wrong. A correction is a fact; nothing is deleted."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.fact import Fact, Instant
from schemas.reasons import ErrorReason


class AboutFact(Fact):
    """Which earlier fact about the same subject is meant; no `board` where none is concerned."""

    provider: UUID
    board: UUID | None
    fact: UUID


class Erroneous(AboutFact):
    """An earlier fact of the same teller never was."""

    reason: ErrorReason


class Corrected(AboutFact):
    """A date of an earlier fact is another: `field` by its name, `to` its instant, for a day its first instant in Stockholm."""

    field: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    to: Instant
