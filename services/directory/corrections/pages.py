"""Rätta: what was recorded wrongly, what should it be, and does the other party agree?"""

from datetime import datetime
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.new_event import Author
from schemas.reasons import ErrorReason
from services.directory.attestations import handlers as attesting
from services.directory.attestations.effective import CORRECTABLE, DATES, as_corrected, may_agree
from services.directory.attestations.lines import FIELDS, Reading
from services.directory.attestations.pages import PATH as ATTEST
from services.directory.attestations.pages import TITLE as ATTEST_TITLE
from services.directory.attestations.pages import reading_of
from services.directory.shared.attested import Attested
from services.directory.shared.labels import ERROR_REASONS
from services.directory.shared.page_forms import BOTH, Act, author_of, take
from services.runtime.database.work import Work
from services.runtime.forms.reader import Reader
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
_REASONS = {reason.value: words for reason, words in ERROR_REASONS.items()}
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
        act = _error(typed, fact)
    elif kind == "date" and fields:
        act = _date(typed, fact, fields[0])
    else:
        not_found()
    url = ATTEST if viewer.role is Role.PROVIDER_MANAGER else f"/providers/{held.provider}"
    done = await take(request, viewer, act, url, _DONE[kind], typed, {"to": "to_day", "reason": "reason"})
    return done or _draw(request, viewer, reading, held, typed)


def _error(typed: Reader, fact: UUID) -> Act:
    reason = typed.choice("reason", _REASONS, Words(sv="Välj ett skäl.", en="Choose a reason."))

    async def act(work: Work, author: Author) -> None:
        await attesting.enter_in_error(work, author, fact, ErrorReason(reason))

    return act


def _date(typed: Reader, fact: UUID, field: str) -> Act:
    to = typed.moment("to_day", "to_time", Words(sv="Ange den rätta dagen.", en="Give the right day."))

    async def act(work: Work, author: Author) -> None:
        if to is not None:
            await attesting.correct_date(work, author, fact, field, to)

    return act


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
        await attesting.agree_to_correction(work, author_of(request, viewer), correction)
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
        reasons=list(_REASONS.items()),
    )
