"""What reaches the directory on paper, so to say: attestations, files, proposals, voidings."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import conv

from services.directory.access import contracted
from services.directory.schema import DirectoryTable
from services.runtime.database.tables.access import (
    BOARD,
    KEEPER,
    OPERATOR,
    PROVIDER,
    SUPERVISOR,
    THEMSELVES,
    Condition,
    Grant,
    Policy,
    addable,
    also,
    changeable,
    readable,
)
from services.runtime.database.tables.table import column


class VoidingRow(DirectoryTable, table=True):
    """A parked fact that one operator wants void; another confirms."""

    fact: UUID = column(key=True)
    of_log: str
    provider: UUID | None = column("provider_id")
    board: UUID | None = column("board_id")
    reason: str
    proposed_by: UUID
    proposed_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    signed: bool = column(default="false")

    __tablename__ = "voiding"
    __table_args__ = (
        CheckConstraint("confirmed_by is null or confirmed_by <> proposed_by", name=conv("voiding_check")),
        CheckConstraint("confirmed_by is null or signed", name=conv("voiding_check1")),
    )
    __access__ = (
        readable(OPERATOR)
        + addable(OPERATOR & Condition("confirmed_by is null and signed and proposed_by = runtime.me()"))
        + also(
            Policy(
                "web_changes",
                "update",
                using=OPERATOR,
                check=OPERATOR
                & (
                    Condition("confirmed_by is null and signed and proposed_by = runtime.me()")
                    | Condition("confirmed_by = runtime.me() and signed")
                ),
            ),
            Policy("web_takes_back", "delete", using=OPERATOR & Condition("confirmed_by is null")),
            Grant(("delete", "update")),
        )
    )


class ImportFileRow(DirectoryTable, table=True):
    """A file handed in for import, kept until it is taken in or discarded."""

    id: UUID = column(key=True)
    board: UUID | None = column("board_id")
    person: UUID
    file_name: str
    content: str
    made_at: datetime
    done_at: datetime | None
    added: int = column(default="0")
    changed: int = column(default="0")
    same: int = column(default="0")
    provider: UUID | None = column("provider_id", references="directory.provider.id")
    sealed: bytes | None = column(kind=LargeBinary)
    proposed: int = column(default="0")

    __tablename__ = "import_file"
    __table_args__ = (
        Index("import_file_board", "board_id", sql("made_at desc")),
        Index("import_file_provider", "provider_id", sql("made_at desc")),
    )
    __access__ = readable(BOARD | PROVIDER) + addable(BOARD | PROVIDER) + changeable(BOARD | PROVIDER)


class ProposalRow(DirectoryTable, table=True):
    """A proposed change of what others rely on, which a second hand confirms."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id", references="directory.provider.id")
    board: UUID | None = column("board_id", references="directory.board.id")
    proposer: UUID
    person: UUID
    about: UUID
    acts: str
    at: datetime
    revoked_at: date | None
    outcome: str | None
    decided_by: UUID | None
    decided_person: UUID | None
    decided_at: datetime | None
    decided_in: datetime | None
    words_sealed: bytes | None = column(kind=LargeBinary)
    unit: UUID | None = column("unit_id")

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(outcome is null) = (decided_at is null)", name=conv("proposal_check")),
        CheckConstraint("outcome in ('confirmed', 'declined', 'withdrawn')", name="outcome"),
        Index("proposal_by", "proposer", "decided_at", postgresql_where=sql("outcome is not null")),
        Index("proposal_decided", "decided_at", postgresql_where=sql("outcome is not null")),
        Index("proposal_decided_by", "decided_by", "decided_at", postgresql_where=sql("outcome is not null")),
        Index("proposal_decided_of", "provider_id", "decided_at", postgresql_where=sql("outcome is not null")),
        Index("proposal_provider", "provider_id", "at"),
        Index("proposal_waiting", "at", postgresql_where=sql("outcome is null")),
    )
    __access__ = (
        readable(Condition("cardinality(runtime.my_boards()) > 0") | KEEPER | SUPERVISOR | OPERATOR | PROVIDER)
        + addable(
            Condition("outcome is null")
            & THEMSELVES
            & (
                BOARD & Condition("proposer = board_id") & contracted("proposal")
                | Condition("board_id is null and proposer = provider_id and proposer = any(runtime.my_providers())")
            )
        )
        + also(
            Policy(
                "web_changes",
                "update",
                using=Condition("outcome is null"),
                check=Condition(
                    "outcome in ('confirmed', 'declined') and decided_person = runtime.me() and "
                    "directory.may_decide(proposal.*)"
                )
                & (
                    KEEPER & Condition("decided_by = '00000000-0000-0000-0000-000000000000'")
                    | Condition("decided_by = any(runtime.my_boards())")
                )
                | Condition("outcome = 'withdrawn'")
                & (
                    Condition("proposer = any(runtime.my_boards())")
                    | Condition("proposer = any(runtime.my_providers())")
                ),
            ),
            Grant(("update",), ("decided_at", "decided_by", "decided_person", "outcome", "words_sealed")),
        )
    )
