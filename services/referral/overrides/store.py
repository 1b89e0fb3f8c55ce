"""Nödbeslut: what one person of a board asked to let through a gate and another agreed to, as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from schemas.codes import ServiceForm
from schemas.reasons import OverrideReason
from services.referral.overrides.domain import OPEN
from services.referral.shared.actor import Acting, Actor, binds
from services.referral.tables import OverrideRow, ReferralRow
from services.referral.terms.gates import Override
from services.runtime.database.expressions import fields_of, if_given
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import new_id

Place = tuple[UUID, UUID, ServiceForm]
"""Provider, unit and form that an override is for: another choice needs another override."""


@dataclass(frozen=True)
class AskedOverride:
    """What the first person asked to let through, and when a second agreed to it, if one has."""

    id: UUID
    provider: UUID
    unit: UUID
    form: ServiceForm
    rules: tuple[str, ...]
    reason: OverrideReason
    asked_by: UUID
    asked_at: datetime
    agreed_by: UUID | None
    agreed_at: datetime | None

    @property
    def place(self) -> Place:
        """Give what it is for."""
        return self.provider, self.unit, self.form


@dataclass(frozen=True)
class WaitingOverride:
    """What waits for a second person."""

    referral: UUID
    rules: tuple[str, ...]
    asked_at: datetime


_OF_REFERRAL = query(
    select(*fields_of(OverrideRow, AskedOverride))
    .where(OverrideRow.referral == bindparam("referral"))
    .order_by(col(OverrideRow.asked_at), col(OverrideRow.id)),
    into=AskedOverride,
)
_WAITING = query(
    select(*fields_of(OverrideRow, WaitingOverride))
    .join(ReferralRow, col(ReferralRow.id) == OverrideRow.referral)
    .where(
        OverrideRow.board == bindparam("organisation"),
        if_given(ReferralRow.board_unit, "unit"),
        col(OverrideRow.agreed_at).is_(None),
        OverrideRow.asked_by != bindparam("person"),
        col(ReferralRow.state).in_(sorted(OPEN)),
    )
    .order_by(col(OverrideRow.asked_at), col(OverrideRow.id)),
    into=WaitingOverride,
)
_AGREE = query(
    update(OverrideRow)
    .where(col(OverrideRow.id) == bindparam("id"))
    .values(agreed_by=bindparam("person"), agreed_at=bindparam("at"))
)


async def overrides(work: Work, referral: UUID) -> list[AskedOverride]:
    """List what was asked and agreed about a referral, first to last."""
    return await work.all(_OF_REFERRAL, referral=referral)


def matching(asked: Sequence[AskedOverride], place: Place, *, agreed: bool) -> list[AskedOverride]:
    """Give those for one provider's unit and form, agreed or still waiting for the second person."""
    return [one for one in asked if one.place == place and (one.agreed_at is not None) == agreed]


def agreed_override(asked: Sequence[AskedOverride], place: Place) -> Override | None:
    """Give what two people let through there; the newest decision names them, and earlier ones still count."""
    found = matching(asked, place, agreed=True)
    if not found:
        return None
    last = found[-1]
    if last.agreed_by is None or last.agreed_at is None:
        return None
    return Override(
        rules=frozenset(rule for one in found for rule in one.rules),
        by=(last.asked_by, last.agreed_by),
        reason=last.reason,
        agreed_at=last.agreed_at,
    )


async def waiting_overrides(work: Work, actor: Actor) -> list[WaitingOverride]:
    """List what others of the actor's board have asked to let through and nobody has agreed to."""
    return await work.all(_WAITING, person=actor.person, **binds(actor))


async def add_override(acting: Acting, referral: UUID, place: Place, rules: list[str], reason: OverrideReason) -> UUID:
    """Keep what the first person asks; give its id."""
    identity, (provider, unit, form) = new_id(), place
    asked = {
        "id": identity,
        "referral": referral,
        "board": acting.actor.organisation,
        "provider": provider,
        "unit": unit,
        "form": form,
        "rules": rules,
        "reason": reason,
        "asked_by": acting.actor.person,
        "asked_at": acting.now,
    }
    await acting.work.add(OverrideRow, asked)
    return identity


async def agree(work: Work, override: UUID, person: UUID, at: datetime) -> None:
    """Keep that the second person agreed."""
    await work.run(_AGREE, id=override, person=person, at=at)
