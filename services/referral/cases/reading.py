"""Reading a person's identity: logged before it is shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.cases.identity import Identity, checked_number
from services.referral.referrals.store import absent, load_case
from services.referral.shared.actor import BOARD_SIDE, Actor, binds
from services.referral.shared.history import log_reading
from services.referral.shared.texts import SCHEMA, identity_within
from services.runtime.database.work import Work
from services.runtime.language.look_alikes import folded
from services.runtime.vault.vault import Erased, Vault

_ACCEPTED = """select id from referral.placement where case_id = :case and provider_id = :organisation
and (cast(:unit as uuid) is null or unit_id = :unit)
and state in ('accepted', 'in-progress', 'on-hold', 'completed', 'failed') and concluded_at is null"""


_OWN = "select id from referral.case_ where {theirs} order by opened_at desc, id"


async def find_person(work: Work, vault: Vault, actor: Actor, wanted: str, at: datetime) -> list[UUID]:
    """Give the board's own cases whose person has a name or personnummer; each case found is logged as a reading."""
    number, name, found = checked_number(wanted), folded(wanted), []
    for row in await work.rows(_OWN.format(theirs=BOARD_SIDE), **binds(actor)):
        identity = await identity_within(work, vault, row["id"])
        if identity and (identity.personnummer == number or folded(identity.name) == name):
            await log_reading(work, _reading(actor, row["id"], "search", at))
            found.append(row["id"])
    return found


async def reveal(work: Work, vault: Vault, actor: Actor, case: UUID, why: str, at: datetime) -> Identity | None:
    """Give the identity of a case's person, after logging who reads it and why; None once it is erased.

    A board reads its own cases; a provider those it has accepted, until they are concluded. Raises Refused.
    """
    if actor.organisation_kind == "board":
        await load_case(work, actor, case)
    elif await work.row(_ACCEPTED, case=case, **binds(actor)) is None:
        raise absent()
    await log_reading(work, _reading(actor, case, why, at))
    try:
        fields = await vault.reveal(work, SCHEMA, case)
    except Erased:
        return None
    return Identity(fields["name"], fields["personnummer"])


def _reading(actor: Actor, case: UUID, why: str, at: datetime) -> dict[str, Any]:
    return {
        "person": case,
        "reader": actor.person,
        "organisation": actor.organisation,
        "about": case,
        "what": "identity",
        "why": why,
        "at": at,
    }
