"""The strip of a finding: each day of a clock and what it counted as, until what was owed was received."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.working_days import free_day_name, is_working_day, working_days_between
from services.provider_audit import calendar, calendar_steps
from services.runtime.language.words import Words, plain

MOST_DAYS_AFTER = 14


@dataclass(frozen=True)
class Day:
    """One day of the strip: what it counted as. `mark` is due, came or empty."""

    day: date
    words: Words
    mark: str = ""


def strip(
    clock: calendar.Clock, start: datetime, due: datetime, received: datetime | None, *, moved: bool = False
) -> tuple[Day, ...]:
    """Give the days of a clock and what each counted as, and after the due those until it came; none for hours.

    `moved` says that an interruption of the portal moved the due.
    """
    steps = calendar_steps.steps(clock, start)
    days = [_day(step) for step in steps]
    last = calendar.civil_date(due - timedelta(microseconds=1))
    if steps and last > steps[-1].date:
        days = [Day(day.day, day.words) for day in days]
        days += [_plain_day(each, "") for each in _days_after(steps[-1].date, last)]
        days[-1] = Day(last, _STEP["moved"] if moved else _DUE, "due")
    if received is None or not days:
        return tuple(days)
    late, arrived = 0, calendar.civil_date(received)
    for each in _days_after(last, min(arrived, last + timedelta(days=MOST_DAYS_AFTER))):
        late += is_working_day(each)
        days.append(_plain_day(each, f"+{late}"))
    if arrived > last:
        days = [day for day in days if day.day != arrived]
        count = working_days_between(last, arrived)
        added = plain(f"+{count} " if count else "")
        days.append(Day(arrived, added + Words(sv="INKOM", en="CAME IN"), "came"))
    return tuple(days)


_DUE = Words(sv="SENAST", en="DUE")
_STEP = {
    "trigger": Words(sv="börjar", en="begins"),
    "made_next_working_day": Words(sv="räknas som gjord", en="counts as made"),
    "weekend": plain("–"),
    "moved": Words(sv="SENAST (flyttad)", en="DUE (moved)"),
}


def _day(step: calendar_steps.Step) -> Day:
    if step.why == "holiday":
        return Day(step.date, Words(sv=step.name_sv, en=step.name_en))
    if step.why == "due":
        number = plain(f"{step.counted_as} ") if step.counted_as else plain("")
        return Day(step.date, number + _DUE, "due")
    words = _STEP.get(step.why) or plain(str(step.counted_as) if step.counted_as is not None else "")
    return Day(step.date, words, "due" if step.why == "moved" else "")


def _plain_day(day: date, counted: str) -> Day:
    name = free_day_name(day)
    if name:
        return Day(day, Words(sv=name, en=free_day_name(day, "en") or name))
    return Day(day, plain(counted if is_working_day(day) else "–"))


def _days_after(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
