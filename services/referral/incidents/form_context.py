"""What the forms about incidents and absences stand on: the placement, its person's name, and the events they may be about."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events
from services.referral.incidents.which_event import NEW
from services.referral.pages.page_context import (
    transaction,
    vault_of,
)
from services.referral.placements.domain import Placement
from services.referral.placements.store import load_placement
from services.referral.shared.texts import name_within
from services.runtime.web import Viewer
from services.runtime.web.page.drafts import Values


@dataclass(frozen=True)
class FormContext:
    """A placement, the person's name for the scan, and the events that what is recorded may be about."""

    placement: Placement
    person: str
    events: list[Happening]

    @property
    def page(self) -> str:
        """Give the placement's address."""
        return f"/placements/{self.placement.id}"


async def load_context(
    request: Request, viewer: Viewer, placement: UUID, fits: Callable[[Happening], bool]
) -> FormContext:
    """Load it, with the events that `fits` lets through."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        person = await name_within(work, vault_of(request), loaded.case)
        known = await events(work, placement)
    return FormContext(loaded, person, [event for event in known if fits(event)])


def first_values(context: FormContext, event: str, moments: dict[str, str]) -> Values:
    """Give a form its first values: the event that is named, or that it is a new one where there are others."""
    chosen = next((one for one in context.events if str(one.id) == event), None)
    values: Values = {**moments}
    if context.events:
        values["event"] = str(chosen.id) if chosen else NEW
    if chosen is not None and chosen.kind is not None:
        values["kind"] = chosen.kind.value
    return values
