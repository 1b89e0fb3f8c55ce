"""Intyga: what must we answer, and what do we attest?"""

from datetime import datetime
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import StaffEngaged
from services.directory.attestations import sealed_words
from services.directory.attestations.effective import all_of
from services.directory.attestations.form import ACT_FORMS, YES_NO, PageContext
from services.directory.attestations.lines import Reading
from services.directory.attestations.shown import Asked
from services.directory.shared.page_forms import Sent, names_of, take_command, vault_of, what_is_known
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
MOST_SHOWN = 200


async def reading_of(request: Request, viewer: Viewer, work: Work, about: UUID) -> Reading:
    """Read what is attested about a provider, with staff's labels where the viewer may open them."""
    register = await what_is_known(work, about)
    reading = Reading(register, viewer.organisation, request.state.now, names_of(register))
    engaged = [attestation.id for attestation, _ in all_of(register, StaffEngaged)]
    reading.labels = await sealed_words.words_of(work, vault_of(request), engaged)
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
    if kind not in ACT_FORMS:
        not_found()
    context, typed = await _context(request, viewer), Reader(typed_values(form))
    parse, fields, words = ACT_FORMS[kind]
    done = await take_command(request, viewer, parse(typed, context), Sent(typed, PATH, words, fields))
    return done or _draw(request, context, kind, typed)


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
