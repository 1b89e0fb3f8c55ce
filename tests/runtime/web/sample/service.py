"""A small service with every kind of page, for the tests of the frame."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.runtime.database.scope import Scope
from services.runtime.errors import Refused
from services.runtime.language.words import Words, plain
from services.runtime.service import Service
from services.runtime.web import (
    Panel,
    Viewer,
    allow,
    anyone,
    drafts_of,
    fill,
    not_found,
    open_session,
    pages_router,
    post_once,
    read_form,
    redirect_done,
    render,
    typed_values,
)

router = pages_router("sample")
BOARD, PERSON, OTHER = UUID(int=11), UUID(int=21), UUID(int=22)
COMMISSIONS = {UUID(int=31): Role.COORDINATOR, UUID(int=32): Role.PROVIDER_MANAGER, UUID(int=33): Role.OPERATOR}
SENT: list[str] = []
ENDED: set[UUID] = set()


async def identify(person: UUID, commission: UUID | None) -> Viewer | None:
    """Give the viewer of a commission that has not ended."""
    role = COMMISSIONS.get(commission) if commission else None
    if role is None or commission in ENDED:
        return None
    return Viewer(
        person=person,
        name="Eva Lindqvist" if person == PERSON else "Åsa O'Öberg <b>",
        role=role,
        organisation=BOARD,
        organisation_name="Socialnämnden, Malmö",
        organisation_kind="board",
        unit=None,
        language="sv",
        scope=Scope(boards=(BOARD,), person=person),
    )


@router.get("/sign-in")
async def sign_in(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Offer the person with the commission asked for."""
    commission = UUID(int=int(request.query_params.get("as", "31")))
    title = Words(sv="Logga in", en="Sign in")
    next_path = request.query_params.get("next", "/")
    return render(
        request, "sample/sign_in.html", viewer, title=title, person=PERSON, commission=commission, next=next_path
    )


@router.post("/sign-in")
async def signed_in(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Sign in as one of them."""
    form = await read_form(request, viewer)
    return await open_session(
        request, UUID(str(form["person"])), UUID(str(form["commission"])), str(form.get("next", "/"))
    )


@router.get("/start")
async def start(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Show what waits, with panels."""
    await fill(request, viewer, "start")
    return render(request, "sample/start.html", viewer, title=Words(sv="Start", en="Start"), **sample_parts())


def sample_parts() -> dict[str, Any]:
    """Give one of every part of a page."""
    entry = SimpleNamespace(retracted=False, note=None, url="/help", url_words=Words(sv="Läs", en="Read"))
    return {
        "states": ("missing", "late", "judging", "unknown", "due", "soon", "paused", "met", "nothing", "preliminary"),
        "entries": [
            SimpleNamespace(**{**vars(entry), "at": at, "kind": kind, "words": words, "who": plain("Föreståndare")})
            for at, kind, words in PAST
        ],
    }


PAST: list[tuple[Any, str, Words]] = []


@router.get("/cases")
async def cases(request: Request, viewer: Viewer = Depends(allow(Role.COORDINATOR))) -> Response:
    """A page of one role."""
    return render(request, "sample/form.html", viewer, title=Words(sv="Ärenden", en="Cases"), values={}, draft=None)


@router.get("/cases/{case}")
async def no_case(case: UUID, _: Viewer = Depends(allow(Role.COORDINATOR))) -> Response:
    """A page of one case: there is none."""
    assert isinstance(case, UUID)
    not_found()


@router.get("/report")
async def report(request: Request, viewer: Viewer = Depends(allow(Role.COORDINATOR))) -> Response:
    """A form with a draft."""
    async with request.app.state.database.work("web", scope=viewer.scope) as work:
        draft = await drafts_of(request).load(work, viewer, "report/1")
    title = Words(sv="Lämna rapport", en="Submit report")
    crumbs = [(Words(sv="Ärenden", en="Cases"), "/cases")]
    return render(
        request, "sample/form.html", viewer, title=title, crumbs=crumbs, values=draft.values, draft="report/1"
    )


@router.post("/report")
async def send_report(request: Request, viewer: Viewer = Depends(allow(Role.COORDINATOR))) -> Response:
    """Take the form: once, or with errors, or refused, or failing."""
    form = await read_form(request, viewer)
    text = str(form.get("text", ""))
    done = Words(sv="Rapporten kom in.", en="The report came in.")
    if text == "refused":
        raise Refused("sample", Words(sv="Det gick inte.", en="It failed."), Words(sv="Ring.", en="Call."))
    if text == "broken":
        raise RuntimeError("the canary Canarysson stands in this error")
    if not text:
        errors = {"text": Words(sv="Skriv något.", en="Write something."), "kind": Words(sv="Välj.", en="Choose.")}
        title = Words(sv="Lämna rapport", en="Submit report")
        values = typed_values(form)
        return render(request, "sample/form.html", viewer, title=title, values=values, errors=errors, draft="report/1")
    async with request.app.state.database.work("referral", scope=viewer.scope) as work:
        await post_once(work, request, f"/start?sent={uuid4()}", done)
        await asyncio.sleep(0.05)
        SENT.append(text)
    return redirect_done(request, "/start", done)


async def waiting(_request: Request, _viewer: Viewer) -> dict[str, Any] | None:
    """A panel with one thing in it."""
    return {"things": ["Månadsrapport"]}


async def failing(_request: Request, _viewer: Viewer) -> dict[str, Any] | None:
    """A panel that fails."""
    raise RuntimeError("no database")


SERVICE = Service(
    name="referral",
    pages=(router,),
    templates=Path(__file__).parent / "templates",
    panels=(
        Panel("start", (Role.COORDINATOR,), waiting, "sample/panel.html"),
        Panel("badge", (Role.COORDINATOR,), waiting, "sample/badge.html"),
        Panel("start", (Role.PROVIDER_MANAGER,), failing, "sample/panel.html"),
    ),
)
