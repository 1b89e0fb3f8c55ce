"""Avbrott: when could the portal not take anything in?"""

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import PortalInterrupted
from services.directory.attestations import store as attested
from services.directory.attestations.effective import all_of
from services.directory.interruptions.form import parse_interruption
from services.directory.shared.page_forms import Sent, take_command
from services.directory.shared.register import Register
from services.runtime.forms.reader import Reader
from services.runtime.language.words import Words, count_words
from services.runtime.web import Viewer, allow, pages_router, read_form, render, typed_values

router = pages_router("directory")
TITLE = Words(sv="Avbrott", en="Interruptions")
PATH = "/interruptions"


@router.get(PATH)
async def interruptions_page(request: Request, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """The interruptions on record, and the form to record one."""
    return await _draw(request, viewer, Reader({}))


@router.post(PATH)
async def record(request: Request, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """Record an interruption that is over."""
    typed = Reader(typed_values(await read_form(request, viewer)))
    words = Words(
        sv="Avbrottet är registrerat. Tider som gick ut under det flyttas till fyra timmar efter dess slut.",
        en="The interruption is recorded. What fell due during it moves to four hours after its end.",
    )
    sent = Sent(typed, PATH, words, {"from_at": "from_day", "to_at": "to_day"})
    done = await take_command(request, viewer, parse_interruption(typed), sent)
    return done or await _draw(request, viewer, typed)


async def _draw(request: Request, viewer: Viewer, typed: Reader) -> Response:
    register = Register()
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        await attested.load_all(work, register)
    known = all_of(register, PortalInterrupted)
    count = count_words(
        len(known),
        Words(sv="avbrott är registrerat", en="interruption is on record"),
        Words(sv="avbrott är registrerade", en="interruptions are on record"),
    )
    return render(
        request,
        "directory/interruptions.html",
        viewer,
        title=TITLE,
        answer=count + Words(sv=".", en=".")
        if known
        else Words(sv="Inget avbrott är registrerat.", en="None on record."),
        known=sorted(known, key=lambda one: one[1].from_at, reverse=True),
        values=typed.raw,
        errors=typed.errors,
    )
