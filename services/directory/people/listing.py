"""The people of an organisation with their roles and open invitations, and the organisations that a person on the host names."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.codes import Role
from services.directory.people.accounts import organisation_of
from services.directory.people.store import BOARDS, LAST_SIGN_INS, MEMBERS, OPEN_INVITATIONS, PROVIDERS, Organisation
from services.directory.shared import municipalities
from services.directory.shared.names import organisation_number
from services.directory.shared.state import PLATFORM
from services.runtime.database.work import Work
from services.runtime.language.words import Words
from services.runtime.vault.vault import Vault
from services.runtime.web import ROLE_WORDS


@dataclass(frozen=True)
class Line:
    """Somebody who holds a role, or is invited to one: `first` is None for an invitation."""

    id: UUID
    person: UUID
    name: str
    email: str
    role: Role
    unit: str | None
    first: date | None
    last: date | None
    last_on: date | None = None
    refused: bool = False
    """Another than the one invited tried to open the invitation."""

    @property
    def role_words(self) -> Words:
        """Give the role in words."""
        return ROLE_WORDS[self.role]

    def __str__(self) -> str:
        until = f"until {self.last}" if self.last else "no last day"
        more = f"signed in {self.last_on}" if self.last_on else "has not signed in"
        if self.first is None:
            more = "invited; somebody else tried the link" if self.refused else "invited"
        return f"{self.id}  {self.role.value:18} {self.name} <{self.email}>, {until}, {more}"


async def members(work: Work, vault: Vault, organisation: UUID) -> list[Line]:
    """Give everybody with a role at an organisation, then those who are invited."""
    held = await work.all(MEMBERS, organisation=organisation)
    invited = await work.all(OPEN_INVITATIONS, organisation=organisation)
    last = {each.person: each.last_on for each in await work.all(LAST_SIGN_INS, persons=[each.person for each in held])}
    known = await vault.reveal_all(work, "directory", {each.person for each in held} | {each.id for each in invited})

    def named(person: UUID) -> tuple[str, str]:
        kept = known.get(person, {})
        return kept.get("name", "–"), kept.get("email", "–")

    lines = [
        Line(
            each.id,
            each.person,
            *named(each.person),
            each.role,
            each.unit_name,
            each.valid_from,
            each.valid_to,
            last.get(each.person),
        )
        for each in held
    ]
    return lines + [
        Line(each.id, each.id, *named(each.id), each.role, None, None, each.valid_to, refused=bool(each.refused_at))
        for each in invited
    ]


async def organisations(work: Work, board: str | None, provider: str | None, *, platform: bool) -> list[Organisation]:
    """Give the organisations of that name: a board by its municipality, or by its full title. Raises Refused for a wrong number."""
    found: list[Organisation] = []
    if platform and (one := await organisation_of(work, PLATFORM)) is not None:
        found.append(one)
    if provider is not None:
        found += await work.all(PROVIDERS, code=organisation_number(provider))
    if board is not None:
        name, _, place = board.rpartition(",")
        municipality = municipalities.find(place.strip())
        boards = await work.all(BOARDS, code=municipality.code) if municipality else []
        titled = [Organisation(each.id, each.code, municipalities.board_title(each.name, each.code)) for each in boards]
        found += [each for each in titled if not name or each.name.casefold() == board.casefold()]
    return found
