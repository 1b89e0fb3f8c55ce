"""Import: did it go in right?"""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from schemas.codes import Origin, Role
from schemas.new_event import Author
from services.directory.imports import kept_files, take_in
from services.directory.imports.words import answer_of, count_rows, waits
from services.directory.shared.page_forms import vault_of
from services.runtime.errors import Refused
from services.runtime.language.words import Words
from services.runtime.web import (
    Forbidden,
    Viewer,
    allow,
    fill,
    not_found,
    pages_router,
    read_form,
    redirect_done,
    render,
)
from services.runtime.web.page.table_upload import sent_table_file

router = pages_router("directory")
TITLE = Words(sv="Import", en="Import")
MOST_SHOWN = 300
MOST_HIT = 20
MOST_FILES = 20
IMPORTERS = (Role.CONTROLLER, Role.PROVIDER_MANAGER)


@router.get("/imports")
async def imports_page(request: Request, viewer: Viewer = Depends(allow(*IMPORTERS))) -> Response:
    """Choose a file; see what was taken in before."""
    _whole(viewer)
    return await _choose(request, viewer, {})


@router.post("/imports")
async def keep_file(request: Request, viewer: Viewer = Depends(allow(*IMPORTERS))) -> Response:
    """Keep the chosen file on the server and go on to its preview."""
    _whole(viewer)
    form = await read_form(request, viewer)
    name, content, error = await sent_table_file(form)
    if error is not None:
        return await _choose(request, viewer, {"file": error}, str(form.get("text") or ""))
    database = request.app.state.database
    file = await kept_files.keep(database, vault_of(request), viewer.scope, viewer.organisation, name, content)
    return RedirectResponse(f"/imports/{file}", status_code=303)


@router.get("/imports/{file}")
async def preview_page(request: Request, file: UUID, viewer: Viewer = Depends(allow(*IMPORTERS))) -> Response:
    """What taking in the file would do now; or, once taken in, what it did."""
    _whole(viewer)
    return await _preview(request, viewer, file)


@router.post("/imports/{file}")
async def take_in_file(request: Request, file: UUID, viewer: Viewer = Depends(allow(*IMPORTERS))) -> Response:
    """Take the file in, all in one append, as it was seen in the preview."""
    _whole(viewer)
    form = await read_form(request, viewer)
    seen = str(form.get("seen") or "")
    author = Author(
        teller=viewer.organisation, person=viewer.person, origin=Origin.IMPORT, arrived=request.state.arrived
    )
    database = request.app.state.database
    try:
        done = await take_in.confirm(database, vault_of(request), viewer.scope, author, file, seen)
    except Refused as refused:
        if refused.code == "unknown":
            not_found()
        return await _preview(request, viewer, file, refused)
    words = Words(sv="Inläst: {new} nya, {changed} ändrade.", en="Taken in: {new} new, {changed} changed.")
    words = words.fill(new=done.new, changed=done.changed)
    waiting = waits(done.proposed)
    return redirect_done(request, f"/imports/{file}", words + waiting if waiting else words)


def _whole(viewer: Viewer) -> None:
    """Let in nobody who answers for one unit only: a file speaks of the whole organisation."""
    if viewer.unit is not None:
        raise Forbidden


async def _choose(request: Request, viewer: Viewer, errors: dict[str, Words], typed: str = "") -> Response:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        files = await kept_files.kept_files(work, MOST_FILES)
    done = [file for file in files if file.done_at is not None]
    return render(
        request,
        "directory/imports.html",
        viewer,
        title=TITLE,
        errors=errors,
        values={"text": typed},
        files=files,
        most_files=MOST_FILES,
        last=done[0] if done else None,
    )


async def _preview(request: Request, viewer: Viewer, file: UUID, refused: Refused | None = None) -> Response:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        held = await kept_files.kept(work, vault_of(request), file)
        if held is None:
            not_found()
        plan = None
        if held.done_at is None:
            plan = await take_in.preview(work, vault_of(request), held, viewer.person)
    changes = [row for row in plan.rows if row.state != "same"][:MOST_SHOWN] if plan else []
    touched = {(row.provider, row.unit): None for row in changes if row.change is not None and row.change.findings}
    for provider, unit in list(touched)[:MOST_HIT]:
        await fill(request, viewer, "register_change", provider=provider, unit=unit)
    return render(
        request,
        "directory/import.html",
        viewer,
        title=Words(sv="Förhandsvisning", en="Preview") if plan else Words(sv="Inläst fil", en="File taken in"),
        crumbs=[(TITLE, "/imports")],
        status=409 if refused else 200,
        file=held,
        plan=plan,
        refused=refused,
        answer=answer_of(plan) if plan else None,
        button=Words(sv="Läs in {rows}", en="Take in {rows}").fill(rows=count_rows(plan.to_take_in)) if plan else None,
        changes=changes,
        hit=list(touched)[:MOST_HIT],
        waits=None if plan and plan.wrong else waits(plan.proposals if plan else held.proposed),
        most_shown=MOST_SHOWN,
    )
