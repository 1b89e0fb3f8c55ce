"""What was handed in and recorded in a case of referral, each attempt and each line."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.referral.schema import ReferralTable
from services.runtime.database.tables.access import BOARD, PROVIDER, addable, changeable, readable
from services.runtime.database.tables.table import Sealed, column


class ReceivedOnPaperRow(ReferralTable, table=True):
    """How something came by phone or paper, and who attests it."""

    fact: UUID = column("fact_id", key=True)
    case: UUID = column("case_id")
    referral: UUID | None = column("referral_id")
    placement: UUID | None = column("placement_id")
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    came_by: str
    arrived: datetime
    attested_by: UUID
    attested_as: str
    registered_at: datetime
    sealed: Sealed

    __tablename__ = "received_on_paper"
    __table_args__ = (
        CheckConstraint("came_by in ('phone', 'paper')", name="came_by"),
        Index("came_in_case", "case_id"),
    )
    __access__ = readable(BOARD | PROVIDER) + addable(BOARD)


class HistoryRow(ReferralTable, table=True):
    """One line for everything that happened in a case, with the fact it became."""

    id: UUID = column(key=True)
    case: UUID = column("case_id")
    referral: UUID | None = column("referral_id")
    placement: UUID | None = column("placement_id")
    board: UUID = column("board_id")
    provider: UUID | None = column("provider_id")
    what: str
    detail: str = column(default="''")
    occurred: datetime
    arrived: datetime
    side: str
    entry: int = column(made=[Identity(always=True)], kind=BigInteger)
    subject: UUID | None
    fact_id: UUID | None
    teller: UUID | None
    person: UUID | None
    attested_by: UUID | None
    fact: dict[str, Any] | None = column(kind=JSONB)

    __tablename__ = "history"
    __table_args__ = (
        Index("history_board_id", "board_id", "what", "fact_id", postgresql_where=sql("fact_id is not null")),
        Index("history_case", "case_id", "occurred"),
        Index("history_fact", "fact_id", unique=True),
        Index("history_placement", "placement_id", "occurred"),
        Index("history_provider_id", "provider_id", "what", "fact_id", postgresql_where=sql("fact_id is not null")),
        Index("history_subject", "subject", "entry"),
    )
    __access__ = readable(BOARD | PROVIDER) + addable(BOARD | PROVIDER)


class EventRow(ReferralTable, table=True):
    """An incident, an absence or an unplanned end, by one id whoever reports it first."""

    id: UUID = column(key=True)
    placement: UUID = column("placement_id", references="referral.placement.id")
    case: UUID = column("case_id")
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    first_reported: datetime
    kind: str | None
    noticed_at: datetime | None
    noticed_sealed: bytes | None = column(kind=LargeBinary)
    aware_at: datetime | None
    phoned_at: datetime | None
    reported_at: datetime | None
    report: UUID | None = column("report_id")
    call_at: datetime | None
    call_recorded_at: datetime | None
    denied_at: datetime | None
    absence_kind: str | None
    absence_noticed: datetime | None
    absence_recorded_at: datetime | None
    absence: UUID | None = column("absence_id")
    ended_at: datetime | None

    __tablename__ = "event"
    __table_args__ = (
        Index("event_placement", "placement_id", "first_reported"),
        Index(
            "event_to_attest",
            "board_id",
            postgresql_where=sql("phoned_at is not null and call_recorded_at is null and denied_at is null"),
        ),
        # Start, for what the board noticed and the provider has not reported.
        Index("event_to_report", "provider_id", postgresql_where=sql("noticed_at is not null and reported_at is null")),
    )
    __access__ = readable(BOARD | PROVIDER) + addable(BOARD | PROVIDER) + changeable(BOARD | PROVIDER)


class SubmissionRow(ReferralTable, table=True):
    """What a provider handed in, each attempt, sealed."""

    id: UUID = column(key=True)
    placement: UUID = column("placement_id", references="referral.placement.id")
    case: UUID = column("case_id")
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    kind: str
    period: str = column(default="''")
    attempt: int
    occurred: datetime
    arrived: datetime
    submitted_by: UUID
    sealed: Sealed
    accepted_at: datetime | None
    fact: UUID | None = column("fact_id")
    revised: bool = column(default="false")
    returned_at: datetime | None
    returned_fact: UUID | None
    returned_by: UUID | None
    return_reason: str | None
    not_a_report: bool = column(default="false")
    return_fields: list[str] = column(default="'{}'", kind=ARRAY(Text))
    return_due: datetime | None
    remarks_sealed: bytes | None = column(kind=LargeBinary)
    retracted_at: datetime | None
    retracted_by: UUID | None

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint(
            "kind in ('plan', 'review', 'report', 'end-report', 'safety-plan', 'incident', 'absence')", name="kind"
        ),
        Index(
            "submission_attempt",
            "placement_id",
            "kind",
            "period",
            "attempt",
            unique=True,
            postgresql_where=sql("retracted_at is null"),
        ),
        # Start, for the reports that the board has not read.
        Index(
            "submission_unread",
            "board_id",
            postgresql_where=sql(
                "kind = 'report' and accepted_at is null and returned_at is null and retracted_at is null"
            ),
        ),
        # Start and Att lämna in, for what the board has returned.
        Index(
            "submission_returned",
            "provider_id",
            postgresql_where=sql("returned_at is not null and retracted_at is null"),
        ),
    )
    __access__ = readable(BOARD | PROVIDER) + addable(BOARD | PROVIDER) + changeable(BOARD | PROVIDER)


class ThreatAssessmentRow(ReferralTable, table=True):
    """The day of a threat assessment; its diary number is sealed."""

    id: UUID = column(key=True)
    placement: UUID = column("placement_id", references="referral.placement.id")
    case: UUID = column("case_id")
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    assessed_on: date
    number_sealed: Sealed
    recorded_at: datetime
    recorded_by: UUID

    __tablename__ = "threat_assessment"
    __table_args__ = (Index("threat_placement", "placement_id", "assessed_on"),)
    __access__ = readable(BOARD) + addable(BOARD)
