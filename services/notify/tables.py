"""The tables of notify, as they are now, and who may see and change their rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Uuid
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import conv

from services.notify.schema import NotifyTable
from services.runtime.database.tables.access import (
    KEEPER,
    OPERATOR,
    SUPERVISOR,
    THEMSELVES,
    Condition,
    Policy,
    addable,
    also,
    changeable,
    readable,
)
from services.runtime.database.tables.table import column


class NoticeRow(NotifyTable, table=True):
    """A notice to a role, from planned to over."""

    id: UUID = column(key=True)
    condition: str
    about: UUID
    resolve_key: UUID
    sequence: int = column(kind=BigInteger)
    step: int
    organisation: UUID
    role: str
    board: UUID | None = column("board_id")
    provider: UUID | None = column("provider_id")
    seen_by: list[UUID] = column(default="'{}'", kind=ARRAY(Uuid))
    supervisor_sees: bool = column(default="false")
    finding: UUID | None
    obligation: UUID | None
    entity: UUID | None
    rule: str = column(default="''")
    period: str = column(default="''")
    severity: str | None
    due: datetime | None
    origin: str
    silent: str = column(default="''")
    waits: bool
    planned_at: datetime
    send_at: datetime
    take_by: datetime | None
    wait_until: datetime | None
    state: str = column(default="'planned'")
    notified_at: datetime | None
    over_at: datetime | None
    over_reason: str | None
    read_at: datetime | None
    taken_at: datetime | None
    taken_by: UUID | None
    cause: str = column(default="''")

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("board_id is null or provider_id is null", name=conv("notice_check")),
        CheckConstraint("state in ('planned', 'told', 'unreached', 'dropped')", name="state"),
        CheckConstraint("step >= 1", name="step"),
        Index("notice_about", "about", postgresql_where=sql("over_at is null or state = 'planned'")),
        Index("notice_finding", "finding"),
        Index("notice_resolve_key", "resolve_key", postgresql_where=sql("over_at is null or state = 'planned'")),
        Index(
            "notice_nobody_there",
            "resolve_key",
            postgresql_where=sql("condition in ('nobody_there', 'no_mail_there') and over_at is null"),
        ),
        Index("notice_obligation", "obligation"),
        Index("notice_planned", "send_at", postgresql_where=sql("state = 'planned'")),
        Index("notice_role", "organisation", "role", sql("notified_at desc"), postgresql_where=sql("state = 'told'")),
        Index(
            "notice_taken",
            "organisation",
            "role",
            postgresql_where=sql("state = 'told' and taken_at is not null and over_at is null"),
        ),
        Index(
            "notice_unreached", "organisation", "role", postgresql_where=sql("state = 'unreached' and over_at is null")
        ),
        Index(
            "notice_waiting",
            "organisation",
            "role",
            postgresql_where=sql("state = 'told' and waits and taken_at is null and over_at is null"),
        ),
    )
    __access__ = (
        readable(
            Condition("organisation = any(runtime.my_boards())")
            | Condition("organisation = any(runtime.my_providers())")
            | (
                Condition("role = 'supervisor' and state = 'told'") & SUPERVISOR
                | Condition("role = 'operator'") & OPERATOR
            )
            | (Condition("seen_by && runtime.my_boards()") | Condition("seen_by && runtime.my_providers()"))
            | SUPERVISOR & Condition("supervisor_sees")
            | OPERATOR
        )
        + changeable(
            Condition("organisation = any(runtime.my_boards())")
            | Condition("organisation = any(runtime.my_providers())")
            | (
                Condition("role = 'supervisor' and state = 'told'") & SUPERVISOR
                | Condition("role = 'operator'") & OPERATOR
            ),
            ["read_at", "taken_at", "taken_by"],
        )
        + also(
            Policy(
                "keeper_changes",
                "update",
                using=Condition("role = 'register_keeper'") & KEEPER,
                check=Condition("role = 'register_keeper'") & KEEPER,
            ),
            Policy("keeper_reads", "select", using=Condition("role = 'register_keeper'") & KEEPER),
        )
    )


class ReadingRow(NotifyTable, table=True):
    """Who has read a notice."""

    notice: UUID = column(key=True, references="notify.notice.id")
    person: UUID = column(key=True)
    at: datetime

    __tablename__ = "reading"
    __access__ = readable(THEMSELVES) + addable(THEMSELVES)
