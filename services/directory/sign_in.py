"""Who a signed-in person is: the commission in force now, asked at every request, so that an ended one ends at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, or_
from sqlmodel import col, select

from schemas.codes import Role
from services.directory.shared.municipalities import board_title
from services.directory.shared.state import PLATFORM
from services.directory.shared.today import TODAY
from services.directory.tables import BoardRow, CommissionRow, ProviderRow, UnitRow
from services.runtime.database.expressions import fields_of, if_given
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault
from services.runtime.web import Viewer


@dataclass(frozen=True, slots=True)
class Held:
    """A commission in force now, with what its organisation and unit are called."""

    id: UUID
    person: UUID
    organisation: UUID
    role: Role
    unit: UUID | None
    board_name: str | None
    municipality: str | None
    provider_name: str | None
    unit_name: str | None
    orgnr: str | None

    @property
    def code(self) -> str:
        """Give what the operator calls the organisation by: a municipality's code, an organisation number, or `platform`."""
        return "platform" if self.organisation == PLATFORM else self.municipality or self.orgnr or ""

    @property
    def kind(self) -> Literal["board", "provider", "platform"]:
        """Give the kind of the organisation."""
        if self.organisation == PLATFORM:
            return "platform"
        return "provider" if self.board_name is None else "board"

    @property
    def title(self) -> str:
        """Give the name of the organisation, a board's with its municipality."""
        if self.kind == "platform":
            return "Utväg"
        if self.board_name is not None:
            return board_title(self.board_name, self.municipality or "")
        return self.provider_name or ""


_NAMES: list[Any] = [
    col(BoardRow.name).label("board_name"),
    col(BoardRow.municipality),
    col(ProviderRow.name).label("provider_name"),
    col(UnitRow.name).label("unit_name"),
    col(ProviderRow.orgnr),
]
_IN_FORCE = (
    select(*fields_of(CommissionRow, Held, besides=[name.key for name in _NAMES]), *_NAMES)
    .outerjoin(BoardRow, col(BoardRow.id) == CommissionRow.organisation)
    .outerjoin(ProviderRow, col(ProviderRow.id) == CommissionRow.organisation)
    .outerjoin(UnitRow, col(UnitRow.id) == CommissionRow.unit)
    .where(
        col(CommissionRow.ended).is_(None),
        col(CommissionRow.valid_from) <= TODAY,
        or_(col(CommissionRow.valid_to).is_(None), col(CommissionRow.valid_to) >= TODAY),
    )
    .order_by(col(CommissionRow.made))
)
_OWN = CommissionRow.person == bindparam("person")
_CHOSEN = if_given(CommissionRow.id, "commission")
EVERYBODYS = query(_IN_FORCE.where(_CHOSEN), into=Held)
OWN = query(_IN_FORCE.where(_OWN, _CHOSEN), into=Held)
OPERATORS = query(_IN_FORCE.where(CommissionRow.role == Role.OPERATOR.value), into=Held)


async def identify(database: Database, vault: Vault, person: UUID, commission: UUID | None) -> Viewer | None:
    """Give the viewer of a person under a commission (or the first one) that is in force now, else None."""
    async with database.work("directory") as work:
        held = await work.one(OWN, person=person, commission=commission)
        return None if held is None else viewer(held, await name_of(work, vault, person))


async def name_of(work: Work, vault: Vault, person: UUID) -> str:
    """Give a member of staff's name, or a dash when it is not kept (any more)."""
    try:
        return (await vault.reveal(work, "directory", person)).get("name", "–")
    except Erased:
        return "–"


async def names_of(work: Work, vault: Vault, persons: Collection[UUID]) -> dict[UUID, str]:
    """Give the names of several members of staff by one query; a dash for a name that is not kept (any more)."""
    known = await vault.reveal_all(work, "directory", persons)
    return {person: known.get(person, {}).get("name", "–") for person in persons}


def viewer(held: Held, name: str) -> Viewer:
    """Make the viewer that a commission stands for."""
    administers = held.role is Role.ADMINISTRATOR
    scope = Scope(
        boards=(held.organisation,) if held.kind == "board" and not administers else (),
        providers=(held.organisation,) if held.kind == "provider" and not administers else (),
        supervisor=held.role is Role.SUPERVISOR,
        operator=held.role is Role.OPERATOR,
        keeper=held.role is Role.REGISTER_KEEPER,
        administers=held.organisation if administers else None,
        person=held.person,
    )
    return Viewer(
        person=held.person,
        name=name,
        role=held.role,
        organisation=held.organisation,
        organisation_name=held.title,
        organisation_kind=held.kind,
        unit=held.unit,
        language="sv",
        scope=scope,
    )
