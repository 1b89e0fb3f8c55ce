"""What the audit shows on others' pages: the start page, what is to be submitted, timelines, a provider's card."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.codes import ObligationState, Role
from services.provider_audit.pages import queries
from services.provider_audit.pages.grid import Rate, build, month_of, months_up_to
from services.provider_audit.pages.history import AUDIT, Entry
from services.provider_audit.pages.states import KINDS, LOOKS, CellState, Duty, shown
from services.provider_audit.pages.wording import due_words, duty_title, finding_number, headline, late
from services.runtime.dates import civil_day, last_day, week_name
from services.runtime.identifiers import short
from services.runtime.web import Panel, Viewer
from services.runtime.words import Words, count_words, plain
from services.runtime.work import Work

BOARD = (Role.COORDINATOR, Role.UNIT_MANAGER)
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One thing to do or to know of."""

    kind: str
    state: Words
    symbol: str
    title: Words
    case: UUID | None
    provider: str
    due: Words
    url: str
    verb: Words


_VERBS: dict[str, tuple[str, Words]] = {
    "R01": ("/placements/{about}/plan", Words(sv="Lämna plan", en="Submit plan")),
    "R02": ("/placements/{about}/reports/{period}", Words(sv="Lämna månadsrapport", en="Submit report")),
    "R04": ("/placements/{about}/end-report", Words(sv="Lämna slutrapport", en="Submit end report")),
    "R09": ("/referrals/{about}/answer", Words(sv="Besvara", en="Answer")),
}


def line_of(duty: Duty, names: Mapping[UUID, str], now: datetime, role: Role) -> Line | None:
    """Give a duty as a line, None when it is owed no more."""
    state = shown(duty, now)
    if state is None:
        return None
    if role is Role.PROVIDER_MANAGER and duty.rule in _VERBS:
        path, verb = _VERBS[duty.rule]
        url = path.format(about=duty.about, period=duty.period)
    elif duty.finding:
        url, verb = f"/findings/{duty.finding}", Words(sv="Läs bristen", en="Read the finding")
    elif role in BOARD and duty.case:
        url, verb = f"/cases/{duty.case}", Words(sv="Öppna ärendet", en="Open the case")
    else:
        month = duty.cell
        url, verb = f"/compliance/{duty.provider}/{month}", Words(sv="Visa", en="Show")
    look = LOOKS[state]
    return Line(
        KINDS[state],
        look.word,
        look.symbol,
        duty_title(duty.rule, duty.period),
        duty.case,
        names.get(duty.provider, "–"),
        due_words(duty.due, now),
        url,
        verb,
    )


async def start(request: Request, viewer: Viewer, **_: Any) -> Mapping[str, Any] | None:
    """What is late, due today or this week."""
    now: datetime = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        duties = await queries.open_duties(work, "provider")
        names, heard = await queries.names(work), await queries.heard(work, now)
    today = civil_day(now)
    groups: dict[str, list[Line]] = {"late": [], "today": [], "week": []}
    coming: Duty | None = None
    for duty in duties:
        line = line_of(duty, names, now, viewer.role)
        if line is None:
            continue
        day = last_day(duty.due)
        if duty.due <= now:
            groups["late"].append(line)
        elif day <= today + AHEAD:
            groups["today" if day == today else "week"].append(line)
        else:
            coming = coming or duty
    return {
        "heading": _heading(groups),
        "judged_until": heard.until,
        "groups": [(_GROUPS[key], lines[:20]) for key, lines in groups.items() if lines],
        "empty": _nothing(coming, now),
    }


_GROUPS = {
    "late": Words(sv="Försenat", en="Late"),
    "today": Words(sv="I dag", en="Today"),
    "week": Words(sv="Den närmaste veckan", en="The coming week"),
}


def _heading(groups: Mapping[str, Sequence[Line]]) -> Words:
    number = sum(len(lines) for lines in groups.values())
    if not number:
        return Words(sv="Frister", en="Dues")
    told = count_words(number, Words(sv="frist", en="due"), Words(sv="frister", en="dues"))
    late_ones = sum(1 for line in groups["late"] if line.kind == "missing")
    if not late_ones:
        return told + Words(sv=" den närmaste veckan, ingen är försenad", en=" in the coming week, none is late")
    many = Words(sv="är försenade", en="are late") if late_ones > 1 else Words(sv="är försenad", en="is late")
    return told + plain(f", {late_ones} ") + many


def _nothing(coming: Duty | None, now: datetime) -> Words:
    if coming is None:
        return Words(sv="Inget att göra i dag.", en="Nothing to do today.")
    first = Words(sv="Inget att göra i dag. Nästa: ", en="Nothing to do today. Next: ")
    return (
        first
        + duty_title(coming.rule, coming.period)
        + Words(sv=" senast ", en=" by ")
        + due_words(coming.due, now)
        + plain(".")
    )


async def due(request: Request, viewer: Viewer, **_: Any) -> Mapping[str, Any] | None:
    """Everything the provider has to submit, by the week it is due in."""
    now: datetime = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        duties = await queries.open_duties(work, "provider", 500)
        names, heard = await queries.names(work), await queries.heard(work, now)
    weeks: dict[date, list[Line]] = defaultdict(list)
    for duty in duties:
        line = line_of(duty, names, now, viewer.role)
        if line is not None:
            weeks[_monday(last_day(duty.due)) if duty.due > now else date.min].append(line)
    return {
        "judged_until": heard.until,
        "weeks": [(_week(monday), _left(len(lines)), lines) for monday, lines in sorted(weeks.items())],
    }


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> Words:
    if monday == date.min:
        return Words(sv="Fristen har gått ut", en="The due has passed")
    return Words(sv=week_name(monday, "sv"), en=week_name(monday, "en"))


