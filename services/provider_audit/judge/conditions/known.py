"""Who first recorded an episode of a condition and when, who owes it, and when it is judged."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.findings import Party
from services.provider_audit.calendar import (
    DAY,
    LAST_DAY,
    CalendarEnds,
    civil_date,
    first_instant,
    nth_working_day_after,
)
from services.provider_audit.facts.records import Finding, Pending
from services.provider_audit.judge.conditions.episode import Episode
from services.provider_audit.judge.output import Judging
from services.provider_audit.rules.claim import GRACE_PERIOD
from services.provider_audit.rules.declaration import Rule


class Known(NamedTuple):
    """When an episode was first recorded, and by whom; by none at an instant of the agenda. A correction is judged at once."""

    at: datetime
    by: UUID | None
    at_once: bool = False


def known_of(judging: Judging, episode: Episode, was: Finding | Pending | None) -> Known:
    """Give who first recorded an episode, and when; one that waits and begins at another instant is known from now."""
    if was is None or was.known_at is None or (isinstance(was, Pending) and was.begin != episode.begin):
        return Known(judging.now, judging.teller, judging.corrects)
    return Known(was.known_at, was.known_by, isinstance(was, Finding) or was.at_once)


def owes(rule: Rule, episode: Episode, known: Known) -> tuple[Party, ...]:
    """The provider owes from the effect, the board from receiving it: not when it had ended before the board could know."""
    known_from = episode.begin if known.by in episode.boards else max(episode.begin, known.at)
    return tuple(party for party in rule.owes if party is not Party.BOARD or episode.end > known_from)


def judged_at(episode: Episode, known: Known) -> datetime | None:
    """Give when an episode is judged; none when that lies beyond the calendar."""
    begin = episode.begin
    if civil_date(begin) > LAST_DAY:
        return None
    if episode.ran_out:
        try:
            begin = first_instant(nth_working_day_after(civil_date(begin) - DAY, 1) + DAY)
        except CalendarEnds:
            return None
    return max(begin + GRACE_PERIOD, known.at if known.at_once else known.at + GRACE_PERIOD)
