"""Placements, places taken, and what was handed in, as rows."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from services.referral.placements.domain import Placement
from services.referral.referrals.store import absent
from services.referral.shared.actor import Actor, binds, theirs
from services.referral.shared.lifecycle import State
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

_COLUMN = {
    "case": "case_id",
    "referral": "referral_id",
    "board": "board_id",
    "provider": "provider_id",
    "unit": "unit_id",
    "contract": "contract_id",
    "permit": "permit_id",
    "board_unit": "board_unit_id",
}
_CHANGING = (
    "state",
    "age_band",
    "target_group",
    "started_at",
    "audited_from",
    "held_from",
    "ended_at",
    "end_reason",
    "concluded_at",
    "plan_version",
    "plan_approved",
    "plan_returned",
    "end_report_at",
)


def placement_of(row: Row) -> Placement:
    """Make a placement of its row."""
    values = {name: row[_COLUMN.get(name, name)] for name in Placement.__dataclass_fields__}
    values["form"] = ServiceForm(row["form"])
    values["age_band"], values["target_group"] = AgeBand(row["age_band"]), TargetGroup(row["target_group"])
    values["state"] = State(row["state"])
    return Placement(**values)


async def load_placement(work: Work, actor: Actor, placement: UUID, *, lock: bool = False) -> Placement:
    """Load a placement of the actor's organisation. Raises Refused when it is not theirs."""
    row = await work.row(
        f"select * from referral.placement where id = :id and {theirs(actor)}{' for update' if lock else ''}",
        id=placement,
        **binds(actor),
    )
    if row is None:
        raise absent()
    return placement_of(row)


async def add_placement(work: Work, placement: Placement) -> None:
    """Keep a new placement."""
    values = asdict(placement)
    columns = ", ".join(_COLUMN.get(name, name) for name in values)
    places = ", ".join(f":{name}" for name in values)
    await work.run(f"insert into referral.placement ({columns}) values ({places})", **values)


async def save_placement(work: Work, placement: Placement) -> None:
    """Save what may change of a placement."""
    values: dict[str, Any] = {name: getattr(placement, name) for name in _CHANGING}
    changes = ", ".join(f"{name} = :{name}" for name in _CHANGING)
    await work.run(f"update referral.placement set {changes} where id = :id", id=placement.id, **values)


async def lock_places(work: Work, orgnr: str, form: ServiceForm, unit: UUID, provider: UUID) -> int:
    """Lock the row that counts the places taken, so that two acceptances wait for one another; give the number."""
    key = {"orgnr": orgnr, "form": form.value, "unit": unit}
    await work.run(
        "insert into referral.capacity (orgnr, form, unit_id, provider_id) values (:orgnr, :form, :unit, :provider) "
        "on conflict do nothing",
        provider=provider,
        **key,
    )
    row = await work.row(
        "select placed from referral.capacity where orgnr = :orgnr and form = :form and unit_id = :unit for update",
        **key,
    )
    return int(row["placed"]) if row else 0


async def count_place(work: Work, placement: Placement, change: int) -> None:
    """Take a place, or give one back."""
    await work.run(
        "update referral.capacity set placed = placed + :change "
        "where orgnr = :orgnr and form = :form and unit_id = :unit",
        change=change,
        orgnr=placement.orgnr,
        form=placement.form.value,
        unit=placement.unit,
    )


async def add_submission(work: Work, placement: Placement, values: dict[str, Any]) -> None:
    """Keep something handed in; its id is also that of the fact that tells of it."""
    await work.run(
        "insert into referral.submission (id, fact_id, placement_id, case_id, board_id, provider_id, kind, period, "
        "attempt, revised, occurred, arrived, submitted_by, sealed) values (:id, :id, :placement, :case, :board, "
        ":provider, :kind, :period, :attempt, :revised, :occurred, :arrived, :submitted_by, :sealed)",
        placement=placement.id,
        case=placement.case,
        board=placement.board,
        provider=placement.provider,
        **values,
    )


async def submissions(work: Work, placement: UUID, kind: str, period: str | None = None) -> list[Row]:
    """List what was handed in of a kind and stands, first to last."""
    return await work.rows(
        "select s.*, c.came_by, c.attested_as from referral.submission s "
        "left join referral.came_in c on c.fact_id = s.fact_id where s.placement_id = :placement and s.kind = :kind "
        "and (cast(:period as text) is null or s.period = :period) and s.struck_at is null order by s.period, s.attempt",
        placement=placement,
        kind=kind,
        period=period,
    )


async def handed_in_of(work: Work, placement: UUID) -> list[Row]:
    """Give what was handed in for a placement and not struck, newest first."""
    return await work.rows(
        "select kind, period, attempt, arrived, accepted_at, returned_at, return_due, not_a_report, id "
        "from referral.submission where placement_id = :placement and struck_at is null order by arrived desc, id",
        placement=placement,
    )


_RETURN = """update referral.submission set returned_at = :at, returned_fact = :fact, returned_by = :by,
return_reason = :reason, not_a_report = :not_a_report, return_fields = :fields, return_due = :due,
remarks_sealed = :remarks where id = :id"""


async def return_submission(work: Work, submission: UUID, values: dict[str, Any]) -> None:
    """Note that the board returned it: when, by which fact, why, which fields, until when, and its sealed remarks."""
    await work.run(_RETURN, id=submission, **values)


async def accept_submission(work: Work, submission: UUID, at: datetime) -> None:
    """Note that the board found it good."""
    await work.run("update referral.submission set accepted_at = :at where id = :id", id=submission, at=at)
