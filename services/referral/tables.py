"""The tables of referral, as they are now, and who may see and change their rows."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import conv

from services.referral.schema import ReferralTable
from services.runtime.database.tables.access import (
    BOARD,
    EVERYBODY,
    PROVIDER,
    Condition,
    Grant,
    Policy,
    addable,
    also,
    changeable,
    readable,
)
from services.runtime.database.tables.table import Sealed, Texts, column


class CapacityRow(ReferralTable, table=True):
    """How many are placed in a unit under one form."""

    orgnr: str = column(key=True)
    form: str = column(key=True)
    unit: UUID = column("unit_id", key=True)
    provider: UUID = column("provider_id")
    placed: int = column(default="0")

    __tablename__ = "capacity"
    __table_args__ = (CheckConstraint("placed >= 0", name="placed"),)
    __access__ = (
        readable(EVERYBODY)
        + addable(
            PROVIDER
            | Condition(
                "exists (select from referral.referral r where (r.unit_id = capacity.unit_id and r.provider_id = "
                "capacity.provider_id))"
            )
            | Condition(
                "exists (select from referral.placement p where (p.unit_id = capacity.unit_id and p.provider_id = "
                "capacity.provider_id))"
            )
        )
        + also(
            Policy(
                "web_changes",
                "update",
                using=PROVIDER
                | Condition(
                    "exists (select from referral.referral r where (r.unit_id = capacity.unit_id and r.provider_id = "
                    "capacity.provider_id))"
                )
                | Condition(
                    "exists (select from referral.placement p where (p.unit_id = capacity.unit_id and p.provider_id = "
                    "capacity.provider_id))"
                ),
            ),
            Grant(("update",)),
        )
    )


class CaseRow(ReferralTable, table=True):
    """A person's case at a board; who it is lies in the vault."""

    id: UUID = column(key=True)
    board: UUID = column("board_id")
    board_unit: UUID | None = column("board_unit_id")
    opened_by: UUID
    opened_at: datetime
    phase: str = column(default="'draft'")
    """Kept by functions.sql; see `Phase`."""

    __tablename__ = "case_"
    __table_args__ = (
        CheckConstraint(
            "phase in ('draft', 'requested', 'rejected', 'accepted', 'entered-in-error', 'placed', 'ended', 'withdrawn')",
            name="phase",
        ),
        Index("case_board", "board_id", "opened_at"),
        # Ärenden counts its tabs and turns their pages by it; Start finds drafts and what was declined.
        Index(
            "case_phase",
            "board_id",
            "phase",
            sql("opened_at desc"),
            "id",
            postgresql_include=["opened_by", "board_unit_id"],
        ),
    )
    __access__ = readable(BOARD) + addable(BOARD) + changeable(BOARD)


class ConsentRow(ReferralTable, table=True):
    """What a person has agreed that others are informed, sealed."""

    id: UUID = column(key=True)
    case: UUID = column("case_id", references="referral.case_.id")
    board: UUID = column("board_id")
    scope_sealed: Sealed
    receivers: Texts
    valid_from: date
    valid_to: date
    registered_at: datetime
    registered_by: UUID
    withdrawn_at: datetime | None

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name=conv("consent_check")),
        Index("consent_case", "case_id"),
    )
    __access__ = readable(BOARD) + addable(BOARD) + changeable(BOARD)


