"""Nödbeslut: what one person of a board asked to let through a gate and another agreed to, as rows."""

from datetime import datetime
from uuid import UUID

from schemas.codes import OverrideReason, ServiceForm
from schemas.envelope import Author
from services.referral.shared.actor import Actor, binds
from services.referral.shared.gates import Override
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.language.identifiers import new_id

Place = tuple[UUID, UUID, ServiceForm]
"""Provider, unit and form that an override is for: another choice needs another override."""


async def overrides(work: Work, referral: UUID) -> list[Row]:
    """List what was asked and agreed about a referral, first to last."""
    return await work.rows(
        "select * from referral.override where referral_id = :referral order by asked_at, id", referral=referral
    )


def matching(rows: list[Row], place: Place, *, agreed: bool) -> list[Row]:
    """Give the rows for one provider's unit and form, agreed or still waiting for the second person."""
    return [
        row
        for row in rows
        if (row["provider_id"], row["unit_id"], row["form"]) == (place[0], place[1], place[2].value)
        and (row["agreed_at"] is not None) == agreed
    ]


def agreed_override(rows: list[Row], place: Place) -> Override | None:
    """Give what two people let through there; the newest decision names them, and earlier ones still count."""
    found = matching(rows, place, agreed=True)
    if not found:
        return None
    last = found[-1]
    return Override(
        rules=frozenset(rule for row in found for rule in row["rules"]),
        by=(last["asked_by"], last["agreed_by"]),
        reason=OverrideReason(last["reason"]),
        agreed_at=last["agreed_at"],
    )


async def waiting_overrides(work: Work, actor: Actor) -> list[Row]:
    """List what others of the actor's board have asked to let through and nobody has agreed to."""
    return await work.rows(
        "select o.referral_id, o.rules, o.asked_at from referral.override o join referral.referral r on "
        "r.id = o.referral_id where o.board_id = :organisation and (cast(:unit as uuid) is null or "
        "r.board_unit_id = :unit) and o.agreed_at is null and o.asked_by <> :person and r.state in ('draft', 'requested') "
        "order by o.asked_at, o.id",
        person=actor.person,
        **binds(actor),
    )


async def add_override(
    work: Work,
    actor: Actor,
    author: Author,
    referral: UUID,
    place: Place,
    rules: list[str],
    reason: OverrideReason,
) -> UUID:
    """Keep what the first person asks; give its id."""
    identity = new_id()
    await work.run(
        "insert into referral.override (id, referral_id, board_id, provider_id, unit_id, form, rules, reason, asked_by, "
        "asked_at) values (:id, :referral, :board, :provider, :unit, :form, cast(:rules as text[]), :reason, :person, :at)",
        id=identity,
        referral=referral,
        board=actor.organisation,
        provider=place[0],
        unit=place[1],
        form=place[2].value,
        rules=rules,
        reason=reason.value,
        person=actor.person,
        at=author.arrived,
    )
    return identity


async def agree(work: Work, override: UUID, person: UUID, at: datetime) -> None:
    """Keep that the second person agreed."""
    await work.run(
        "update referral.override set agreed_by = :person, agreed_at = :at where id = :id",
        id=override,
        person=person,
        at=at,
    )
