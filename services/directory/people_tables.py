"""The tables of who signs in as whom, and of who has been invited."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary

from services.directory.schema import DirectoryTable
from services.runtime.database.tables.access import ADMINISTRATOR, Condition, addable, changeable, readable
from services.runtime.database.tables.table import column


class AccountRow(DirectoryTable, table=True):
    """Which person an identity provider's subject is; `last_on` is the day of the last sign-in."""

    issuer: str = column(key=True)
    subject: str = column(key=True)
    person: UUID
    bound_at: datetime
    last_on: date

    __tablename__ = "account"
    __table_args__ = (Index("account_person", "person"),)
    __access__ = readable(
        Condition(
            "exists (select from directory.commission k where (k.person = account.person) "
            "and (k.organisation = runtime.my_administered()))"
        )
    )


class InvitationRow(DirectoryTable, table=True):
    """An invitation to a role; its link is known by a hash alone, who it is for stands in the vault under its id."""

    id: UUID = column(key=True)
    organisation: UUID
    role: str
    unit: UUID | None = column(references="directory.unit.id")
    valid_to: date
    token_hash: bytes = column(kind=LargeBinary)
    invited_by: UUID | None
    expires: datetime
    accepted_at: datetime | None
    refused_at: datetime | None

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("length(token_hash) = 32", name="token_hash"),
        Index("invitation_token", "token_hash", unique=True),
        Index("invitation_organisation", "organisation"),
    )
    __access__ = readable(ADMINISTRATOR) + addable(ADMINISTRATOR) + changeable(ADMINISTRATOR)
