"""The tables of the runtime, which belong to no service."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Interval
from sqlalchemy.sql.elements import conv

from services.runtime.database.roles import everybody, roles, workers
from services.runtime.database.tables.access import UNGUARDED, Access, Grant
from services.runtime.database.tables.declared import SQL
from services.runtime.database.tables.table import Row, Schema, column

RUNTIME = Schema("runtime", functions=[SQL / "runtime.sql"], users=[*everybody(), *roles("web")], own=False)


class RuntimeTable(Row):
    """A row of a table of runtime."""

    metadata = RUNTIME


class InstanceRow(RuntimeTable, table=True):
    """What kind of installation this is, and how far its clock is moved; one row."""

    one: bool = column(key=True, default="true")
    kind: str = column(default="'plain'")
    clock_offset: timedelta = column(default="'00:00:00'", kind=Interval)

    __tablename__ = "instance"
    __table_args__ = (
        CheckConstraint("kind <> 'plain' or clock_offset = '00:00:00'", name=conv("instance_check")),
        CheckConstraint("kind in ('plain', 'demonstration', 'test')", name="kind"),
        CheckConstraint("one", name="one"),
    )
    __access__ = Access((Grant(("select",), role=", ".join([*everybody(), *roles("web")])),), guarded=False)


class ProgramSeenRow(RuntimeTable, table=True):
    """Which program ran last for each service: another one tries once more what was parked."""

    service: str = column(key=True)
    program: str

    __tablename__ = "program_seen"
    __table_args__ = (CheckConstraint("program <> ''", name="program"),)
    __access__ = Access((Grant(("select", "insert", "update"), role=", ".join(workers())),), guarded=False)


class SkippedMessageRow(RuntimeTable, table=True):
    """Messages that an operator said to skip, because another fact stands at the position they claim."""

    service: str = column(key=True)
    topic: str = column(key=True)
    partition: int = column(key=True)
    kafka_offset: int = column(key=True, kind=BigInteger)
    id: UUID = column(key=True)
    reason: str
    at: datetime = column(default="runtime.now()")

    __tablename__ = "skipped_message"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)
    __access__ = Access((Grant(("select", "insert"), role=", ".join(workers())),), guarded=False)


class WriteProbeRow(RuntimeTable, table=True):
    """What health writes to, to see whether the database takes anything in."""

    at: datetime
    filling: str

    __tablename__ = "write_probe"
    __access__ = UNGUARDED
    __mapper_args__: ClassVar = {"primary_key": ["at"]}
