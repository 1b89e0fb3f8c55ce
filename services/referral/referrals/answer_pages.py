"""Förfrågningar: what was asked of us, and Besvara förfrågan."""

from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.cases.lines import provider_line
from services.referral.cases.store import answered_lines, count_answered, requested_lines
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    PROVIDER_ROLES,
    key_of,
    now_of,
    transaction,
)
from services.referral.referrals.answer_form import (
    ACCEPT_FIELDS,
    ANSWER_FIELDS,
    DECLINE_FIELDS,
    Answer,
    of_the_chosen,
    parse_answer,
)
from services.referral.referrals.asked import load_asked
from services.referral.referrals.sent_pages import READ
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import day_of
from services.referral.shared.states import State
from services.referral.terms.gate_words import PLACES
from services.referral.terms.store import names
from services.runtime.forms.field import Field, heading
from services.runtime.language.dates import instant
from services.runtime.language.identifiers import new_id, reference
from services.runtime.language.words import Words
from services.runtime.web import Paging, Viewer, allow, pages_router, render
from services.runtime.web.page.drafts import Values

router = pages_router("referral")
TITLE = Words(sv="Förfrågningar", en="Referrals")
ANSWER = Words(sv="Besvara förfrågan", en="Answer the referral")
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
    context, person = await load_asked(request, viewer, referral)
    if context["referral"].state is not State.REQUESTED:
        return render(request, "referral/answered.html", viewer, title=READ, crumbs=((TITLE, "/referrals"),), **context)
    values: Values = {"start_on": context["sent"].start_on.isoformat()}
    return await blank(request, viewer, _flow(request, referral, context, person), values)


@router.post("/referrals/{referral}/answer")
async def give_answer(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Take the answer: accept through the gates, or decline."""
    context, person = await load_asked(request, viewer, referral)
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
