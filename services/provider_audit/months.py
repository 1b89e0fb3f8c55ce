"""Monthly reports: which months of a placement owe one, counted in placed days."""

from datetime import date, datetime, timedelta

from services.provider_audit import ids
from services.provider_audit.calendar import DAY, civil_date, first_instant, month_start
from services.provider_audit.contracts import governing
from services.provider_audit.dossier import Contract, Hold, Placement, Start, last_day
from services.provider_audit.duty import DUTIES, Opening, key_of, lapse, numbers_of, open_duty
from services.provider_audit.rule import Duty
from services.provider_audit.telling import PATIENCE, Judging

MONTHLY = next(rule for rule in DUTIES.values() if rule.occasion == "month")


def placed_days(placement: Placement, start: Start, first: date, last: date) -> int:
    """Count the civil days from `first` to `last` that the placement touches and no hold touches."""
    begin = max(first, civil_date(start.at))
    end = last
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


def month_governed(judging: Judging, placement: Placement, start: Start, month: date) -> Contract | None:
    """Give the contract that governs a month: on its last day, registered before it ended, placement audited by then."""
    last = month_start(month, 1) - DAY
    if last < start.audited_from:
        return None
    ended = first_instant(last + DAY)
    return governing(judging.dossier, placement.board, start.form, start.contract, last, ended)


def month_owed(placement: Placement, start: Start, month: date, contract: Contract, numbers: dict[str, int]) -> bool:
    """Say whether a month has enough placed days and is not the one of the last placed instant."""
    last = month_start(month, 1) - DAY
    if placement.ended_at is not None and last_day(placement.ended_at) <= last:
        return False
    first = max(month, start.audited_from, contract.audited_from)
    return placed_days(placement, start, first, last) >= numbers["placed_days"]


def judge_month(judging: Judging, placement: Placement, month: date, *, calendar: bool) -> None:
    """Open or lapse the report of one month; `calendar` when the month has just ended, else a fact is the reason."""
    start, rule, period = placement.start, MONTHLY, f"{month:%Y-%m}"
    if start is None:
        return
    ended = first_instant(month_start(month, 1))
    contract = month_governed(judging, placement, start, month)
    last = month_start(month, 1) - DAY
    wanted = contract is not None and month_owed(
        placement, start, month, contract, numbers_of(rule, contract, last, ended)
    )
    owed = judging.dossier.obligations.get(placement.owed.get(key_of(rule.id, period), placement.id))
    if owed is not None and not wanted:
        lapse(judging, placement, owed, "not_owed")
    elif owed is None and wanted and contract is not None:
        open_duty(
            judging,
            rule,
            placement,
            contract,
            Opening(
                about=placement.id,
                start=first_instant(month),
                day=last,
                opened_at=ended if calendar else judging.now,
                trigger=None,
                heard=_heard(judging, start, calendar=calendar),
                period=period,
                before=ended,
                began=start.fact,
            ),
        )


def _heard(judging: Judging, start: Start, *, calendar: bool) -> datetime | None:
    provider = judging.dossier.provider
    heard = [start.received] if start.teller != provider else []
    if not calendar and judging.teller != provider:
        heard.append(judging.now)
    return max(heard, default=None)


def follow_months(judging: Judging, placement: Placement, since: datetime) -> None:
    """Judge again every month from `since` on that has already ended, and put the next one on the agenda."""
    start = placement.start
    if start is None:
        return
    first = month_start(max(civil_date(since), civil_date(start.at), start.audited_from))
    month, known = first, placement.next_month
    while month < known if known is not None else _over(month, judging.now):
        judge_month(judging, placement, month, calendar=False)
        month = month_start(month, 1)
    if known is None:
        placement.next_month = month
        plan_month(judging, placement)


def _over(month: date, now: datetime) -> bool:
    return first_instant(month_start(month, 1)) + PATIENCE <= now


def plan_month(judging: Judging, placement: Placement) -> None:
    """Put the end of the next month on the agenda, as long as the placement lasts."""
    month = placement.next_month
    if month is None or (placement.ended_at is not None and last_day(placement.ended_at) < month):
        return
    version = _version(MONTHLY, month)
    subject = ids.obligation(MONTHLY.id, version, placement.id, f"{month:%Y-%m}")
    judging.dossier.months[subject] = placement.id
    judging.plan(first_instant(month_start(month, 1)) + PATIENCE, subject, "month")


def _version(rule: Duty, month: date) -> int:
    return rule.version(month_start(month, 1) - DAY) or 0


def month_ended(judging: Judging, placement: Placement) -> None:
    """Judge the month that has just ended and look forward to the next."""
    month = placement.next_month
    if month is None:
        return
    placement.next_month = month_start(month, 1)
    judge_month(judging, placement, month, calendar=True)
    plan_month(judging, placement)
