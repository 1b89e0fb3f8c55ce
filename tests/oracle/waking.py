"""The second judge's days that another's telling leaves when it opens a duty, or has it owed again."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.days import working_days
from tests.oracle.view import CORRECTIONS, kind_of

if TYPE_CHECKING:
    from tests.oracle.plain import Plain

OPENS = ("ContractEnded",
    *CORRECTIONS, "PlacementStarted", "PlacementPaused", "PlacementResumed", "PlacementEnded",
    "PermitRegistered", "PermitChanged", "PermitEnded",
)  # fmt: skip
RESUMED = UUID(int=0)
"""The cause of the days that are left when what was suspended is judged again: no fact takes them away."""


def leave_two_days(plain: "Plain", kept: dict[str, Any], append: list[Event]) -> None:
    """Leave two working days, of which hour clocks and the start itself get none."""
    if kept["rule"] == "R05" or kept["period"] == "start" or kept["tier"] == "emergency":
        return
    if plain.resumed:
        # What waited is judged anew by the word of the append that resumed it.
        causes = [RESUMED] if plain.teller != kept["holder"] else []
    else:
        causes = [event.id for event in append if wakes(kept, event)][-1:]
    kept["floors"] |= dict.fromkeys(causes, working_days(plain.now, 2))


def wakes(kept: dict[str, Any], event: Event) -> bool:
    """Whether another's fact opens a duty: only what tells of the stay itself, or corrects, does."""
    bears = kept["rule"] == "P01" or event.subject == kept["about"] or kind_of(event) == "ContractEnded"
    return bears and event.teller != kept["holder"] and kind_of(event) in OPENS
