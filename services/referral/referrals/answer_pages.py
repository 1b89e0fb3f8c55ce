"""Förfrågningar: what was asked of us, and Besvara förfrågan."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Tier
from services.referral import handlers
from services.referral.cases.lines import provider_line
from services.referral.cases.store import answered_lines, count_answered, requested_lines
from services.referral.overrides.store import agreed_override, overrides
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    PROVIDER_ROLES,
    key_of,
    now_of,
    today_of,
    transaction,
    vault_of,
)
from services.referral.pages.shown import answered
from services.referral.pages.timeline import entries
from services.referral.referrals.answer_form import (
    ACCEPT_FIELDS,
    ANSWER_FIELDS,
    DECLINE_FIELDS,
    Answer,
    of_the_chosen,
    parse_answer,
)
from services.referral.referrals.domain import Sent
from services.referral.referrals.inquiry_fields import PART
from services.referral.referrals.sent_pages import READ, amendments_of, answer_of
from services.referral.referrals.store import load_referral, referral_of
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import day_of
from services.referral.shared.gates import PLACES, gates_at_accept
from services.referral.shared.history import referral_history
from services.referral.shared.lifecycle import State, state_words
from services.referral.shared.terms import first
from services.referral.shared.terms_store import names, terms_of
from services.referral.shared.texts import name_within, unseal
from services.referral.shared.words import TIER_NAMES
from services.runtime.forms.field import Field, heading
from services.runtime.language.code_words import AGE_BAND_WORDS, FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.dates import instant, weekday
from services.runtime.language.distances import due_by_clock, due_by_working_days
from services.runtime.language.identifiers import new_id, reference
from services.runtime.language.words import Words, count_words
from services.runtime.vault.vault import Erased
from services.runtime.web import Paging, Viewer, allow, pages_router, render
from services.runtime.web.page.drafts import Values

router = pages_router("referral")
TITLE = Words(sv="Förfrågningar", en="Referrals")
ANSWER = Words(sv="Besvara förfrågan", en="Answer the referral")
_SHOWN_BEFORE = ("needs", "goals", "contact")
_SAFETY_BEFORE = frozenset({"conditions", "no_direct_contact"})
_FIELDS: tuple[Field, ...] = (
    *ANSWER_FIELDS,
    heading("accepting", "Om ni accepterar", "If you accept"),
    *ACCEPT_FIELDS,
    heading("declining", "Om ni avböjer", "If you decline"),
    *DECLINE_FIELDS,
)


@router.get("/referrals")
async def list_page(request: Request, page: str = "", viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """List what was asked of us: open ones by their clock, then the answered."""
    async with transaction(request, viewer) as work:
        paging = Paging("/referrals", {}, await count_answered(work, viewer), page)
        asked = await requested_lines(work, viewer)
        listed = await answered_lines(work, viewer, paging.offset, paging.size)
        known = await names(work)
    now = now_of(request)
    waiting = sorted((provider_line(one, now, viewer.person) for one in asked), key=lambda one: str(one.step.due))
    count = len(waiting)
    return render(
        request,
        "referral/requests.html",
        viewer,
        title=TITLE,
        waiting=waiting,
        answered=[provider_line(one, now, viewer.person) for one in listed],
        paging=paging,
        names=known,
        answer=Words(
            sv=f"{count} {'förfrågan' if count == 1 else 'förfrågningar'} väntar på svar."
            if count
            else "Inga förfrågningar väntar på svar.",
            en=f"{count} referral{'' if count == 1 else 's'} to answer."
            if count
            else "No referral waits for an answer.",
        ),
    )


async def _asked(request: Request, viewer: Viewer, referral: UUID) -> tuple[dict[str, Any], str]:
    """Load a referral with what the provider may see of it, and why or why not it can be taken."""
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        current = referral_of(line)
        sent = current.asked()
        try:
            parts = await unseal(work, vault_of(request), line.case, line.parts_sealed)
        except Erased:
            parts = {}
        terms = await terms_of(work, current.board, sent.provider, sent.unit, sent.form)
        known = await names(work)
        person = await name_within(work, vault_of(request), line.case)
        history = await referral_history(work, referral)
        given = await answer_of(work, vault_of(request), line, history)
        override = agreed_override(await overrides(work, referral), (sent.provider, sent.unit, sent.form))
    named = first(permit for permit in terms.permits if permit.id == sent.permit)
    gate = gates_at_accept(terms, named, today_of(request))
    let_through = override.rules if override else frozenset()
    context = {
        "referral": current,
        "answer": given,
        "sent": sent,
        "board": known.get(current.board, "–"),
        "sections": _sections(parts),
        "clock": _clock(sent, now_of(request)),
        "late": now_of(request) >= sent.answer_due,
        "blocks": [block for block in gate.blocks if block.rule not in let_through],
        "let_through": sorted(let_through),
        "amendments": amendments_of(history),
        "entries": entries(history, known, viewer),
        "permit": gate.permit,
        "placed": terms.placed,
        "free": _free(gate.permit.maximum - terms.placed) if gate.permit else None,
        "state": state_words(current.state),
        **_wording(sent),
    }
    return context, person


def _wording(sent: Sent) -> dict[str, Words]:
    return {
        "form_words": FORM_WORDS[sent.form],
        "age_words": AGE_BAND_WORDS[sent.age_band],
        "group_words": TARGET_GROUP_WORDS[sent.target_group],
        "tier_words": TIER_NAMES[sent.tier],
    }


def _free(places: int) -> Words:
    one, many = Words(sv="plats ledig", en="place free"), Words(sv="platser lediga", en="places free")
    return count_words(max(0, places), one, many)


def _sections(parts: dict[str, Any]) -> list[tuple[Words, Any]]:
    """Give what may be seen before accepting: never identity, never the threat's reference."""
    shown = [(PART[name].title, answered(PART[name].fields, parts.get(name, {}))) for name in _SHOWN_BEFORE]
    terms = [field for field in PART["safety"].fields if field.name in _SAFETY_BEFORE]
    return [*shown, (PART["safety"].title, answered(terms, parts.get("safety", {})))]


