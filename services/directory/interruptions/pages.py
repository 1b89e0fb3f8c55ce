"""Avbrott: when could the portal not take anything in?"""

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import PortalInterrupted
from schemas.new_event import Author
from services.directory.attestations import handlers as attesting
from services.directory.attestations import store as attested
from services.directory.attestations.effective import all_of
from services.directory.shared.page_forms import take
from services.directory.shared.register import Register
from services.runtime.database.work import Work
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
    first = typed.moment("from_day", "from_time", Words(sv="Ange när avbrottet började.", en="Say when it began."))
    last = typed.moment("to_day", "to_time", Words(sv="Ange när avbrottet slutade.", en="Say when it ended."))

    async def act(work: Work, author: Author) -> None:
        if first is not None and last is not None:
            await attesting.record_interruption(work, author, first, last)

    words = Words(
        sv="Avbrottet är registrerat. Tider som gick ut under det flyttas till fyra timmar efter dess slut.",
        en="The interruption is recorded. What fell due during it moves to four hours after its end.",
    )
    done = await take(request, viewer, act, PATH, words, typed, {"from_at": "from_day", "to_at": "to_day"})
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
