"""Rätta: what was recorded wrongly, what should it be, and does the other party agree?"""

from datetime import datetime
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.directory.attestations.commands import AgreeToCorrection, Attestation
from services.directory.attestations.effective import CORRECTABLE, DATES, as_corrected, may_agree
from services.directory.attestations.lines import FIELDS, Reading
from services.directory.attestations.pages import PATH as ATTEST
from services.directory.attestations.pages import TITLE as ATTEST_TITLE
from services.directory.attestations.pages import reading_of
from services.directory.corrections.form import REASONS, parse_date, parse_error
from services.directory.handlers import carry_out_in
from services.directory.shared.attested import Attested
from services.directory.shared.page_forms import BOTH, Sent, author_of, take_command
from services.runtime.forms.reader import Errors, Reader
from services.runtime.language.dates import table_day
from services.runtime.language.typed_time import written_clock
from services.runtime.language.words import Words
from services.runtime.web import (
    Viewer,
    allow,
    not_found,
    pages_router,
    post_once,
    read_form,
    redirect_done,
    render,
    typed_values,
)

router = pages_router("directory")
TITLE = Words(sv="Rätta en uppgift", en="Correct what was told")
_DONE = {
    "error": Words(
        sv="Uppgiften är felregistrerad. Den syns fortfarande, överstruken.",
        en="It is entered in error. It can still be seen, struck out.",
    ),
    "date": Words(sv="Rättelsen är sparad.", en="The correction is saved."),
}


@router.get("/attest/facts/{fact}")
async def fact_page(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """One fact that the viewer's organisation recorded, with the forms to correct it."""
    reading, held = await _own(request, viewer, fact)
    typed = Reader({})
    if fields := DATES.get(type(held.fact).__name__):
        at: datetime = getattr(as_corrected(reading.register, held, held.fact), fields[0])
        typed = Reader({"to_day": table_day(at), "to_time": written_clock(at)})
    return _draw(request, viewer, reading, held, typed)


@router.post("/attest/facts/{fact}")
async def correct(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Enter it in error, or give its date as it should be."""
    form = await read_form(request, viewer)
    typed, kind = Reader(typed_values(form)), str(form.get("act") or "")
    reading, held = await _own(request, viewer, fact)
    fields = DATES.get(type(held.fact).__name__, ())
    if kind == "error":
        parsed: Attestation | Errors = parse_error(typed, fact, viewer.organisation)
    elif kind == "date" and fields:
        parsed = parse_date(typed, fact, viewer.organisation, fields[0])
    else:
        not_found()
    url = ATTEST if viewer.role is Role.PROVIDER_MANAGER else f"/providers/{held.provider}"
    sent = Sent(typed, url, _DONE[kind], {"to": "to_day", "reason": "reason"})
    done = await take_command(request, viewer, parsed, sent)
    return done or _draw(request, viewer, reading, held, typed)


@router.post("/attest/corrections/{correction}/agree")
async def agree(request: Request, correction: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Agree to the other party's correction."""
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        reading = await reading_of(request, viewer, work, correction)
    held = reading.register.find(Attested, correction)
    if held is None or not may_agree(reading.register, held, viewer.organisation, request.state.now):
        not_found()
    url = ATTEST if viewer.role is Role.PROVIDER_MANAGER else f"/providers/{held.provider}"
    words = Words(sv="Rättelsen är godkänd.", en="The correction is agreed to.")
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        await post_once(work, request, url, words)
        agreed = AgreeToCorrection(correction, viewer.organisation)
        await carry_out_in(work, author_of(request, viewer), [agreed])
    return redirect_done(request, url, words)


async def _own(request: Request, viewer: Viewer, fact: UUID) -> tuple[Reading, Attested]:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        reading = await reading_of(request, viewer, work, fact)
    held = reading.register.find(Attested, fact)
    if held is None or held.teller != viewer.organisation or type(held.fact).__name__ not in CORRECTABLE:
        not_found()
    if viewer.unit is not None and getattr(held.fact, "unit", viewer.unit) != viewer.unit:
        not_found()
    return reading, held


def _draw(request: Request, viewer: Viewer, reading: Reading, held: Attested, typed: Reader) -> Response:
    own = viewer.role is Role.PROVIDER_MANAGER
    fields = DATES.get(type(held.fact).__name__, ())
    return render(
        request,
        "directory/attested_fact.html",
        viewer,
        title=TITLE,
        crumbs=[(ATTEST_TITLE, ATTEST)]
        if own
        else [(Words(sv="Utförare", en="Provider"), f"/providers/{held.provider}")],
        values=typed.raw,
        errors=typed.errors,
        line=reading.line(held),
        back=ATTEST if own else f"/providers/{held.provider}",
        date_words=FIELDS[fields[0]] if fields else None,
        reasons=list(REASONS.items()),
    )
