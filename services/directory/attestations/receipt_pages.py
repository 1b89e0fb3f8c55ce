"""The receipts of what a provider attested: shown on the page of receipts, downloaded as a signed file."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import AccountsDisclosed, ExtractsSeen, InformationAnswered, StaffEngaged
from services.runtime.database.transaction import Row
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain
from services.runtime.vault.receipts import Signer, file_name, file_text, proof, seconds
from services.runtime.web import ROLE_WORDS, Panel, Viewer, allow, fill, not_found, pages_router, visit_of

router = pages_router("directory")
READERS = (Role.PROVIDER_MANAGER, Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
_WHAT: dict[str, Words] = {
    AccountsDisclosed.type: Words(sv="Redovisningen av årsbokslut", en="The disclosure of annual accounts"),
    InformationAnswered.type: Words(
        sv="Svaret på en begäran om uppgifter", en="The answer to a request for information"
    ),
    StaffEngaged.type: Words(sv="Uppgiften om ny personal", en="The notice of new staff"),
    ExtractsSeen.type: Words(sv="Intyget om registerutdrag", en="The attestation of register extracts"),
}


async def load(
    request: Request, viewer: Viewer, number: str, fact: UUID | None = None, **_: Any
) -> Mapping[str, Any] | None:
    """Give the attestations with a receipt number, none when there is none that is the viewer's."""
    rows = [row for row in await _numbered(request, viewer, number) if fact in (None, row["id"])]
    return {"receipts": [await _shown(request, viewer, row, number) for row in rows]} if rows else None


async def _shown(request: Request, viewer: Viewer, row: Row, number: str) -> dict[str, Any]:
    made = await _issued(request, row)
    about = made["line"]["data"].get("staff") or row["subject"]
    slots = {"fact": row["id"], "subject": UUID(str(about))}
    await fill(request, viewer, "receipt", **slots)
    by = ROLE_WORDS[Role.PROVIDER_MANAGER] + plain(f", {row['name']}")
    return {
        "answer": _WHAT[row["type"]]
        + Words(sv=" kom in ", en=" came in ")
        + seconds(datetime.fromisoformat(made["arrived"]))
        + plain("."),
        "struck": row["struck"],
        "facts": [(Words(sv="Av", en="By"), by), *proof(made)],
        "file": f"/attest/facts/{row['id']}/receipt",
        "name": file_name(number),
        "slots": slots,
    }


@router.get("/attest/facts/{fact}/receipt")
async def file(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """Give the signed receipt of an attestation as a file."""
    rows = await _numbered(request, viewer, short("U", fact))
    row = next((each for each in rows if each["id"] == fact), None)
    if row is None:
        not_found()
    told = {"content-disposition": f'attachment; filename="{file_name(short("U", fact))}"'}
    return Response(file_text(await _issued(request, row)), media_type="application/json", headers=told)


async def _numbered(request: Request, viewer: Viewer, number: str) -> list[Row]:
    """Give what was attested under a number by the viewer's provider, or to the viewer's board."""
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        rows = await work.rows(
            "select a.id, a.type, a.subject, p.name, exists (select 1 from directory.attested e "
            "where e.subject = a.subject and e.type like '%.EnteredInError.v1' "
            "and cast(e.body as jsonb) ->> 'fact' = cast(a.id as text)) as struck "
            "from directory.attested a join directory.provider p on p.id = a.provider_id where a.type = any(:types) "
            "and (a.provider_id = :organisation or a.board_id = :organisation) order by a.told_at desc, a.id",
            types=list(_WHAT),
            organisation=viewer.organisation,
        )
    mine = (viewer.unit, viewer.organisation)
    return [row for row in rows if short("U", row["id"]) == number and (viewer.unit is None or row["subject"] in mine)]


async def _issued(request: Request, row: Row) -> dict[str, Any]:
    """Make the receipt from the line of the log, which is read as the service once the viewer was found to may see it."""
    async with request.app.state.database.work("directory") as work:
        line = await work.row("select body from directory.log where id = :fact", fact=row["id"])
    signer = request.app.state.signer
    if line is None or not isinstance(signer, Signer):
        not_found()
    return signer.issue(json.loads(line["body"]), _WHAT[row["type"]], demonstration=visit_of(request).demonstration)


RECEIPT_PANELS = (Panel("receipts_elsewhere", READERS, load, "directory/receipts_panel.html"),)
