"""Intyga: what must we answer, and what do we attest?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import StaffEngaged
from schemas.new_event import Author
from services.directory.attestations import handlers as attesting
from services.directory.attestations import store as attested
from services.directory.attestations.domain import fiscal_year_end
from services.directory.attestations.effective import all_of
from services.directory.attestations.lines import Asked, Reading
from services.directory.shared.checks import today
from services.directory.shared.page_forms import Act, names_of, take, vault_of, what_is_known
from services.directory.shared.state import Provider
from services.runtime.database.work import Work
from services.runtime.forms.reader import Reader
from services.runtime.language.distances import due_by_working_days
from services.runtime.language.words import Words, count_words
from services.runtime.web import (
    Viewer,
    allow,
    context_of,
    fill,
    not_found,
    pages_router,
    read_form,
    render,
    typed_values,
)

router = pages_router("directory")
TITLE = Words(sv="Intyga", en="Attest")
PATH = "/attest"
YEARS = 5
MOST_SHOWN = 200
YES_NO = (
    ("yes", Words(sv="Ja, ägarna är redovisade", en="Yes, the owners are disclosed")),
    ("no", Words(sv="Nej, inte än", en="No, not yet")),
)


@dataclass
class PageContext:
    """What the page stands on: the viewer's provider as it is read, its fiscal years, units and staff to choose from."""

    viewer: Viewer
    reading: Reading
    provider: Provider
    now: datetime
    units: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)

    def years(self) -> dict[str, Words]:
        """Give the fiscal years that are over, the newest first."""
        last = today(self.now).year
        ended = [year for year in range(last, last - YEARS - 1, -1) if self._over(year)]
        return {str(year): Words(sv=str(year), en=str(year)) for year in ended[:YEARS]}

    def _over(self, year: int) -> bool:
        return fiscal_year_end(self.provider, year) < today(self.now)


async def reading_of(request: Request, viewer: Viewer, work: Work, about: UUID) -> Reading:
    """Read what is attested about a provider, with staff's labels where the viewer may open them."""
    register = await what_is_known(work, about)
    reading = Reading(register, viewer.organisation, request.state.now, names_of(register))
    engaged = [attestation.id for attestation, _ in all_of(register, StaffEngaged)]
    reading.labels = await attested.words_of(work, vault_of(request), engaged)
    return reading


async def _context(request: Request, viewer: Viewer) -> PageContext:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        reading = await reading_of(request, viewer, work, viewer.organisation)
    provider = reading.register.find(Provider, viewer.organisation)
    if provider is None:
        not_found()
    context = PageContext(viewer, reading, provider, request.state.now)
    mine = {unit: name for unit, name in reading.units.items() if viewer.unit in (None, unit)}
    context.units = {str(unit): name for unit, name in sorted(mine.items(), key=lambda one: one[1].casefold())}
    context.staff = {f"{unit}/{who}": words for (unit, who), words in reading.staff().items() if unit in mine}
    return context


@router.get(PATH)
async def attest_page(request: Request, viewer: Viewer = Depends(allow(Role.PROVIDER_MANAGER))) -> Response:
    """Requests to answer, the small acts, and everything attested."""
    kept = context_of(request).kept
    await fill(request, viewer, "provider_judged", provider=viewer.organisation)
    return _draw(request, await _context(request, viewer), str(kept.get("act") or ""), Reader({}))


@router.post(PATH)
async def attest(request: Request, viewer: Viewer = Depends(allow(Role.PROVIDER_MANAGER))) -> Response:
    """Take one of the small acts."""
    form = await read_form(request, viewer)
    kind = str(form.get("act") or "")
    if kind not in _FORMS:
        not_found()
    context, typed = await _context(request, viewer), Reader(typed_values(form))
    read, fields, words = _FORMS[kind]
    act = read(request, context, typed)
    done = await take(request, viewer, act, PATH, words, typed, fields)
    return done or _draw(request, context, kind, typed)


