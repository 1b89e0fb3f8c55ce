"""The tables of what was attested and of its sealed words."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy import text as sql

from services.directory.access import confirmed
from services.directory.schema import DirectoryTable
from services.runtime.database.tables.access import (
    BOARD,
    KEEPER,
    OPERATOR,
    PROVIDER,
    SUPERVISOR,
    Condition,
    Policy,
    addable,
    also,
    readable,
)
from services.runtime.database.tables.table import Sealed, column


class AttestedRow(DirectoryTable, table=True):
    """What people attested or the register recorded, by its fact."""

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