def _left(number: int) -> Words:
    return Words(sv=f"{number} kvar", en=f"{number} left")


async def case_timeline(
    request: Request, viewer: Viewer, placements: Iterable[UUID] = (), **_: Any
) -> Mapping[str, Any] | None:
    """Obligations and findings about a case: its placements, and the referrals they came from."""
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        abouts = await queries.same_case(work, placements)
        return await _timeline(work, abouts, request.state.now)


async def placement_timeline(request: Request, viewer: Viewer, placement: UUID, **_: Any) -> Mapping[str, Any] | None:
    """Obligations and findings about one placement."""
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        return await _timeline(work, [placement], request.state.now)


async def _timeline(work: Work, abouts: Sequence[UUID], now: datetime) -> Mapping[str, Any]:
    duties = await queries.duties_of(work, abouts)
    found = await queries.findings(work, "f.about = any(:abouts)", abouts=list(abouts))
    came = await queries.arrivals(work, [duty.met_by for duty in duties if duty.met_by])
    heard = await queries.heard(work, now)
    coming = [_coming(duty, now) for duty in reversed(duties) if shown(duty, now) is CellState.EXPECTED]
    past = [entry for duty in duties if (entry := _past(duty, came, now))] + [_found(line) for line in found]
    past.sort(key=lambda entry: entry.at, reverse=True)
    return {"coming": coming, "past": past, "judged_until": heard.until}


def _coming(duty: Duty, now: datetime) -> Entry:
    return Entry(duty.due, "due", duty_title(duty.rule, duty.period), None, due_words(duty.due, now))


def _past(duty: Duty, came: Mapping[UUID, datetime], now: datetime) -> Entry | None:
    state = shown(duty, now)
    at = came.get(duty.met_by) if duty.met_by else None
    title = duty_title(duty.rule, duty.period)
    if state in (CellState.MET, CellState.LATE) and at and duty.met_by:
        note = Words(sv="i tid", en="on time") if state is CellState.MET else late(duty.due, at)
        words, number = title + Words(sv=" kom in", en=" came in"), short("U", duty.met_by)
        if not _has_receipt(duty):
            return Entry(at, KINDS[state], words, None, note)
        shown_as = Words(sv=f"Kvittens {number}", en=f"Receipt {number}")
        return Entry(at, KINDS[state], words, None, note, f"/receipts/{number}", shown_as)
    if state in (CellState.JUDGING, CellState.CANNOT):
        return Entry(duty.due, KINDS[state], title, None, LOOKS[state].word)
    if duty.state is ObligationState.LAPSED:
        return Entry(duty.due, "nothing", title, None, Words(sv="upphörd", en="lapsed"))
    return None


def _has_receipt(duty: Duty) -> bool:
    """Tell whether a provider's submission fulfils a duty: not a phone call, nor what the board owes."""
    return duty.rule in _SUBMITTED or (duty.rule == "R05" and duty.period.startswith("written/"))


_SUBMITTED = ("R01", "R02", "R03", "R04", "R08", "R09", "S05")


def _found(line: queries.FindingLine) -> Entry:
    words = Words(sv=f"Brist {finding_number(line.id)}: ", en=f"Finding {finding_number(line.id)}: ")
    words = words + headline(line.rule, line.period, line.due, line.settled_at)
    kind = "plain" if line.standing == "withdrawn" else "missing" if line.standing == "standing" else "late"
    why = Words(sv="Varför", en="Why")
    return Entry(line.raised_at, kind, words, AUDIT, None, f"/findings/{line.id}", why, line.standing == "withdrawn")


async def find_card(request: Request, viewer: Viewer, provider: UUID, **_: Any) -> Mapping[str, Any] | None:
    """A provider's rate on time and confirmed findings, of what the viewer may see."""
    now: datetime = request.state.now
    periods = months_up_to(month_of(civil_day(now)), 4)
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        duties = await queries.duties_in(work, periods, weekly=False, provider=provider)
        confirmed = await _confirmed(work, provider)
    grid = build(duties, {}, periods, now)
    rate = grid.rows[0].rate if grid.rows else Rate(0, 0)
    return {"rate": rate.words, "confirmed": confirmed}


async def _confirmed(work: Work, provider: UUID) -> int:
    row = await work.row(
        "select count(*) as number from provider_audit.finding where provider_id = :provider and casework = 'confirmed' "
        "and standing <> 'withdrawn'",
        provider=provider,
    )
    return int(row["number"]) if row else 0


PANELS = (
    Panel("start", (*BOARD, Role.PROVIDER_MANAGER), start, "provider_audit/panel_start.html"),
    Panel("due", (Role.PROVIDER_MANAGER,), due, "provider_audit/panel_due.html"),
    Panel("case_timeline", BOARD, case_timeline, "provider_audit/panel_timeline.html"),
    Panel("placement_timeline", (), placement_timeline, "provider_audit/panel_timeline.html"),
    Panel("find_card", (*BOARD, Role.CONTROLLER), find_card, "provider_audit/panel_card.html"),
)
