"""Ny förfrågan: open it, fill its parts, look it through, send it; remove or withdraw it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import WithdrawReason
from services.referral import handlers
from services.referral.domain.commands import Withdraw
from services.referral.domain.identity import identity
from services.referral.forms.field import Choice, Field
from services.referral.forms.inquiry import PartState, check_part
from services.referral.forms.inquiry_fields import PART, PARTS
from services.referral.pages.desk import (
    BOARD_ROLES,
    author_of,
    key_of,
    load_draft,
    today_of,
    vault_of,
    working,
)
from services.referral.pages.draft import Open, open_draft
from services.referral.pages.shown import answered
from services.referral.store.referrals import load_referral
from services.referral.words import WITHDRAW_WORDS
from services.runtime.code_words import AGE_BAND_WORDS
from services.runtime.dates import instant
from services.runtime.errors import Refused
from services.runtime.identifiers import new_id, reference
from services.runtime.web import (
    Viewer,
    allow,
    not_found,
    once,
    pages_router,
    read_form,
    redirect_done,
    render,
    typed_values,
)
from services.runtime.words import Words

router = pages_router("referral")
TITLE = Words(sv="Ny förfrågan", en="New referral")
CASES = (Words(sv="Ärenden", en="Cases"), "/cases")
FIRST_DECISION = Words(sv="Gör klart Beslut och insats först.", en="Finish Decision and intervention first.")
_WITHDRAW = Words(sv="Återkalla förfrågan", en="Withdraw the referral")


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
    author, vault, referral = author_of(request, viewer), vault_of(request), new_id()
    case = _uuid(typed.get("case"))
    try:
        person = None if case else identity(str(typed.get("name", "")), str(typed.get("personnummer", "")))
    except Refused as refused:
        errors = {refused.field or "name": refused.what + Words(sv=" ", en=" ") + refused.next_step}
        return _new(request, viewer, case, typed, errors)
    url, words = f"/referrals/{referral}/tasks", Words(sv="Utkastet är öppnat.", en="The draft is open.")
    async with working(request, viewer) as work:
        await once(work, request, url, words)
        if person is not None:
            case = await handlers.open_case(work, vault, viewer, author, person)
        await handlers.open_referral(work, vault, viewer, author, case or new_id(), referral)
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
    newer = typed.saved_at is not None and typed.saved_at > draft.row["changed_at"]
    return _part(request, viewer, draft, name, typed.values if newer else draft.parts.get(name, {}), {})


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
    version = int(str(typed.pop("version", "0")) or 0)
    url = f"/referrals/{referral}/tasks"
    words = PART[name].title + Words(sv=" är sparat.", en=" is saved.")
    async with working(request, viewer) as work:
        await once(work, request, url, words)
        author = author_of(request, viewer)
        await handlers.save_draft(work, vault_of(request), viewer, author, referral, {name: typed}, version or None)
    errors = check_part(name, typed, draft.parts, today_of(request), draft.person)
    if errors and not form.get("save_draft"):
        return _part(request, viewer, await open_draft(request, viewer, referral), name, typed, errors)
    return redirect_done(request, url, words)


def _part(
    request: Request, viewer: Viewer, draft: Open, name: str, values: Mapping[str, Any], errors: dict[str, Words]
) -> Response:
    if name not in PART:
        not_found()
    return render(
        request,
        "referral/part.html",
        viewer,
        title=PART[name].title,
        part=PART[name],
        form_fields=[_with_choices(field, draft.choices) for field in PART[name].fields],
        values=values,
        errors=errors,
        draft=draft,
        draft_key=key_of("inquiry", draft.row["id"], name),
        band=AGE_BAND_WORDS[draft.band] if draft.band else None,
    )


def _with_choices(field: Field, choices: tuple[Choice, ...]) -> Field:
    return replace(field, choices=choices) if field.name == "choice" else field


@router.get("/referrals/{referral}/check")
async def check_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Show the whole of it before it is sent."""
    draft = await open_draft(request, viewer, referral)
    sections = [
        (part, answered([_with_choices(field, draft.choices) for field in part.fields], draft.parts.get(part.name, {})))
        for part in PARTS
    ]
    return render(
        request,
        "referral/check.html",
        viewer,
        title=Words(sv="Granska och skicka", en="Check and send"),
        draft=draft,
        sections=sections,
        band=AGE_BAND_WORDS[draft.band] if draft.band else None,
    )


