"""Reading a person's identity: logged before it is shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.cases.identity import Identity, checked_number
from services.referral.cases.store import has_accepted, own_cases
from services.referral.referrals.store import absent, load_case
from services.referral.shared.actor import Actor
from services.referral.shared.history import log_reading
from services.referral.shared.texts import SCHEMA, identity_within
from services.runtime.database.work import Work
from services.runtime.language.look_alikes import folded
from services.runtime.vault.vault import Erased, Vault


async def find_person(work: Work, vault: Vault, actor: Actor, wanted: str, at: datetime) -> list[UUID]:
    """Give the board's own cases whose person has a name or personnummer; each case found is logged as a reading."""
    number, name, found = checked_number(wanted), folded(wanted), []
    for case in await own_cases(work, actor):
        identity = await identity_within(work, vault, case)
        if identity and (identity.personnummer == number or folded(identity.name) == name):
            await log_reading(work, _reading(actor, case, "search", at))
            found.append(case)
    return found


async def reveal(work: Work, vault: Vault, actor: Actor, case: UUID, why: str, at: datetime) -> Identity | None:
    """Give the identity of a case's person, after logging who reads it and why; None once it is erased.

    A board reads its own cases; a provider those it has accepted, until they are concluded. Raises Refused.
    """
    if actor.organisation_kind == "board":
        await load_case(work, actor, case)
    elif not await has_accepted(work, actor, case):
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