class ReferralRow(ReferralTable, table=True):
    """A referral, from draft to answer; its words are sealed."""

    id: UUID = column(key=True)
    case: UUID = column("case_id", references="referral.case_.id")
    board: UUID = column("board_id")
    board_unit: UUID | None = column("board_unit_id")
    provider: UUID | None = column("provider_id")
    unit: UUID | None = column("unit_id")
    contract: UUID | None = column("contract_id")
    permit: UUID | None = column("permit_id")
    form: str | None
    age_band: str | None
    target_group: str | None
    tier: str | None
    threat_assessed_on: date | None
    start_on: date | None
    state: str
    version: int = column(default="1")
    opened_by: UUID
    opened_at: datetime
    changed_at: datetime
    sent_at: datetime | None
    answer_due: datetime | None
    answered_at: datetime | None
    reason: str | None
    placement: UUID | None = column("placement_id")
    parts_sealed: Sealed
    answer_sealed: bytes | None = column(kind=LargeBinary)

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'requested', 'accepted', 'rejected', 'cancelled', 'entered-in-error')", name="state"
        ),
        Index("referral_case", "case_id"),
        Index("referral_draft", "changed_at", postgresql_where=sql("state = 'draft'")),
        Index("referral_provider", "provider_id", "state", postgresql_where=sql("sent_at is not null")),
        # Förfrågningar and Uppdrag turn their pages by it.
        Index("referral_sent", "provider_id", sql("sent_at desc"), "id", postgresql_where=sql("sent_at is not null")),
    )
    __access__ = (
        readable(BOARD | PROVIDER & Condition("sent_at is not null"))
        + addable(BOARD | PROVIDER & Condition("sent_at is not null"))
        + changeable(BOARD | PROVIDER & Condition("sent_at is not null"))
    )


class OverrideRow(ReferralTable, table=True):
    """A gate that one person of a board asked to let through and another agreed to."""

    id: UUID = column(key=True)
    referral: UUID = column("referral_id", references="referral.referral.id")
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    unit: UUID = column("unit_id")
    form: str
    rules: Texts
    reason: str
    asked_by: UUID
    asked_at: datetime
    agreed_by: UUID | None
    agreed_at: datetime | None

    __tablename__ = "override"
    __table_args__ = (
        CheckConstraint("agreed_by <> asked_by", name=conv("override_check")),
        CheckConstraint("(agreed_by is null) = (agreed_at is null)", name=conv("override_check1")),
        Index("override_referral", "referral_id"),
    )
    __access__ = readable(BOARD | PROVIDER & Condition("agreed_at is not null")) + addable(BOARD) + changeable(BOARD)


class PlacementRow(ReferralTable, table=True):
    """A placement, from accepted to concluded."""

    id: UUID = column(key=True)
    case: UUID = column("case_id", references="referral.case_.id")
    referral: UUID | None = column("referral_id", references="referral.referral.id", unique=True)
    board: UUID = column("board_id")
    board_unit: UUID | None = column("board_unit_id")
    provider: UUID = column("provider_id")
    unit: UUID = column("unit_id")
    orgnr: str
    form: str
    contract: UUID | None = column("contract_id")
    permit: UUID | None = column("permit_id")
    age_band: str
    target_group: str
    state: str
    accepted_at: datetime
    start_on: date
    started_at: datetime | None
    audited_from: date | None
    held_from: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    concluded_at: datetime | None
    plan_version: int = column(default="0")
    plan_approved: int = column(default="0")
    end_report_at: datetime | None
    plan_returned: int = column(default="0")

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint(
            "state in ('accepted', 'in-progress', 'on-hold', 'completed', 'failed', 'cancelled', 'entered-in-error')",
            name="state",
        ),
        Index("placement_board", "board_id", "state"),
        Index("placement_case", "case_id"),
        Index("placement_provider", "provider_id", "state"),
        # Start, for what waits for the board: a plan or an end report to read.
        Index(
            "placement_to_read",
            "board_id",
            postgresql_where=sql(
                "concluded_at is null and (plan_version > greatest(plan_approved, plan_returned) or end_report_at is not null)"
            ),
        ),
        # Start, for what waits for the provider, but for the reports.
        Index(
            "placement_to_do",
            "provider_id",
            postgresql_where=sql(
                "concluded_at is null and (state in ('accepted', 'completed', 'failed') or plan_version <= plan_returned)"
            ),
        ),
    )
    __access__ = readable(BOARD | PROVIDER) + addable(BOARD | PROVIDER) + changeable(BOARD | PROVIDER)
