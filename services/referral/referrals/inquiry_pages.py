"""Ny förfrågan: open it and fill its parts."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.cases.identity import identity, wrong_identity
from services.referral.pages.page_context import (
    BOARD_ROLES,
    key_of,
    load_draft,
    posting,
    today_of,
)
from services.referral.pages.shown import differing
from services.referral.referrals.draft import Open, open_draft
from services.referral.referrals.inquiry import PartState, check_part, part_states
from services.referral.referrals.inquiry_fields import PART
from services.runtime.errors import Refused
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Raw
from services.runtime.language.code_words import AGE_BAND_WORDS
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import (
    Viewer,
    allow,
    not_found,
    pages_router,
    read_form,
    redirect_done,
    render,
    typed_values,
)

router = pages_router("referral")
TITLE = Words(sv="Ny förfrågan", en="New referral")
CASES = (Words(sv="Ärenden", en="Cases"), "/cases")
FIRST_DECISION = Words(sv="Gör klart Beslut och insats först.", en="Finish Decision and intervention first.")


@router.get("/referrals/new")
async def new_page(
    request: Request, case: UUID | None = None, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask who the case is about, or whether to ask once more in a case there is."""
    return _new(request, viewer, case, {}, {})


@router.post("/referrals/new")
async def new_referral(request: Request, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Open the case, if it is new, and the draft."""
    typed = typed_values(await read_form(request, viewer))
    referral = new_id()
    case = _uuid(typed.get("case"))
    name, number = str(typed.get("name", "")), str(typed.get("personnummer", ""))
    if case is None and (wrong := wrong_identity(name, number)):
        errors = {one.field or "name": one.what + Words(sv=" ", en=" ") + one.next_step for one in wrong}
        return _new(request, viewer, case, typed, errors)
    person = None if case else identity(name, number)
    url, words = f"/referrals/{referral}/tasks", Words(sv="Utkastet är öppnat.", en="The draft is open.")
    async with posting(request, viewer, url, words) as acting:
        if person is not None:
            case = await handlers.open_case(acting, person)
        await handlers.open_referral(acting, case or new_id(), referral)
    return redirect_done(request, url, words)


def _new(
    request: Request, viewer: Viewer, case: UUID | None, values: Mapping[str, Any], errors: dict[str, Words]
) -> Response:
    return render(
        request, "referral/new.html", viewer, title=TITLE, crumbs=(CASES,), case=case, values=values, errors=errors
    )


def _uuid(typed: object) -> UUID | None:
    try:
        return UUID(typed) if isinstance(typed, str) and typed else None
    except ValueError:
        not_found()


@router.get("/referrals/{referral}/tasks")
async def tasks(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Say what is left of the form."""
    draft = await open_draft(request, viewer, referral)
    rows = [_task(referral, state, draft) for state in draft.states]
    done = sum(state.done for state in draft.states)
    answer = Words(sv=f"{done} av {len(rows)} delar klara", en=f"{done} of {len(rows)} parts done")
    return render(
        request,
        "referral/tasks.html",
        viewer,
        title=TITLE,
        crumbs=(CASES,),
        referral=referral,
        draft=draft,
        rows=rows,
        answer=answer,
    )


def _task(referral: UUID, state: PartState, draft: Open) -> dict[str, Any]:
    waits = state.name == "provider" and not next(one for one in draft.states if one.name == "decision").done
    blocked = state.name == "provider" and state.done and draft.blocks
    if waits:
        kind, words = "nothing", Words(sv="Kan inte börjas än", en="Cannot be begun yet")
    elif blocked:
        kind, words = "missing", Words(sv="Stoppas", en="Blocked")
    elif state.done:
        kind, words = "plain", Words(sv="Klar", en="Done")
    elif state.begun:
        kind, words = "judging", Words(sv="Påbörjad", en="Begun")
    else:
        kind, words = "due", Words(sv="Inte påbörjad", en="Not begun")
    return {
        "url": None if waits else f"/referrals/{referral}/part/{state.name}",
        "words": PART[state.name].title,
        "state": kind,
        "state_words": words,
        "why": FIRST_DECISION if waits else draft.blocks[0].what if blocked else None,
    }


@router.get("/referrals/{referral}/part/{name}")
async def part_page(
    request: Request, referral: UUID, name: str, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Show one part with what was typed before."""
    draft = await open_draft(request, viewer, referral)
    typed = await load_draft(request, viewer, key_of("inquiry", referral, name))
    return _part(request, viewer, draft, name, typed.values or draft.parts.get(name, {}), {})


@router.post("/referrals/{referral}/part/{name}")
async def save_part(
    request: Request, referral: UUID, name: str, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Keep a part as it was typed, and say what is wrong in it."""
    draft = await open_draft(request, viewer, referral)
    if name not in PART:
        not_found()
    form = await read_form(request, viewer)
    typed = typed_values(form)
    seen = str(typed.pop("version", ""))
    version = int(seen) if seen.isdecimal() else None
    url = f"/referrals/{referral}/{'tasks' if form.get('save_draft') else _next(request, draft, name, typed)}"
    words = Words(sv="Sparat: ", en="Saved: ") + PART[name].title + Words(sv=".", en=".")
    try:
        async with posting(request, viewer, url, words) as acting:
            await handlers.save_draft(acting, referral, {name: typed}, version)
    except Refused as refused:
        if refused.code != "changed":
            raise
        return _part(request, viewer, await open_draft(request, viewer, referral), name, typed, {}, conflict=True)
    errors = check_part(name, typed, today_of(request), draft.person)
    if errors and not form.get("save_draft"):
        return _part(request, viewer, await open_draft(request, viewer, referral), name, typed, errors)
    return redirect_done(request, url, words)


def _next(request: Request, draft: Open, name: str, typed: Raw) -> str:
    """Give the page after a part: the next one to be filled in, or once all are done where the whole is looked through."""
    states = part_states({**draft.parts, name: typed}, today_of(request), draft.person)
    place = [state.name for state in states].index(name) + 1
    left = [state.name for state in (*states[place:], *states[:place]) if not state.done and state.name != name]
    return f"part/{left[0]}" if left else "check"


def _part(
    request: Request,
    viewer: Viewer,
    draft: Open,
    name: str,
    values: Mapping[str, Any],
    errors: dict[str, Words],
    *,
    conflict: bool = False,
) -> Response:
    """Draw a part with what was typed, and beside each field that differs what is saved."""
    if name not in PART:
        not_found()
    given = [with_choices(field, draft.choices) for field in PART[name].fields]
    return render(
        request,
        "referral/part.html",
        viewer,
        title=PART[name].title,
        part=PART[name],
        status=HTTPStatus.CONFLICT if conflict else HTTPStatus.OK,
        conflict=conflict,
        theirs=differing(given, values, draft.parts.get(name, {})),
        form_fields=given,
        values=values,
        errors=errors,
        draft=draft,
        draft_key=key_of("inquiry", draft.referral.id, name),
        band=AGE_BAND_WORDS[draft.band] if draft.band else None,
    )


def with_choices(field: Field, choices: tuple[Choice, ...]) -> Field:
    """Give the field of the provider with what can be chosen now."""
    return replace(field, choices=choices) if field.name == "choice" else field
