"""Läs in från fil: facts about placements, chosen as a file, looked at before they are recorded, recorded all at once."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from services.referral.imports.import_context import Teller
from services.referral.imports.registry import ACTS, FILE, MOST_ROWS
from services.referral.imports.take_in import Outcome, Taken, preview, run
from services.referral.pages.page_context import (
    BOTH,
    author_of,
    is_board,
    load_draft,
    save_typed,
    transaction,
    vault_of,
)
from services.referral.shared.actor import side
from services.runtime.errors import Refused
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words, count_words
from services.runtime.web import Viewer, allow, drafts_of, pages_router, post_once, read_form, redirect_done, render
from services.runtime.web.page.drafts import Draft
from services.runtime.web.page.table_upload import sent_table_file

router = pages_router("referral")
TITLE = Words(sv="Läs in från fil", en="Take in from a file")
MOST_SHOWN = 300
_FORM = "placements/import"
_TEXT, _DONE = "text", "done"
_ROWS = (Words(sv="rad", en="row"), Words(sv="rader", en="rows"))
_TAKEN = Words(sv="Filen är inläst.", en="The file is taken in.")


@router.get("/placements/import")
async def choose_page(request: Request, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Choose a file; see which tables it may hold."""
    return _choose(request, viewer, {})


@router.post("/placements/import")
async def keep_file(request: Request, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Keep the chosen file, sealed under the sender's own key, and go on to what it comes to."""
    form = await read_form(request, viewer)
    _, text, error = await sent_table_file(form)
    if error is not None:
        return _choose(request, viewer, {"file": error}, str(form.get("text") or ""))
    await save_typed(request, viewer, _FORM, {_TEXT: text})
    return RedirectResponse("/placements/import/file", status_code=303)


def _choose(request: Request, viewer: Viewer, errors: dict[str, Words], typed: str = "") -> Response:
    return render(
        request,
        "referral/import_choose.html",
        viewer,
        title=TITLE,
        crumbs=_above(viewer),
        errors=errors,
        values={"text": typed},
        tables=[(act.table, act.described()) for act in ACTS if side(viewer).value in act.of],
        most_rows=MOST_ROWS,
        example=FILE.example,
    )


def _above(viewer: Viewer) -> list[tuple[Words, str]]:
    if is_board(viewer):
        return [(Words(sv="Ärenden", en="Cases"), "/cases")]
    return [(Words(sv="Uppdrag", en="Placements"), "/placements")]


@router.get("/placements/import/file")
async def file_page(request: Request, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Show what the kept file would record now; or, once taken in, what it recorded."""
    return await _file(request, viewer, await load_draft(request, viewer, _FORM))


@router.post("/placements/import/file")
async def take_in(request: Request, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Record every row of the file at once, as it was seen."""
    form = await read_form(request, viewer)
    kept, url = await load_draft(request, viewer, _FORM), "/placements/import/file"
    if _TEXT not in kept.values:
        return RedirectResponse(url, status_code=303)
    try:
        async with transaction(request, viewer) as work:
            await post_once(work, request, url, _TAKEN)
            outcome = await run(work, _teller(request, viewer), str(kept.values[_TEXT]))
            if outcome.wrong or [_seen(kept), str(outcome.count("new"))] != [form.get("kept"), form.get("new")]:
                raise _moved()
            await drafts_of(request).save(work, viewer, _FORM, {_DONE: _written(outcome.rows)})
    except Refused as refused:
        return await _file(request, viewer, kept, refused)
    return redirect_done(request, url, _TAKEN)


def _teller(request: Request, viewer: Viewer) -> Teller:
    return Teller(viewer, viewer.role, author_of(request, viewer), vault_of(request))


def _seen(kept: Draft) -> str:
    return kept.saved_at.isoformat() if kept.saved_at else ""


async def _file(request: Request, viewer: Viewer, kept: Draft, refused: Refused | None = None) -> Response:
    if not kept.values:
        return RedirectResponse("/placements/import", status_code=303)
    if _DONE in kept.values:
        outcome, done = Outcome(_read(str(kept.values[_DONE]))), True
    else:
        teller, database = _teller(request, viewer), request.app.state.database
        text, done = str(kept.values[_TEXT]), False
        outcome = await preview(database, viewer.scope, teller, text)
    return render(
        request,
        "referral/import_file.html",
        viewer,
        title=Words(sv="Inläst fil", en="File taken in") if done else Words(sv="Förhandsvisning", en="Preview"),
        crumbs=(*_above(viewer), (TITLE, "/placements/import")),
        status=409 if refused else 200,
        refused=refused,
        outcome=outcome,
        done=done,
        kept=_seen(kept),
        new=outcome.count("new"),
        answer=_answer(outcome, done=done),
        button=Words(sv="Läs in {rows}", en="Take in {rows}").fill(rows=_count(outcome.count("new"))),
        reference=reference,
        most_shown=MOST_SHOWN,
    )


def _count(number: int) -> Words:
    return count_words(number, *_ROWS)


def _answer(outcome: Outcome, *, done: bool) -> Words:
    new, same = _count(outcome.count("new")), _count(outcome.count("same"))
    if outcome.wrong:
        return Words(
            sv="{rows} är fel. Inget läses in förrän allt i filen stämmer.",
            en="{rows} with errors. Nothing is taken in until all of the file is right.",
        ).fill(rows=_count(len({wrong.line for wrong in outcome.wrong})))
    if done:
        summary = Words(sv="{new} inlästa. {same} fanns redan.", en="{new} taken in. {same} told before.")
        return summary.fill(new=new, same=same)
    if not outcome.count("new"):
        summary = Words(
            sv="Allt i filen är berättat förut: {same}.", en="All of the file has been told before: {same}."
        )
        return summary.fill(same=same)
    summary = Words(sv="{new} kan läsas in. {same} finns redan.", en="{new} can be taken in. {same} told before.")
    return summary.fill(new=new, same=same)


def _written(rows: Sequence[Taken]) -> str:
    """Write what was recorded, without any of its texts."""
    lines = [(row.line, row.table.sv, row.table.en, str(row.placement), row.state, row.receipt) for row in rows]
    return json.dumps(lines, ensure_ascii=False)


def _read(written: str) -> list[Taken]:
    lines: list[Any] = json.loads(written)
    return [Taken(line, Words(sv=sv, en=en), UUID(placement), *rest) for line, sv, en, placement, *rest in lines]


def _moved() -> Refused:
    return Refused(
        "changed",
        Words(
            sv="Något har ändrats sedan förhandsvisningen. Inget är inläst.",
            en="Something has changed since the preview. Nothing was taken in.",
        ),
        Words(sv="Läs den nya förhandsvisningen och läs in igen.", en="Read the new preview and take it in again."),
    )
