"""Statements about who signs in as whom, and about the people of an organisation."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import col, func, select

from schemas.codes import Role
from services.directory.people_tables import AccountRow, InvitationRow
from services.directory.schema import VaultRow
from services.directory.shared.state import Commission, Invitation
from services.directory.shared.today import TODAY
from services.directory.tables import BoardRow, CommissionRow, ProviderRow, UnitRow
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query

IN_FORCE = (
    col(CommissionRow.ended).is_(None)
    & (col(CommissionRow.valid_from) <= TODAY)
    & (col(CommissionRow.valid_to).is_(None) | (col(CommissionRow.valid_to) >= TODAY))
)
_ACCOUNT = (col(AccountRow.issuer) == bindparam("of_issuer")) & (col(AccountRow.subject) == bindparam("of_subject"))
PERSON_OF = query(select(AccountRow.person).where(_ACCOUNT), into=UUID)
SIGNED_IN = query(update(AccountRow).where(_ACCOUNT).values(last_on=TODAY))


@dataclass(frozen=True, slots=True)
class Member:
    """A role at an organisation that holds or will, and whose it is."""

    id: UUID
    person: UUID
    role: Role
    unit: UUID | None
    valid_from: date
    valid_to: date | None
    unit_name: str | None


@dataclass(frozen=True, slots=True)
class LastSignIn:
    """The day on which a person signed in last."""

    person: UUID
    last_on: date


_OF_ORGANISATION = CommissionRow.organisation == bindparam("organisation")
_NAMED: list[Any] = [col(UnitRow.name).label("unit_name")]
MEMBERS = query(
    select(*fields_of(CommissionRow, Member, besides=["unit_name"]), *_NAMED)
    .outerjoin(UnitRow, col(UnitRow.id) == CommissionRow.unit)
    .where(
        _OF_ORGANISATION,
        col(CommissionRow.ended).is_(None),
        col(CommissionRow.valid_to).is_(None) | (col(CommissionRow.valid_to) >= TODAY),
    )
    .order_by(col(CommissionRow.role), col(CommissionRow.made)),
    into=Member,
)
ADMINISTRATORS = query(
    select(func.count())
    .select_from(CommissionRow)
    .where(_OF_ORGANISATION, IN_FORCE, CommissionRow.role == Role.ADMINISTRATOR.value),
    into=int,
)
COMMISSION = query(
    select(*fields_of(CommissionRow, Commission)).where(CommissionRow.id == bindparam("id")), into=Commission
)
LAST_SIGN_INS = query(
    select(col(AccountRow.person), func.max(col(AccountRow.last_on)).label("last_on"))
    .where(among(AccountRow.person, "persons"))
    .group_by(col(AccountRow.person)),
    into=LastSignIn,
)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that is open: to which role, until when, and whether another tried to open it."""

    id: UUID
    role: Role
    valid_to: date
    expires: datetime
    refused_at: datetime | None


OPEN_INVITATIONS = query(
    select(*fields_of(InvitationRow, Invited))
    .where(
        InvitationRow.organisation == bindparam("organisation"),
        col(InvitationRow.accepted_at).is_(None),
        col(InvitationRow.expires) > func.runtime.now(),
    )
    .order_by(col(InvitationRow.expires).desc()),
    into=Invited,
)
BY_TOKEN = query(
    select(*fields_of(InvitationRow, Invitation)).where(InvitationRow.token_hash == bindparam("token_hash")),
    into=Invitation,
)
INVITATION = query(
    select(*fields_of(InvitationRow, Invitation)).where(InvitationRow.id == bindparam("id")), into=Invitation
)
STAFF = query(
    select(VaultRow.person).where(
        col(VaultRow.sealed).is_not(None), col(VaultRow.person).in_(select(CommissionRow.person))
    ),
    into=UUID,
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by what the operator calls it: a municipality's code or an organisation number."""

    id: UUID
    code: str
    name: str


BOARDS = query(
    select(col(BoardRow.id), col(BoardRow.municipality).label("code"), col(BoardRow.name)).where(
        col(BoardRow.municipality) == bindparam("code")
    ),
    into=Organisation,
)
PROVIDERS = query(
    select(col(ProviderRow.id), col(ProviderRow.orgnr).label("code"), col(ProviderRow.name)).where(
        col(ProviderRow.orgnr) == bindparam("code"), ~col(ProviderRow.retracted)
    ),
    into=Organisation,
)
_CHOSEN: Any = bindparam("organisation")
BOARD_NAMED = query(
    select(col(BoardRow.id), col(BoardRow.municipality).label("code"), col(BoardRow.name)).where(
        col(BoardRow.id) == _CHOSEN
    ),
    into=Organisation,
)
PROVIDER_NAMED = query(
    select(col(ProviderRow.id), col(ProviderRow.orgnr).label("code"), col(ProviderRow.name)).where(
        col(ProviderRow.id) == _CHOSEN
    ),
    into=Organisation,
)
