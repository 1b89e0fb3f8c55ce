"""Each day of a clock and what it counted as, for whoever checks it by hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.working_days import is_working_day
from services.provider_audit.calendar import DAY, FREE_DAYS, Clock, Roll, civil_date, day_made, month_later, month_start


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a count. `counted_as` is its number, none for a day that does not count; `why` is a code.

    Codes: trigger, made_next_working_day, weekend, holiday, counted, due, moved. `name_sv` and `name_en` name a holiday.
    """

    date: date
    weekday: int
    counted_as: int | None
    why: str
    name_sv: str = ""
    name_en: str = ""


def _step(day: date, counted_as: int | None, why: str) -> Step:
    free = FREE_DAYS.get(day)
    return Step(day, day.weekday(), counted_as, why, free.sv if free else "", free.en if free else "")


def _free(day: date) -> str:
    return "holiday" if day in FREE_DAYS else "weekend"


def _count_working_days(after: date, count: int) -> list[Step]:
    steps, counted, day = [], 0, after
    while counted < count:
        day += DAY
        if is_working_day(day):
            counted += 1
            steps.append(_step(day, counted, "due" if counted == count else "counted"))
        else:
            steps.append(_step(day, None, _free(day)))
    return steps


def _moved(last: date, number: int, roll: Roll) -> list[Step]:
    if roll == "none" or is_working_day(last):
        return [_step(last, number, "due")]
    steps = [_step(last, number, _free(last))]
    while not is_working_day(last):
        last += DAY
        steps.append(_step(last, None, "moved" if is_working_day(last) else _free(last)))
    return steps


def steps(clock: Clock, start: datetime) -> list[Step]:
    """Give every day of a count in order, from the trigger day to the day whose 24:00 is the due; hours give none."""
    first = civil_date(start)
    if clock.kind == "hours":
        return []
    if clock.kind == "nth_working_day_of_month_after":
        return _count_working_days(month_start(first, 1) - DAY, clock.count)
    if clock.kind == "working_days":
        made = day_made(start)
        steps = [_step(first, None, "trigger")]
        steps += [_step(day, None, _free(day)) for day in _days_between(first, made) if not is_working_day(day)]
        if made != first:
            steps.append(_step(made, None, "made_next_working_day"))
        return steps + _count_working_days(made, clock.count)
    last = first + timedelta(days=clock.count) if clock.kind == "days" else month_later(first, clock.count)
    between = [_step(day, number, "counted") for number, day in enumerate(_days_between(first, last), 1)]
    steps = [] if last == first else [_step(first, None, "trigger")]
    return steps + between + _moved(last, (last - first).days, clock.roll)


def _days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(1, (last - first).days)]
