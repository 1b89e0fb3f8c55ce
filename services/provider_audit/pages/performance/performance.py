"""Vårt resultat: the figures of a provider by contract, the same for the provider, its boards and the supervisor."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response

from schemas.codes import Role
from services.provider_audit.measures.measures import MEASURES, Share, Value
from services.provider_audit.measures.records import Section, Tally
from services.provider_audit.pages import queries
from services.provider_audit.pages.board.answers import span_words
from services.provider_audit.pages.board.chart import MOST_PERIODS, chart, sentence
from services.provider_audit.pages.board.filters import read_filters
from services.provider_audit.pages.board.periods import month_of, months_up_to
from services.provider_audit.pages.performance.reading import NONE, WHOLE, providers, sections_for
from services.provider_audit.pages.states import LOOKS, CellState
from services.provider_audit.pages.wording import duty_title, period_words
from services.runtime.language.dates import civil_day, percent
from services.runtime.language.distances import duration
from services.runtime.language.words import Words, count_words, plain
from services.runtime.web import Viewer, allow, not_found, pages_router, render

router = pages_router("provider_audit")
READERS = (Role.PROVIDER_MANAGER, Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER, Role.SUPERVISOR)
CHARTED = {
    CellState.MET: "on_time",
    CellState.LATE: "late",
    CellState.MISSING: "missing",
    CellState.JUDGING: "judging",
    CellState.EXPECTED: "coming",
}


@router.get("/performance")
async def performance(
    request: Request, provider: UUID | None = None, contract: str = "", viewer: Viewer = Depends(allow(*READERS))
) -> Response:
    """Show how a provider performs, by contract: which figures do the others see too?"""
    own = viewer.organisation if viewer.organisation_kind == "provider" else None
    if own is not None and provider not in (None, own):
        not_found()
    now: datetime = request.state.now
    months = months_up_to(read_filters(dict(request.query_params)).to or month_of(civil_day(now)), MOST_PERIODS)
    about = own or provider
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        names, progress = await queries.names(work), await queries.progress(work, now)
        if about is None:
            return _choose(request, viewer, await providers(work, names))
        found = await sections_for(work, viewer, about, months, now)
    chosen = next((each for each in found if contract in ("", each.name)), None)
    if about not in names or (contract and chosen is None):
        not_found()
    return render(
        request,
        "provider_audit/performance.html",
        viewer,
        title=_title(None if own else names[about]),
        crumbs=[] if own else [(Words(sv="Utförare", en="Providers"), "/providers")],
        provider=about,
        progress=progress,
        sections=[(each, _name(each, names)) for each in found],
        chosen=chosen,
        chosen_name=_name(chosen, names) if chosen else None,
        measures=MEASURES,
        shown=shown,
        to=months[-1],
        **_months(months, now),
        **(_drawn(chosen, months, viewer) if chosen else {}),
    )


def _title(provider: str | None) -> Words:
    if provider is None:
        return Words(sv="Vårt resultat", en="Our results")
    return Words(sv="Resultat: ", en="Results: ") + plain(provider)


def _choose(request: Request, viewer: Viewer, providers: Sequence[tuple[UUID, str]]) -> Response:
    title = Words(sv="Resultat per utförare", en="Results by provider")
    return render(request, "provider_audit/performance_choose.html", viewer, title=title, providers=providers)


def _name(section: Section, names: dict[UUID, str]) -> Words:
    """Name a section: "MA-2026-17, Socialnämnden, Malmö"."""
    if section.board is None:
        return WHOLE
    first = plain(section.number) if section.contract else NONE
    return first + plain(f", {names.get(section.board, '–')}")


def _months(months: Sequence[str], now: datetime) -> dict[str, Any]:
    choices = months_up_to(month_of(civil_day(now)), 2 * MOST_PERIODS)
    return {
        "span": Words(sv="Tiden {first} till {last}.", en="The time from {first} to {last}.").fill(
            first=period_words(months[0]), last=period_words(months[-1])
        ),
        "choices": [(month, period_words(month)) for month in reversed(choices)],
        "period_words": period_words,
    }


def _drawn(section: Section, months: Sequence[str], viewer: Viewer) -> dict[str, Any]:
    totals = {month: _counter(section.months[month]) for month in months}
    return {
        "chart": chart(months, totals),
        "chart_sentence": sentence(months, totals),
        "states": [(LOOKS[state].word, name) for state, name in CHARTED.items()],
        "answer": _answer(section.whole, months),
        "not_counted": _not_counted(section, viewer),
    }


def _counter(counts: Tally) -> Counter[CellState]:
    return Counter({state: getattr(counts, name) for state, name in CHARTED.items()})


def _answer(counts: Tally, months: Sequence[str]) -> Words:
    """Say what share was received on time, of which months, and how many findings stand, whenever they began."""
    on_time = next(measure for measure in MEASURES if measure.id == "rate_on_time").of(counts)
    if not isinstance(on_time, Share) or not on_time.of:
        said = Words(sv="Inget åtagande är bedömt än.", en="No duty has been judged yet.")
    else:
        said = shown(on_time) + Words(sv=" kom in i tid {span}.", en=" came in on time {span}.").fill(
            span=span_words(months)
        )
    if not counts.standing:
        return said
    number = count_words(counts.standing, Words(sv="brist", en="finding"), Words(sv="brister", en="findings"))
    stand = Words(sv=" består nu.", en=" stands now." if counts.standing == 1 else " stand now.")
    return said + plain(" ") + number + stand


def shown(value: Value) -> Words:
    """Write a measure's value: "12", "92,5 % (37/40)", "3 av 4", "2 dygn 3 tim"."""
    if isinstance(value, Share):
        return _share(value)
    if isinstance(value, timedelta):
        return Words(sv=duration(value, "sv"), en=duration(value, "en"))
    return plain("–" if value is None else str(value))


def _share(value: Share) -> Words:
    if not value.of:
        return plain("–")
    if value.percent is None:
        return Words(sv=f"{value.number} av {value.of}", en=f"{value.number} of {value.of}")
    decimals = 0 if round(value.percent, 1) == round(value.percent) else 1
    counts = f" ({value.number}/{value.of})"
    return Words(sv=percent(value.percent, "sv", decimals) + counts, en=percent(value.percent, "en", decimals) + counts)


def _not_counted(section: Section, viewer: Viewer) -> list[tuple[Words, UUID | None]]:
    """Name what is not counted, with its finding; not for the supervisor, who may not know which of them are missed."""
    if viewer.role is Role.SUPERVISOR:
        return []
    return [(duty_title(owed.rule, owed.period), owed.finding) for owed in section.not_counted]
