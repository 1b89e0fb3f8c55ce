"""A contract as a value, and referral's tables to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Form(StrEnum):
    """Forms of service."""

    HVB = "HVB"
    FAM = "FAM"


@dataclass(frozen=True)
class Contract:
    """A contract as a value."""

    id: UUID
    board: UUID
    number: str
    forms: tuple[Form, ...]
    valid_to: date | None
