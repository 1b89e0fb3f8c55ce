"""Months of a placement: which are over, how many placed days they have, and which owe a report."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from services.provider_audit.calendar import DAY, FIRST_DAY, civil_date, first_instant, month_start
from services.provider_audit.facts.placement import Hold, Placement, Start, last_day
from services.provider_audit.facts.terms import Contract, governing
from services.provider_audit.rules.claim import GRACE_PERIOD, Under
from services.provider_audit.rules.declaration import Periods, RuleContext

TICK = timedelta(microseconds=1)
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def month_length(month: date) -> int:
    """Give the number of days of a month."""
    return (month_start(month, 1) - month_start(month)).days


def months_over(
    placement: Placement, start: Start, now: datetime, wanted: Periods = None
) -> Iterator[tuple[date, date, datetime]]:
    """Give each month that the placement touched and that was over a minute ago: first day, last day, first instant after.

    `wanted` names those that are asked for, such as 2026-02; none for all.
    """
    first = month_start(max(civil_date(start.at), start.audited_from, FIRST_DAY))
    final = last_day(placement.ended_at) if placement.ended_at is not None else None
    for month in _months(first) if wanted is None else sorted(each for each in _named(wanted) if each >= first):
        following = month_start(month, 1)
        over = first_instant(following)
        if over + GRACE_PERIOD > now or (final is not None and month > final):
            return
        yield month, following - DAY, over


def _months(month: date) -> Iterator[date]:
    while True:
        yield month
        month = month_start(month, 1)


def _named(periods: Iterable[str]) -> Iterator[date]:
    """Give the first days of those periods that are months."""
    for period in periods:
        if MONTH.fullmatch(period):
            yield date.fromisoformat(f"{period}-01")


def month_contract(context: RuleContext, chosen: Under, last: date, over: datetime) -> Contract | None:
    """Give the contract that governs a month: on its last day, registered before it was over, placement audited by then."""
    if last < chosen.audited_from:
        return None
    return governing(context.terms, chosen.board, chosen.form, chosen.named, last, over - TICK)


def month_owed(placement: Placement, start: Start, month: date, contract: Contract, least: int) -> bool:
    """Say whether a month has enough placed days and is not the one of the last placed instant."""
    last = month_start(month, 1) - DAY
    if placement.ended_at is not None and last_day(placement.ended_at) <= last:
        return False
    first = max(month, start.audited_from, contract.fact.audited_from)
    return placed_days(placement, start, first, last) >= least


def placed_days(placement: Placement, start: Start, first: date, last: date) -> int:
    """Count the civil days from `first` to `last` that the placement touches and no hold touches."""
    begin, end = max(first, civil_date(start.at)), last
    if placement.ended_at is not None:
        if placement.ended_at <= start.at:
            return 0
        end = min(last, last_day(placement.ended_at))
    held: set[date] = set()
    for hold in placement.holds:
        held.update(_held_days(hold, begin, end))
    return max((end - begin).days + 1, 0) - len(held)


def _held_days(hold: Hold, begin: date, end: date) -> list[date]:
    if hold.to_at is not None and hold.to_at <= hold.from_at:
        return []
    first = max(begin, civil_date(hold.from_at))
    last = end if hold.to_at is None else min(end, last_day(hold.to_at))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
