"""On Start: the duties to fulfil and the findings to answer, counted as their own pages count them, and what others are late with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.findings import Party, Severity
from services.provider_audit.calendar import DAY, first_instant
from services.provider_audit.pages import queries
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.duties.duty import Duty, shown
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.findings.history import reply_by
from services.provider_audit.pages.findings.lists import count_in, tabs_of, worst_in
from services.provider_audit.pages.lines import BOARD, Line, line_of, title_of
from services.provider_audit.pages.naming import which
from services.provider_audit.pages.states import SEVERITY, CellState
from services.provider_audit.pages.wording import due_words, finding_number, headline
from services.runtime.language.dates import civil_day, last_day
from services.runtime.language.words import Words, count_words, plain
from services.runtime.web import Viewer

AHEAD = timedelta(days=7)
SHOWN = 20


@dataclass(frozen=True)
class ToAnswer:
    """A finding that waits for the viewer's reply, with its clock."""

    number: str
    severity: Severity
    title: Words
    case: UUID | None
    provider: str
    by: Words
    url: str


def soon_until(now: datetime) -> datetime:
    """Give until when a due is shown on Start: the end of the day a week from today."""
    return first_instant(civil_day(now) + AHEAD + DAY)


async def start(request: Request, viewer: Viewer, **_: Any) -> Mapping[str, Any] | None:
    """What the viewer's side is to fulfil and to answer; a board also sees what its providers are late with.

    `count` and `late` are how many things wait for the viewer, `covers` names the duties among them, for whoever lists
    the same work in another way.
    """
    now: datetime = request.state.now
    board = viewer.role in BOARD
    side, tab = Party.BOARD if board else Party.PROVIDER, tabs_of(viewer.role)[0]
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        mine = await duty_queries.open_duties(work, [side], until=soon_until(now))
        others = await duty_queries.open_duties(work, [Party.PROVIDER], until=now) if board else []
        coming = await duty_queries.next_duty(work, [side], after=soon_until(now))
        number = await count_in(work, tab, now)
        found = await worst_in(work, tab, now, limit=max(number, 1))
        names, progress = await queries.names(work), await queries.progress(work, now)
    whole = request.query_params.get("show") == "all"
    groups = _groups(mine, names, now, viewer)
    watched = [line for duty in others if (line := line_of(duty, names, now, viewer.role))]
    answers = [_to_answer(line, names, now) for line in found]
    late = len(groups["late"])
    return {
        "count": sum(len(lines) for lines in groups.values()) + number,
        "late": late + sum(line.answer_by <= now for line in found),
        "covers": frozenset(f"{which(duty.rule, duty.period)}/{duty.about}" for duty in mine),
        "heading": _heading(groups),
        "judged_until": progress.until,
        "groups": [(_GROUPS[key], *_cut(lines, whole=whole)) for key, lines in groups.items() if lines],
        "answers": _cut(answers, whole=whole),
        "answers_heading": _answers_heading(number),
        "watched": _cut(watched, whole=whole),
        "severity": SEVERITY,
        "many": board,
        "empty": _nothing(coming, now),
    }


_GROUPS = {
    "late": Words(sv="Försenat", en="Late"),
    "passed": Words(sv="Fristen har gått ut, inte bedömt", en="Past the due, not judged"),
    "today": Words(sv="I dag", en="Today"),
    "week": Words(sv="Den närmaste veckan", en="The coming week"),
}


def _cut(lines: Sequence[Any], *, whole: bool) -> tuple[Sequence[Any], int]:
    """Give what is shown of a list, and how many more there are."""
    return (lines, 0) if whole else (lines[:SHOWN], max(0, len(lines) - SHOWN))


def _groups(duties: Sequence[Duty], names: Mapping[UUID, str], now: datetime, viewer: Viewer) -> dict[str, list[Line]]:
    """Put duties under the headings' names: only what is missing is late."""
    groups: dict[str, list[Line]] = {key: [] for key in _GROUPS}
    for duty in duties:
        line = line_of(duty, names, now, viewer.role)
        if line is None:
            continue
        if duty.due <= now:
            groups["late" if shown(duty, now) is CellState.MISSING else "passed"].append(line)
        else:
            groups["today" if last_day(duty.due) == civil_day(now) else "week"].append(line)
    return groups


def _to_answer(line: finding_lines.FindingLine, names: Mapping[UUID, str], now: datetime) -> ToAnswer:
    number, provider = finding_number(line.id), names.get(line.provider, "–")
    return ToAnswer(
        number, line.severity, headline(line), line.case, provider, reply_by(line, now), f"/findings/{line.id}"
    )


def _heading(groups: Mapping[str, Sequence[Line]]) -> Words:
    number = sum(len(lines) for lines in groups.values())
    if not number:
        return Words(sv="Frister", en="Dues")
    words = count_words(number, Words(sv="frist", en="due"), Words(sv="frister", en="dues"))
    late_ones = len(groups["late"])
    if not late_ones:
        return words + Words(sv=" den närmaste veckan, ingen är försenad", en=" in the coming week, none is late")
    many = Words(sv="är försenade", en="are late") if late_ones > 1 else Words(sv="är försenad", en="is late")
    return words + plain(f", {late_ones} ") + many


def _answers_heading(number: int) -> Words:
    words = count_words(number, Words(sv="brist", en="finding"), Words(sv="brister", en="findings"))
    return words + Words(sv=" att svara på", en=" to answer")


def _nothing(coming: Duty | None, now: datetime) -> Words:
    if coming is None:
        return Words(sv="Inget att göra i dag.", en="Nothing to do today.")
    first = Words(sv="Inget att göra i dag. Nästa: ", en="Nothing to do today. Next: ")
    return first + title_of(coming) + Words(sv=" senast ", en=" by ") + due_words(coming.due, now) + plain(".")
