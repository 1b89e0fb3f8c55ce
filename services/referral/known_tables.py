"""Referral's own copy of what the directory recorded, kept as its facts arrive."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index

from services.referral.schema import ReferralTable
from services.runtime.database.tables.access import BOARD, EVERYBODY, PROVIDER, readable
from services.runtime.database.tables.table import Document, Texts, column


class KnownBoardRow(ReferralTable, table=True):
    """A board, as the directory recorded."""

    id: UUID = column(key=True)
    name: str
    municipality: str

    __tablename__ = "known_board"
    __access__ = readable(EVERYBODY)


class KnownClauseRow(ReferralTable, table=True):
    """A version of a clause, as the directory recorded."""

    contract: UUID = column("contract_id", key=True)
    id: UUID = column(key=True)
    version: int = column(key=True)
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    type: str
    parameters: Document
    valid_from: date
    valid_to: date | None

    __tablename__ = "known_clause"
    __access__ = readable(BOARD | PROVIDER)


class KnownContractRow(ReferralTable, table=True):
    """A contract, as the directory recorded."""

    id: UUID = column(key=True)
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    number: str
    forms: Texts
    valid_from: date
    valid_to: date | None
    ended_at: date | None
    position: int = column(kind=BigInteger)

    __tablename__ = "known_contract"
    __access__ = readable(BOARD | PROVIDER)


class KnownNotBoundRow(ReferralTable, table=True):
    """A form that needs no permit, as the directory recorded."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id")
    unit: UUID = column("unit_id")
    orgnr: str
    form: str
    from_day: date
    position: int = column(kind=BigInteger)

    __tablename__ = "known_not_bound"
    __access__ = readable(EVERYBODY)


class KnownPermitRow(ReferralTable, table=True):
    """A permit, as the directory recorded when it was registered."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id")
    unit: UUID = column("unit_id")
    orgnr: str
    form: str
    age_bands: Texts
    target_groups: Texts
    maximum: int
    valid_from: date
    valid_to: date | None
    ended_at: date | None
    position: int = column(kind=BigInteger)
    registered_on: date

    __tablename__ = "known_permit"
    __table_args__ = (Index("known_permit_unit", "unit_id", "form"),)
    __access__ = readable(EVERYBODY)


class KnownPermitChangeRow(ReferralTable, table=True):
    """A change of a permit, from its day."""

    permit: UUID = column("permit_id", key=True)
    position: int = column(key=True, kind=BigInteger)
    begins_on: date
    unit: UUID = column("unit_id")
    orgnr: str
    form: str
    age_bands: Texts
    target_groups: Texts
    maximum: int
    valid_to: date | None

    __tablename__ = "known_permit_change"
    __table_args__ = (Index("known_permit_change_unit", "unit_id", "form"),)
    __access__ = readable(EVERYBODY)


class KnownPositionRow(ReferralTable, table=True):
    """How far the directory's log is copied here; one row."""

    one: bool = column(key=True, default="true")
    position: int = column(kind=BigInteger)

    __tablename__ = "known_position"
    __table_args__ = (CheckConstraint("one", name="one"),)
    __access__ = readable(EVERYBODY)


class KnownProviderRow(ReferralTable, table=True):
    """A provider, as the directory recorded."""

    id: UUID = column(key=True)
    orgnr: str
    name: str
    legal_form: str

    __tablename__ = "known_provider"
    __access__ = readable(EVERYBODY)


class KnownRevocationRow(ReferralTable, table=True):
    """A revocation that was proposed and closes its proposer's own gates at once."""

    proposal: UUID = column(key=True)
    provider: UUID = column("provider_id")
    permit: UUID = column("permit_id")
    board: UUID | None = column("board_id")
    from_day: date

    __tablename__ = "known_revocation"
    __table_args__ = (Index("known_revocation_provider", "provider_id"),)
    __access__ = readable(EVERYBODY)


class KnownUnitRow(ReferralTable, table=True):
    """A unit, as the directory recorded."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id")
    name: str
    county: str | None

    __tablename__ = "known_unit"
    __access__ = readable(EVERYBODY)
