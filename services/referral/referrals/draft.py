"""A draft as its pages show it: its parts, who was chosen, what blocks, and when the answer would be due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from services.referral.pages.page_context import now_of, today_of, transaction, vault_of
from services.referral.referrals.inquiry import PartState, part_states, wished_band
from services.referral.referrals.inquiry_parts import provider_choice
from services.referral.referrals.store import ReferralLine, load_referral
from services.referral.shared.civil_time import answer_due
from services.referral.shared.states import State
from services.referral.shared.texts import identity_within, unseal
from services.referral.terms.gate_words import Block
from services.referral.terms.gates import gates_at_send, unconfirmed
from services.referral.terms.store import answer_numbers, load_terms
from services.referral.terms.terms import Terms
from services.runtime.errors import Refused
from services.runtime.forms.field import Choice
from services.runtime.language.dates import last_day, weekday
from services.runtime.language.distances import due_by_clock, due_by_working_days
from services.runtime.language.typed_day import day_or_none
from services.runtime.language.words import Words, plain
from services.runtime.web import Elsewhere, Viewer, fill, not_found

_SENT = Refused(
    "sent",
    Words(sv="Förfrågan är redan skickad.", en="The referral has already been sent."),
    Words(
        sv="Det du skrev är inte med i den. Öppna ärendet och välj Ändra, eller ring utföraren.",
        en="What you wrote is not part of it. Open the case and choose Amend, or phone the provider.",
    ),
)


@dataclass(frozen=True)
class Open:
    """A draft: what is kept of it, its parts, the age band on the wished start day, the terms of who was chosen and who can be."""

    referral: ReferralLine
    parts: dict[str, dict[str, Any]]
    person: str
    states: list[PartState]
    band: AgeBand | None
    chosen: Terms | None
    choices: tuple[Choice, ...]
    blocks: tuple[Block, ...]
    due: Words | None
    hurry: Words | None

    @property
    def ready(self) -> bool:
        """Tell whether every part is done."""
        return all(state.done for state in self.states)

    @property
    def unconfirmed(self) -> Words | None:
        """Say that a permit of the chosen unit is proposed as revoked, if it is."""
        return unconfirmed(self.chosen) if self.chosen else None


async def fill_reach(request: Request, viewer: Viewer, draft: Open) -> None:
    """Let it be said when nobody gets what is sent to the chosen provider."""
    if draft.chosen is not None:
        await fill(request, viewer, "reach", provider=draft.chosen.provider, unit=draft.chosen.unit)


async def open_draft(request: Request, viewer: Viewer, referral: UUID) -> Open:
    """Load a draft of the viewer's board. Raises Elsewhere for one that was sent: it is read on its own page.

    Raises Refused where something was written for a sent one, and NotFound for any other that is no draft.
    """
    today = today_of(request)
    async with transaction(request, viewer) as work:
        draft = await load_referral(work, viewer, referral)
        if draft.sent_at is not None:
            if request.method == "GET":
                raise Elsewhere(f"/referrals/{referral}")
            raise _SENT
        if draft.state is not State.DRAFT:
            not_found()
        parts = await unseal(work, vault_of(request), draft.case, draft.parts_sealed)
        person = await identity_within(work, vault_of(request), draft.case)
        form = parts.get("decision", {}).get("form", "")
        offers = await load_terms(work, ServiceForm(form), viewer.organisation) if form in set(ServiceForm) else []
        picked = provider_choice(str(parts.get("provider", {}).get("choice", "")))
        chosen = next((terms for terms, _ in offers if (terms.provider, terms.unit) == picked), None)
        contract = chosen.contract_on(draft.board, today) if chosen else None
        parameters = await answer_numbers(work, contract.id if contract else None, today)
    band = wished_band(parts, person.born) if person else None
    return Open(
        referral=draft,
        parts=parts,
        person=person.name if person else "",
        states=part_states(parts, today, person.name if person else ""),
        band=band,
        chosen=chosen,
        choices=tuple(
            (f"{terms.provider}:{terms.unit}", plain(f"{terms.provider_name}, {name}"))
            for terms, name in offers
            if terms.permits or terms.not_bound
        ),
        blocks=_blocks(parts, chosen, band, request),
        due=_due(now_of(request), parts, parameters),
        hurry=_hurry(now_of(request), parts, parameters),
    )


def _blocks(
    parts: Mapping[str, Any], chosen: Terms | None, band: AgeBand | None, request: Request
) -> tuple[Block, ...]:
    group = parts.get("eligibility", {}).get("target_group", "")
    if chosen is None or band is None or group not in set(TargetGroup):
        return ()
    return gates_at_send(chosen, band, TargetGroup(group), today_of(request)).blocks


def _due(now: datetime, parts: Mapping[str, Any], parameters: Mapping[str, int]) -> Words | None:
    tier = parts.get("decision", {}).get("tier", "")
    if tier not in set(Tier):
        return None
    due = answer_due(now, Tier(tier), parameters)
    write = due_by_clock if tier == Tier.EMERGENCY.value else due_by_working_days
    return Words(
        sv=f"Svar senast {write(due, now, 'sv')} om du skickar nu.",
        en=f"Answer by {write(due, now, 'en')} if you send now.",
    )


def _hurry(now: datetime, parts: Mapping[str, Any], parameters: Mapping[str, int]) -> Words | None:
    """Say that the wished start lies before the day by which the provider is to answer."""
    decision = parts.get("decision", {})
    start, tier = day_or_none(str(decision.get("start_on", ""))), decision.get("tier", "")
    if start is None or tier not in set(Tier):
        return None
    last = last_day(answer_due(now, Tier(tier), parameters))
    if start >= last:
        return None
    return Words(
        sv="Önskad start, {start}, ligger före sista svarsdagen, {last}. Välj en senare start eller större brådska.",
        en="The wished start, {start}, lies before the last day to answer, {last}. Choose a later start or more urgency.",
    ).fill(
        start=Words(sv=weekday(start), en=weekday(start, "en")), last=Words(sv=weekday(last), en=weekday(last, "en"))
    )
