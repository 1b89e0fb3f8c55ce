"""What a provider hands in, as it is kept: sealed, and under the id that its fact carries as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from schemas.new_event import NewEvent
from services.referral.placements.domain import Placement
from services.referral.placements.submissions import add_submission
from services.referral.shared.actor import Acting
from services.referral.shared.naming import fresh
from services.referral.shared.texts import seal


@dataclass(frozen=True)
class Submitted:
    """A checked form that is handed in: as what, which time, about which period. `given` is to be its id."""

    kind: str
    content: BaseModel
    attempt: int = 1
    period: str = ""
    occurred: datetime | None = None
    revised: bool = False
    given: UUID | None = None


async def hand_in(acting: Acting, placement: Placement, what: Submitted) -> UUID:
    """Keep what was handed in, sealed; give its id, which its fact is to carry as well."""
    author, now = acting.author, acting.now
    made = what.given or fresh(author, "submission", placement.id, what.kind, what.period, what.attempt, now)
    values = {
        "id": made,
        "kind": what.kind,
        "period": what.period,
        "attempt": what.attempt,
        "revised": what.revised,
        "occurred": what.occurred or now,
        "arrived": now,
        "submitted_by": author.person or author.teller,
        "sealed": await seal(acting.work, acting.vault, placement.case, what.content),
    }
    await add_submission(acting.work, placement, values)
    return made


def named(new_events: Sequence[NewEvent], fact: UUID) -> list[NewEvent]:
    """Give the fact of a submission the submission's id, so that a return, a receipt and a correction can name it."""
    return [new_event.model_copy(update={"id": fact}) for new_event in new_events]
