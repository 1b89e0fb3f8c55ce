"""Registrera inkommet: what came to a board by phone or paper counts as the provider's own, at the instant it came."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.codes import Role
from schemas.new_event import Author
from services.referral.placements.domain import Placement
from services.referral.referrals.domain import Referral
from services.runtime.errors import Refused
from services.runtime.language.words import Words


class CameBy(StrEnum):
    """How it came."""

    PHONE = "phone"
    PAPER = "paper"


class Kind(StrEnum):
    """What came about a placement."""

    PLAN = "plan"
    REPORT = "report"
    END_REPORT = "end-report"
    SAFETY_PLAN = "safety-plan"
    INCIDENT = "incident"


@dataclass(frozen=True)
class ReceivedOnPaper:
    """How, when and by whom it came, and in which role somebody attests it; `by_whom` and `note` go to the vault."""

    came_by: CameBy
    arrived: datetime
    by_whom: str
    note: str
    attested_as: Role = Role.COORDINATOR


def attested(author: Author, provider: UUID, received: ReceivedOnPaper, earliest: datetime) -> Author:
    """Say whose word it is: the provider's own, attested by the person who registers it, at the stated instant.

    Raises Refused when that instant lies ahead, or before there was anything to hand in about.
    """
    if received.arrived > author.arrived:
        raise Refused(
            "in_the_future",
            Words(sv="Tidpunkten ligger i framtiden.", en="The time lies in the future."),
            Words(sv="Ange när det kom in.", en="Say when it came in."),
            field="came_day",
        )
    if received.arrived < earliest:
        raise Refused(
            "too_early",
            Words(
                sv="Då fanns inte uppdraget eller förfrågan än.",
                en="There was no placement or referral yet at that time.",
            ),
            Words(sv="Kontrollera dagen och klockslaget.", en="Check the day and the time."),
            field="came_day",
        )
    return author.model_copy(
        update={
            "teller": provider,
            "person": None,
            "attested_by": author.person or author.teller,
            "arrived": received.arrived,
        }
    )


def began(placement: Placement) -> datetime:
    """Give the first instant at which something could come in about a placement."""
    return min(placement.accepted_at, placement.started_at or placement.accepted_at)


def asked(referral: Referral) -> datetime:
    """Give the first instant at which a referral could be answered. Raises Refused."""
    return referral.asked().sent_at
