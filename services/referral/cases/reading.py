"""Reading a person's identity: logged before it is shown."""

from typing import Any
from uuid import UUID

from services.referral.cases.identity import Identity, checked_number
from services.referral.cases.store import has_accepted, own_cases
from services.referral.referrals.store import absent, load_case
from services.referral.shared.actor import Acting
from services.referral.shared.readings import log_reading
from services.referral.shared.texts import SCHEMA, identity_within
from services.runtime.language.look_alikes import folded
from services.runtime.vault.vault import Erased


async def find_person(acting: Acting, wanted: str) -> list[UUID]:
    """Give the board's own cases whose person has a name or personnummer; each case found is logged as a reading."""
    number, name, found = checked_number(wanted), folded(wanted), []
    for case in await own_cases(acting.work, acting.actor):
        identity = await identity_within(acting.work, acting.vault, case)
        if identity and (identity.personnummer == number or folded(identity.name) == name):
            await log_reading(acting.work, _reading(acting, case, "search"))
            found.append(case)
    return found


async def reveal(acting: Acting, case: UUID, why: str) -> Identity | None:
    """Give the identity of a case's person, after logging who reads it and why; None once it is erased.

    A board reads its own cases; a provider those it has accepted, until they are concluded. Raises Refused.
    """
    if acting.actor.organisation_kind == "board":
        await load_case(acting.work, acting.actor, case)
    elif not await has_accepted(acting.work, acting.actor, case):
        raise absent()
    await log_reading(acting.work, _reading(acting, case, why))
    try:
        fields = await acting.vault.reveal(acting.work, SCHEMA, case)
    except Erased:
        return None
    return Identity(fields["name"], fields["personnummer"])


def _reading(acting: Acting, case: UUID, why: str) -> dict[str, Any]:
    return {
        "person": case,
        "reader": acting.actor.person,
        "organisation": acting.actor.organisation,
        "about": case,
        "what": "identity",
        "why": why,
        "at": acting.now,
    }