def _accounts(_request: Request, context: PageContext, typed: Reader) -> Act:
    year = typed.choice("fiscal_year", context.years(), Words(sv="Välj räkenskapsår.", en="Choose a fiscal year."))
    missing = Words(sv="Svara om ägarna är redovisade.", en="Say whether the owners are disclosed.")
    ownership = typed.choice("ownership", dict(YES_NO), missing) == "yes"

    async def act(work: Work, author: Author) -> None:
        await attesting.disclose_accounts(work, author, context.provider.id, int(year), ownership=ownership)

    return act


def _staff(request: Request, context: PageContext, typed: Reader) -> Act:
    unit = typed.choice("unit", context.units, Words(sv="Välj enhet.", en="Choose a unit."))
    shift = typed.moment(
        "shift_day", "shift_time", Words(sv="Ange dagen för det första passet.", en="Give the day of the first shift.")
    )
    before = typed.day("before_day")

    async def act(work: Work, author: Author) -> None:
        if shift is not None:
            await attesting.engage_staff(
                work,
                vault_of(request),
                author,
                context.provider.id,
                UUID(unit),
                typed.one("label"),
                shift,
                engaged_before_until=before,
            )

    return act


def _extracts(_request: Request, context: PageContext, typed: Reader) -> Act:
    who = typed.choice("staff", context.staff, Words(sv="Välj vem utdragen gäller.", en="Choose whose extracts."))
    seen_at = typed.moment(
        "seen_day", "seen_time", Words(sv="Ange dagen då ni såg utdragen.", en="Give the day you saw the extracts.")
    )
    criminal, suspicion = typed.day("criminal_day"), typed.day("suspicion_day")

    async def act(work: Work, author: Author) -> None:
        unit, _, staff = who.partition("/")
        if seen_at is not None:
            await attesting.see_extracts(
                work,
                author,
                context.provider.id,
                UUID(unit),
                UUID(staff),
                seen_at,
                criminal_record_on=criminal,
                suspicion_record_on=suspicion,
            )

    return act


_FORMS: dict[str, tuple[Callable[[Request, PageContext, Reader], Act], Mapping[str, str], Words]] = {
    "accounts": (
        _accounts,
        {"fiscal_year": "fiscal_year"},
        Words(sv="Räkenskaperna är intygade.", en="The accounts are attested."),
    ),
    "staff": (
        _staff,
        {"unit": "unit", "label": "label", "first_shift": "shift_day", "engaged_before_until": "before_day"},
        Words(
            sv="Anställningen är intygad. Intyga nu registerutdragen.",
            en="The engagement is attested. Now attest the register extracts.",
        ),
    ),
    "extracts": (
        _extracts,
        {
            "staff": "staff",
            "seen_at": "seen_day",
            "criminal_record_on": "criminal_day",
            "suspicion_record_on": "suspicion_day",
        },
        Words(sv="Utdragen är intygade.", en="The extracts are attested."),
    ),
}


def _answer(open_ones: list[Asked], now: datetime) -> Words:
    if not open_ones:
        return Words(sv="Ingen begäran väntar på svar.", en="No request awaits an answer.")
    count = count_words(
        len(open_ones),
        Words(sv="begäran väntar på svar", en="request awaits an answer"),
        Words(sv="begäranden väntar på svar", en="requests await an answer"),
    )
    due = open_ones[0].due
    return count + Words(sv=". Svara senast {due}.", en=". Answer by {due}.").fill(
        due=Words(sv=due_by_working_days(due, now, "sv"), en=due_by_working_days(due, now, "en"))
    )


def _draw(request: Request, context: PageContext, kind: str, typed: Reader) -> Response:
    reading = context.reading
    open_ones = [asked for asked in reading.requests() if asked.open]
    return render(
        request,
        "directory/attest.html",
        context.viewer,
        title=TITLE,
        answer=_answer(open_ones, context.now),
        open_requests=open_ones,
        corrections=[each for each in reading.corrections() if each.to_agree],
        lines=reading.lines(MOST_SHOWN, context.viewer.unit),
        kind=kind,
        values=typed.raw,
        errors=typed.errors,
        years=list(context.years().items()),
        yes_no=YES_NO,
        units=list(context.units.items()),
        staff=list(context.staff.items()),
    )
