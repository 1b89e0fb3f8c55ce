"""Which decisions a finding offers a viewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from schemas.findings import Casework, Party
from services.provider_audit.casework import state as casework
from services.provider_audit.casework.acts import Act, Close, Confirm, Dismiss, RequestCompletion
from services.provider_audit.casework.decisions import completion_days
from services.provider_audit.casework.state import CaseworkItem
from services.provider_audit.pages.findings.choices import DECISIONS
from services.runtime.language.dates import last_day
from services.runtime.language.words import Words
from services.runtime.web import Viewer

FIELDS = ("decision", "reason", "text", "remedy", "remedy_role", "remedy_by", "reply_on", "revision")


_ACTS: Mapping[str, type[Act]] = {
    "confirm": Confirm,
    "dismiss": Dismiss,
    "complete": RequestCompletion,
    "close": Close,
}


@dataclass(frozen=True)
class Offer:
    """What a viewer can decide now, in words; empty for who cannot. `confirm_from` is when more can be, if it cannot yet.

    `again` says that the matter is over, so that deciding undoes; `own` that the viewer's own board owes.
    """

    choices: tuple[tuple[str, Words], ...] = ()
    confirm_from: datetime | None = None
    reply_usually_on: date | None = None
    again: bool = False
    own: bool = False

    def has(self, name: str) -> bool:
        """Tell whether a decision is offered."""
        return any(name == each for each, _ in self.choices)

    @property
    def writes(self) -> bool:
        """Tell whether any decision offered asks for a text."""
        return any(name != "close" for name, _ in self.choices)


def offer(viewer: Viewer, item: CaseworkItem, now: datetime) -> Offer:
    """Give what a viewer can decide of a finding at an instant."""
    if not casework.decides(item, viewer.role, viewer.organisation):
        return Offer()
    choices = tuple((name, words) for name, words in DECISIONS.items() if casework.offered(item, _ACTS[name], now))
    later = casework.allowed(item, Confirm) and not casework.may_confirm(item, now)
    usual = None
    if casework.allowed(item, RequestCompletion):
        usual = last_day(max(completion_days(now)[1], item.reply_due))
    again = item.casework in (Casework.DISMISSED, Casework.CLOSED)
    return Offer(choices, item.reply_due if later else None, usual, again, Party.BOARD in item.owes)
