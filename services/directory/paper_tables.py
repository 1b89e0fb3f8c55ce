"""What reaches the directory on paper, so to say: attestations, files, proposals, voidings."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import conv

from services.directory.access import confirmed, contracted
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
from services.runtime.database.tables.table import Sealed, column


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


class AttestedRow(DirectoryTable, table=True):
    """What people attested or the register told, by its fact."""

    id: UUID = column(key=True)
    type: str
    subject: UUID
    teller: UUID
    provider: UUID | None = column("provider_id", references="directory.provider.id")
    board: UUID | None = column("board_id", references="directory.board.id")
    with_supervisor: bool = column(default="false")
    occurred: datetime
    recorded_at: datetime
    body: str
    made: int = column(made=[Identity(always=True)], kind=BigInteger)
    of_register: bool = column("register", default="false")

    __tablename__ = "attested"
    __table_args__ = (
        Index("attested_board", "board_id", postgresql_where=sql("board_id is not null")),
        Index("attested_provider", "provider_id", "made"),
        Index("attested_subject", "subject"),
    )
    __access__ = (
        readable(
            PROVIDER
            | BOARD
            | Condition("with_supervisor") & SUPERVISOR
            | Condition("board_id is null and not with_supervisor")
            & Condition(
                "exists (select from directory.contract c where (c.provider_id = attested.provider_id and c.on_file <"
                " attested.recorded_at and c.board_id = any(runtime.my_boards()) and (not c.retracted) and (c.valid_from <= "
                "((runtime.now() AT TIME ZONE 'Europe/Stockholm'))::date) and (c.valid_to is null or (c.valid_to >= "
                "((runtime.now() AT TIME ZONE 'Europe/Stockholm'))::date)) and (c.ended_at is null or (c.ended_at > "
                "((runtime.now() AT TIME ZONE 'Europe/Stockholm'))::date))))"
            )
            | Condition("provider_id is null") & OPERATOR
        )
        + addable(
            Condition("teller = any(runtime.my_providers()) and provider_id = teller")
            | Condition("teller = any(runtime.my_boards())")
            | Condition("teller = '00000000-0000-0000-0000-000000000000' and with_supervisor") & SUPERVISOR
            | Condition("teller = '00000000-0000-0000-0000-000000000000' and provider_id is null") & OPERATOR
        )
        + also(
            Policy(
                "own_contract_adds",
                "insert",
                check=BOARD
                & Condition(
                    "exists (select from directory.contract c where (c.id = attested.subject and c.board_id = "
                    "attested.board_id))"
                ),
            ),
            Policy("register_adds", "insert", check=Condition("register") & (KEEPER | confirmed("attested.subject"))),
            Policy("register_reads", "select", using=Condition("register")),
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


class AttestedWordsRow(DirectoryTable, table=True):
    """The sealed words of what was attested."""

    fact: UUID = column(key=True, references="directory.attested.id")
    provider: UUID = column("provider_id", references="directory.provider.id")
    board: UUID | None = column("board_id")
    with_supervisor: bool
    key: UUID
    sealed: Sealed

    __tablename__ = "attested_words"
    __access__ = readable(PROVIDER | BOARD | Condition("with_supervisor") & SUPERVISOR) + addable(
        PROVIDER | BOARD | Condition("with_supervisor") & SUPERVISOR
    )
