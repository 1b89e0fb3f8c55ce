"""The receipts of what a provider attested: shown on the page of receipts, downloaded as a signed file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import Text, bindparam, cast, exists, or_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import AccountsDisclosed, ExtractsSeen, InformationAnswered, StaffEngaged
from services.directory.attestation_tables import AttestedRow
from services.directory.schema import LogRow
from services.directory.tables import ProviderRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain
from services.runtime.vault.receipts import Signer, file_name, file_text, proof, seconds
from services.runtime.web import ROLE_WORDS, Panel, Viewer, allow, context_of, fill, not_found, pages_router

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


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Something attested that has a receipt, with the provider's name."""

    id: UUID
    type: str
    subject: UUID
    name: str
    retracted: bool


_ERROR = aliased(AttestedRow)
_RETRACTED = exists().where(
    col(_ERROR.subject) == AttestedRow.subject,
    col(_ERROR.type).like("%.EnteredInError.v1"),
    cast(_ERROR.body, JSONB).op("->>")("fact") == cast(AttestedRow.id, Text),
)
_COLUMNS = fields_of(AttestedRow, ReceiptLine, besides=["name", "retracted"])
_BESIDES: list[Any] = [col(ProviderRow.name), _RETRACTED.label("retracted")]
_WITH_RECEIPT = query(
    select(*_COLUMNS, *_BESIDES)
    .join(ProviderRow, col(ProviderRow.id) == AttestedRow.provider)
    .where(
        col(AttestedRow.type).in_(list(_WHAT)),
        or_(
            col(AttestedRow.provider) == bindparam("organisation"), col(AttestedRow.board) == bindparam("organisation")
        ),
    )
    .order_by(col(AttestedRow.recorded_at).desc(), col(AttestedRow.id)),
    into=ReceiptLine,
)
_LOGGED = query(select(LogRow.body).where(LogRow.id == bindparam("fact")), into=str)


async def load(
    request: Request, viewer: Viewer, number: str, fact: UUID | None = None, **_: Any
) -> Mapping[str, Any] | None:
    """Give the attestations with a receipt number, none when there is none that is the viewer's."""
    found = [each for each in await _numbered(request, viewer, number) if fact in (None, each.id)]
    return {"receipts": [await _shown(request, viewer, each, number) for each in found]} if found else None


async def _shown(request: Request, viewer: Viewer, line: ReceiptLine, number: str) -> dict[str, Any]:
    made = await _issued(request, line)
    about = made["line"]["data"].get("staff") or line.subject
    slots = {"fact": line.id, "subject": UUID(str(about))}
    await fill(request, viewer, "receipt", **slots)
    by = ROLE_WORDS[Role.PROVIDER_MANAGER] + plain(f", {line.name}")
    return {
        "answer": _WHAT[line.type]
        + Words(sv=" kom in ", en=" came in ")
        + seconds(datetime.fromisoformat(made["arrived"]))
        + plain("."),
        "retracted": line.retracted,
        "facts": [(Words(sv="Av", en="By"), by), *proof(made)],
        "file": f"/attest/facts/{line.id}/receipt",
        "name": file_name(number),
        "slots": slots,
    }


@router.get("/attest/facts/{fact}/receipt")
async def file(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """Give the signed receipt of an attestation as a file."""
    found = await _numbered(request, viewer, short("U", fact))
    line = next((each for each in found if each.id == fact), None)
    if line is None:
        not_found()
    headers = {"content-disposition": f'attachment; filename="{file_name(short("U", fact))}"'}
    return Response(file_text(await _issued(request, line)), media_type="application/json", headers=headers)


async def _numbered(request: Request, viewer: Viewer, number: str) -> list[ReceiptLine]:
    """Give what was attested under a number by the viewer's provider, or to the viewer's board."""
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        lines = await work.all(_WITH_RECEIPT, organisation=viewer.organisation)
    mine = (viewer.unit, viewer.organisation)
    return [line for line in lines if short("U", line.id) == number and (viewer.unit is None or line.subject in mine)]


async def _issued(request: Request, line: ReceiptLine) -> dict[str, Any]:
    """Make the receipt from the line of the log, which is read as the service once the viewer was found to may see it."""
    async with request.app.state.database.work("directory") as work:
        body = await work.one(_LOGGED, fact=line.id)
    signer = request.app.state.signer
    if body is None or not isinstance(signer, Signer):
        not_found()
    return signer.issue(json.loads(body), _WHAT[line.type], demonstration=context_of(request).demonstration)


RECEIPT_PANELS = (Panel("receipts_elsewhere", READERS, load, "directory/receipts_panel.html"),)
