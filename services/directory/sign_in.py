"""Who a signed-in person is: the commission in force now, asked at every request, so that an ended one ends at once."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from schemas.codes import Role
from services.directory.shared.municipalities import board_title
from services.directory.shared.state import PLATFORM
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault
from services.runtime.web import Viewer

_IN_FORCE = """select c.*, b.name as board_name, b.municipality, p.name as provider_name, u.name as unit_name
from (select cast(runtime.now() at time zone 'Europe/Stockholm' as date) as day) today
cross join directory.commission c
left join directory.board b on b.id = c.organisation
left join directory.provider p on p.id = c.organisation
left join directory.unit u on u.id = c.unit
where c.ended is null and c.valid_from <= today.day and (c.valid_to is null or c.valid_to >= today.day)"""


def in_force(condition: str) -> str:
    """Give the query of commissions in force now that also meet a condition, the oldest first."""
    return f"{_IN_FORCE} and ({condition}) order by c.made"


async def identify(database: Database, vault: Vault, person: UUID, commission: UUID | None) -> Viewer | None:
    """Give the viewer of a person under a commission (or the first one) that is in force now, else None."""
    async with database.work("directory") as work:
        row = await work.row(
            in_force("c.person = :person and (c.id = :commission or cast(:commission as uuid) is null)"),
            person=person,
            commission=commission,
        )
        return None if row is None else viewer(row, await name_of(work, vault, person))


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


def viewer(row: Row, name: str) -> Viewer:
    """Make the viewer that a commission's row stands for."""
    kind, title = organisation_of(row)
    role = Role(row["role"])
    organisation: UUID = row["organisation"]
    scope = Scope(
        boards=(organisation,) if kind == "board" else (),
        providers=(organisation,) if kind == "provider" else (),
        supervisor=role is Role.SUPERVISOR,
        operator=role is Role.OPERATOR,
        keeper=role is Role.REGISTER_KEEPER,
        person=row["person"],
    )
    return Viewer(
        person=row["person"],
        name=name,
        role=role,
        organisation=organisation,
        organisation_name=title,
        organisation_kind=kind,
        unit=row["unit"],
        language="sv",
        scope=scope,
    )


def organisation_of(row: Row) -> tuple[Literal["board", "provider", "platform"], str]:
    """Give the kind and the name of the organisation a commission's row speaks of."""
    if row["organisation"] == PLATFORM:
        return "platform", "Utväg"
    if row["board_name"] is not None:
        return "board", board_title(row["board_name"], row["municipality"])
    return "provider", row["provider_name"]
