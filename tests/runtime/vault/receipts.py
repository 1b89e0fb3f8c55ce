"""A receipt that was signed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from schemas.codes import Origin
from schemas.envelope import Event
from schemas.referral import ReportSubmitted
from services.runtime.language.identifiers import derived
from services.runtime.language.words import Words

WHAT = Words(sv="Månadsrapporten för oktober 2026", en="The monthly report for October 2026")
ISSUER = "https://utvag.example"


def _line(attested_by: UUID | None = None) -> dict[str, object]:
    at = datetime(2026, 11, 6, 9, 12, tzinfo=UTC)
    fact = ReportSubmitted(board=derived("test", "board"), provider=derived("test", "p"), period="2026-10", attempt=1)
    return Event(
        id=derived("test", "fact"), type=fact.type, log="referral", position=41, subject=derived("test", "placement"),
        sequence=3, occurred=at, arrived=at, received=at.replace(second=1), teller=derived("test", "p"),
        person=derived("test", "manager"), attested_by=attested_by, origin=Origin.PORTAL, fact=fact,
    ).line()  # fmt: skip