@router.post("/referrals/{referral}/check")
async def send(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Send the referral, through the gates."""
    author, arrived = author_of(request, viewer), request.state.arrived
    async with working(request, viewer) as work:
        row = await load_referral(work, viewer, referral)
        url = f"/cases/{row['case_id']}"
        words = Words(
            sv=f"Förfrågan skickades {instant(arrived)}. Referens {reference(referral)}. Utföraren svarar nu.",
            en=f"The referral was sent {instant(arrived, 'en')}. Reference {reference(referral)}. The provider answers now.",
        )
        await once(work, request, url, words)
        await handlers.send_referral(work, vault_of(request), viewer, author, referral)
    return redirect_done(request, url, words)


@router.post("/referrals/{referral}/discard")
async def discard(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask first, then remove the draft."""
    form = await read_form(request, viewer)
    if not form.get("sure"):
        await open_draft(request, viewer, referral)
        return render(
            request,
            "confirm.html",
            viewer,
            title=Words(sv="Ta bort utkast", en="Remove draft"),
            what=Words(sv="Det du har skrivit i utkastet försvinner.", en="What you wrote in the draft is lost."),
            pairs=[(Words(sv="Referens", en="Reference"), reference(referral))],
            action=f"/referrals/{referral}/discard",
            button=Words(sv="Ta bort utkast", en="Remove draft"),
            back=f"/referrals/{referral}/tasks",
            fields={"sure": "yes"},
        )
    words = Words(sv="Utkastet är borttaget.", en="The draft is removed.")
    async with working(request, viewer) as work:
        await once(work, request, "/start", words)
        await handlers.discard_draft(work, viewer, author_of(request, viewer), referral)
    return redirect_done(request, "/start", words)


@router.get("/referrals/{referral}/withdraw")
async def withdraw_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask why the referral is taken back."""
    async with working(request, viewer) as work:
        row = await load_referral(work, viewer, referral)
    return _withdraw(request, viewer, referral, row["case_id"], {})


@router.post("/referrals/{referral}/withdraw")
async def withdraw(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Take the referral back with a coded reason."""
    reason = str((await read_form(request, viewer)).get("reason") or "")
    words = Words(sv="Förfrågan är återkallad. Utföraren ser det nu.", en="The referral is withdrawn.")
    async with working(request, viewer) as work:
        row = await load_referral(work, viewer, referral)
        if reason not in set(WithdrawReason):
            errors = {"reason": Words(sv="Välj ett skäl.", en="Choose a reason.")}
            return _withdraw(request, viewer, referral, row["case_id"], errors)
        url = f"/cases/{row['case_id']}"
        await once(work, request, url, words)
        command = Withdraw(WithdrawReason(reason))
        await handlers.withdraw(work, viewer, author_of(request, viewer), referral, command)
    return redirect_done(request, url, words)


def _withdraw(request: Request, viewer: Viewer, referral: UUID, case: UUID, errors: dict[str, Words]) -> Response:
    return render(
        request,
        "referral/choose.html",
        viewer,
        title=_WITHDRAW,
        action=f"/referrals/{referral}/withdraw",
        button=_WITHDRAW,
        back=f"/cases/{case}",
        form_fields=(
            Field("reason", Words(sv="Skäl", en="Reason"), "radio",
                  choices=tuple((code.value, words) for code, words in WITHDRAW_WORDS.items())),
        ),
        values={},
        errors=errors,
    )  # fmt: skip
