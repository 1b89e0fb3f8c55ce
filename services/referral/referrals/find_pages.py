"""Hitta utförare: who can take this, now, asked without naming anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from services.referral import handlers
from services.referral.pages.page_context import BOARD_ROLES, posting, today_of, transaction
from services.referral.referrals.draft import open_draft
from services.referral.terms.gate_words import Block
from services.referral.terms.gates import gates_at_send, unconfirmed
from services.referral.terms.papers import Contract, Permit
from services.referral.terms.store import load_terms
from services.referral.terms.terms import Terms
from services.runtime.language.code_words import AGE_BAND_WORDS, FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.counties import NAMES, county_name
from services.runtime.language.words import Words, count_words
from services.runtime.web import Viewer, allow, fill, pages_router, read_form, redirect_done, render

router = pages_router("referral")
ALL = Words(sv="alla", en="all")
ALL_COUNTIES = Words(sv="Alla län", en="All counties")


@dataclass(frozen=True)
class Card:
    """A unit that offers the form: its permit, places, contract, and what blocks it."""

    terms: Terms
    unit_name: str
    permit: Permit | None
    contract: Contract | None
    blocks: tuple[Block, ...]
    unconfirmed: Words | None = None

    @property
    def free(self) -> int | None:
        """Give the free places; None where no permit sets a maximum."""
        return max(0, self.permit.maximum - self.terms.placed) if self.permit else None


def cards(
    offers: list[tuple[Terms, str]], board: UUID, age_band: AgeBand | None, group: TargetGroup | None, day: date
) -> list[Card]:
    """Make a card of every unit that has offered the form; blocked ones last, then those without a contract."""
    made = []
    for terms, unit_name in offers:
        if not terms.permits and not terms.not_bound:
            continue
        permits = terms.permits_in_force(day)
        gate = gates_at_send(
            terms, age_band or _first(permits, "age_bands"), group or _first(permits, "target_groups"), day
        )
        made.append(Card(terms, unit_name, gate.permit, terms.contract_on(board, day), gate.blocks, unconfirmed(terms)))
    return sorted(made, key=lambda card: (bool(card.blocks), card.contract is None, -(card.free or 0)))


def _first(permits: list[Permit], name: str) -> Any:
    """Give a band or group that the first permit covers: without a filter, it blocks nobody."""
    kinds: dict[str, Any] = {"age_bands": AgeBand.AGE_26_PLUS, "target_groups": TargetGroup.CRIMINAL_NETWORK}
    return min(getattr(permits[0], name), default=kinds[name]) if permits else kinds[name]


@dataclass(frozen=True)
class Found:
    """The cards that pass the filters, the counties to choose among, and how many the choice of a county leaves out."""

    cards: list[Card]
    counties: list[str]
    county: str
    """The county that the cards are of; empty for all."""
    untold: int
    """Units that pass every other filter and tell no county."""

    def answer(self, form: ServiceForm) -> Words:
        """Say how many can take somebody, and where."""
        where = Words(sv="", en="")
        if self.county:
            where = Words(sv=" i ", en=" in ") + county_name(self.county)
        said = Words(
            sv="{open} av {all} enheter kan ta emot för {form}{where}.",
            en="{open} of {all} units can take somebody for {form}{where}.",
        )
        ready = sum(not card.blocks for card in self.cards)
        return said.fill(open=ready, all=len(self.cards), form=FORM_WORDS[form], where=where)

    @property
    def left_out(self) -> Words | None:
        """Say how many units the chosen county leaves out because they tell none; None when it leaves out nobody."""
        if not self.county or not self.untold:
            return None
        units = count_words(self.untold, Words(sv="enhet", en="unit"), Words(sv="enheter", en="units"))
        return Words(
            sv="Visas inte här: {units} utan angivet län. Välj Alla län för att se allt.",
            en="Not shown here: {units} without a stated county. Choose All counties to see everything.",
        ).fill(units=units)


@router.get("/find")
async def find_page(
    request: Request,
    form: str = "",
    age: str = "",
    county: str = "",
    group: str = "",
    free: str = "",
    referral: UUID | None = None,
    viewer: Viewer = Depends(allow(*BOARD_ROLES)),
) -> Response:
    """List who offers a form, with county, permit, places and contract."""
    asked = {"form": form, "age": age, "county": county, "group": group, "free": free}
    if referral is not None:
        draft = await open_draft(request, viewer, referral)
        asked = _asked(asked, draft.parts, draft.band)
    chosen = ServiceForm(asked["form"]) if asked["form"] in set(ServiceForm) else ServiceForm.HVB
    found = await _found(request, viewer, chosen, asked)
    return render(
        request,
        "referral/find.html",
        viewer,
        title=Words(sv="Hitta utförare", en="Find provider"),
        cards=found.cards,
        asked={**asked, "form": chosen.value, "county": found.county},
        referral=referral,
        today=today_of(request),
        answer=found.answer(chosen),
        left_out=found.left_out,
        forms=[(code.value, words) for code, words in FORM_WORDS.items()],
        ages=[("", ALL), *((code.value, words) for code, words in AGE_BAND_WORDS.items())],
        counties=[("", ALL_COUNTIES), *((code, county_name(code)) for code in found.counties)],
        groups=[("", ALL), *((code.value, words) for code, words in TARGET_GROUP_WORDS.items())],
        county_name=county_name,
        age_words=AGE_BAND_WORDS,
        form_words=FORM_WORDS,
    )


async def _found(request: Request, viewer: Viewer, form: ServiceForm, asked: Mapping[str, str]) -> Found:
    age_band = AgeBand(asked["age"]) if asked["age"] in set(AgeBand) else None
    group = TargetGroup(asked["group"]) if asked["group"] in set(TargetGroup) else None
    async with transaction(request, viewer) as work:
        offers = await load_terms(work, form, viewer.organisation)
    made = cards(offers, viewer.organisation, age_band, group, today_of(request))
    if asked["free"]:
        made = [card for card in made if not card.blocks and card.free != 0]
    found = in_county(made, {terms.county for terms, _ in offers}, asked["county"])
    for card in found.cards:
        await fill(request, viewer, "find_card", provider=card.terms.provider, unit=card.terms.unit)
    return found


def in_county(made: list[Card], known: set[str | None], asked: str) -> Found:
    """Keep the cards of a county, every card when none is asked for or no unit there is known; `known` are the units' counties."""
    counties = [code for code in NAMES if code in known]
    county = asked if asked in counties else ""
    kept = [card for card in made if not county or card.terms.county == county]
    return Found(kept, counties, county, sum(card.terms.county is None for card in made))


def _asked(asked: dict[str, str], parts: Mapping[str, Any], band: AgeBand | None) -> dict[str, str]:
    form = asked["form"] or parts.get("decision", {}).get("form", "")
    group = asked["group"] or parts.get("eligibility", {}).get("target_group", "")
    return {**asked, "form": form, "group": group, "age": asked["age"] or (band.value if band else "")}


@router.post("/referrals/{referral}/choose")
async def choose(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Choose a provider's unit for a draft."""
    choice = str((await read_form(request, viewer)).get("choice") or "")
    url, words = f"/referrals/{referral}/tasks", Words(sv="Utföraren är vald.", en="The provider is chosen.")
    async with posting(request, viewer, url, words) as acting:
        parts = {"provider": {"choice": choice}}
        await handlers.save_draft(acting, referral, parts)
    return redirect_done(request, url, words)
