"""What the pages of one finding have in common: who acts, for whom, and the finding as casework knows it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.datastructures import FormData

from schemas.codes import Role
from schemas.findings import Casework, Party, Standing
from schemas.new_event import Author
from services.provider_audit.casework import handlers
from services.provider_audit.casework.state import CaseworkItem
from services.provider_audit.pages.findings.finding_lines import FindingLine
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.look_alikes import tidy
from services.runtime.language.typed_day import day_or_none
from services.runtime.language.words import Words
from services.runtime.scan.scanner import READ_THROUGH
from services.runtime.web import Viewer

LONGEST_NUMBER = 18
REPLIERS = (Role.PROVIDER_MANAGER, Role.COORDINATOR, Role.UNIT_MANAGER)
"""Who answers for the side that owes; the board's controller decides, and so does not answer."""


def item_of(line: FindingLine) -> CaseworkItem:
    """Give a finding as casework knows it."""
    return CaseworkItem(
        finding=line.id,
        rule=line.rule,
        owes=tuple(Party(side) for side in line.owes),
        provider=line.provider,
        boards=line.boards,
        severity=line.severity,
        standing=Standing(line.standing),
        casework=Casework(line.casework),
        judged_at=line.judged_at,
        reply_due=line.answer_by,
        replied=frozenset(Party(side) for side in line.replied),
        supervisor_from=line.supervisor_from,
    )


def side_of(viewer: Viewer, item: CaseworkItem) -> Party | None:
    """Give the side for which a viewer may answer a finding; None for those who do not answer."""
    if viewer.role not in REPLIERS:
        return None
    if viewer.role is Role.PROVIDER_MANAGER:
        return Party.PROVIDER if viewer.organisation == item.provider else None
    return Party.BOARD if viewer.organisation in item.boards else None


def boards_shown(viewer: Viewer, line: FindingLine) -> tuple[UUID, ...]:
    """Give the boards of a finding that a viewer may know of: each board only itself."""
    if viewer.organisation_kind == "board":
        return tuple(board for board in line.boards if board == viewer.organisation)
    return line.boards


def acting_of(request: Request, viewer: Viewer, work: Work, side: Party) -> handlers.Acting:
    """Give with what casework's handlers act for the viewer on a side."""
    actor = handlers.Actor(viewer.person, viewer.organisation, side, viewer.role.value)
    author = Author(teller=viewer.organisation, person=viewer.person, arrived=request.state.arrived)
    return handlers.Acting(work, request.app.state.vault, actor, author)


def refusal_at(refused: Refused, field: str) -> dict[str, Words]:
    """Give a refusal as the error of a field."""
    return {refused.field or field: refused.what + Words(sv=" ", en=" ") + refused.next_step}


def number_of(text: str) -> int | None:
    """Read the revision a form carries."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None


def typed(form: FormData, fields: Iterable[str]) -> dict[str, Any]:
    """Give what was typed in the fields of a form, and the ticks that its texts were read through."""
    return {name: tidy(str(form.get(name, ""))) for name in fields} | {READ_THROUGH: form.getlist(READ_THROUGH)}


def read_through(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the ticks that were sent."""
    return tuple(str(each) for each in values.get(READ_THROUGH, ()))


def wrong_day(field: str, values: Mapping[str, Any]) -> dict[str, Words]:
    """Say what is wrong with a day that was typed and is none; nothing when it is one or was left out."""
    typed = values[field].strip()
    if not typed or day_of(typed) is not None:
        return {}
    return {field: Words(sv="Skriv dagen som åååå-mm-dd.", en="Write the day as yyyy-mm-dd.")}


def day_of(text: str) -> date | None:
    """Read a day as every form does, None when it is no day."""
    return day_or_none(text)