def _clock(sent: Sent, now: datetime) -> Words:
    hours = sent.tier is Tier.EMERGENCY
    write = due_by_clock if hours else due_by_working_days
    if now >= sent.answer_due:
        day = weekday(sent.answer_due, "sv"), weekday(sent.answer_due, "en")
        return Words(
            sv=f"Svarstiden gick ut {day[0]}. Svaret märks som sent.",
            en=f"The time to answer ran out {day[1]}. The answer is marked late.",
        )
    return Words(
        sv=f"Svara senast {write(sent.answer_due, now, 'sv')}. Klockan började när förfrågan kom {instant(sent.sent_at)}.",
        en=f"Answer by {write(sent.answer_due, now, 'en')}. The clock began when it came, {instant(sent.sent_at, 'en')}.",
    )


def _flow(request: Request, referral: UUID, context: dict[str, Any], person: str) -> FormFlow[Answer]:
    wished, today = context["sent"].start_on, day_of(now_of(request))
    beyond = PLACES in context["let_through"]
    return FormFlow(
        title=ANSWER,
        path=f"/referrals/{referral}/answer",
        back="/referrals",
        button=Words(sv="Lämna svar", en="Submit answer"),
        draft=key_of("answer", referral),
        fields=[field for field in _FIELDS if not (beyond and field.name == "attest_capacity")],
        parse=lambda typed: parse_answer(typed, wished, today, person, beyond=beyond),
        tidy=of_the_chosen,
        crumbs=((TITLE, "/referrals"),),
        template="referral/answer.html",
        context=context,
    )


@router.get("/referrals/{referral}/answer")
async def answer_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Show what is asked, and the form to answer it while it is open."""
    context, person = await _asked(request, viewer, referral)
    if context["referral"].state is not State.REQUESTED:
        return render(request, "referral/answered.html", viewer, title=READ, crumbs=((TITLE, "/referrals"),), **context)
    values: Values = {"start_on": context["sent"].start_on.isoformat()}
    return await blank(request, viewer, _flow(request, referral, context, person), values)


@router.post("/referrals/{referral}/answer")
async def give_answer(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Take the answer: accept through the gates, or decline."""
    context, person = await _asked(request, viewer, referral)
    placement = new_id()

    async def submit(acting: Acting, answer: Answer) -> None:
        if answer.reason is None:
            await handlers.accept(acting, referral, answer, placement)
        else:
            await handlers.decline(acting, referral, answer)

    late = (
        Words(sv=" Svaret är märkt som sent.", en=" The answer is marked late.") if context["late"] else Words("", "")
    )
    words = Words(
        sv=f"Svaret kom in {instant(request.state.arrived)}. Referens {reference(referral)}.",
        en=f"The answer came in {instant(request.state.arrived, 'en')}. Reference {reference(referral)}.",
    )
    return await hand_in(
        request,
        viewer,
        _flow(request, referral, context, person),
        submit,
        f"/referrals/{referral}/answer",
        words + late,
    )
