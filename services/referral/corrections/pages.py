"""Rätta: mark a fact of one's own as entered in error, correct its date, and agree to the other party's correction."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.corrections.amends import AGREE, instant_words, words_of
from services.referral.corrections.domain import Correction, own
from services.referral.corrections.form import correction_fields, parse_correction
from services.referral.corrections.handlers import CorrectedSubject, load_subject
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOTH,
    is_board,
    key_of,
    now_of,
    posting,
    transaction,
)
from services.referral.placements.form import moment_values
from services.referral.shared.actor import Acting
from services.referral.shared.reasons import FIELD_WORDS, corrected_to, error_reason
from services.referral.shared.recorded import DATES, DAYS, value_of
from services.referral.shared.recorded_store import as_recorded, load_fact
from services.runtime.forms.field import Choice
from services.runtime.language.words import Words, plain
from services.runtime.web import Viewer, allow, pages_router, read_form, redirect_done, render
from services.runtime.web.page.drafts import Values

router = pages_router("referral")
TITLE = Words(sv="Rätta", en="Correct")
_DONE = Words(
    sv="Rättelsen är gjord och syns för båda. Motparten kan godkänna den.",
    en="The correction is made and seen by both. The other party may agree to it.",
)
_LEDE = Words(
    sv="Inget tas bort: det rättade syns överstruket eller med båda datumen. Kom rättelsen efter sista dagen räknas den "
    "för den skyldigheten bara om motparten godkänner.",
    en="Nothing is removed: what is corrected shows struck, or with both dates. Made after a due, it counts for that duty "
    "only when the other party agrees.",
)


@dataclass(frozen=True)
class _Shown:
    subject: CorrectedSubject
    back: str
    words: Words


async def _load(request: Request, viewer: Viewer, fact: UUID) -> _Shown:
    async with transaction(request, viewer) as work:
        subject = await load_subject(work, viewer, fact)
    if subject.placement is not None:
        back = f"/placements/{subject.placement.id}"
    elif subject.referral is not None and is_board(viewer):
        back = f"/cases/{subject.referral.case}"
    else:
        back = f"/referrals/{subject.target.subject}/answer"
    target = subject.as_effective()
    return _Shown(subject, back, words_of(target.what) + plain(" ") + instant_words(target.occurred))


@router.get("/facts/{fact}/correct")
async def correct_page(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Ask what is wrong with it."""
    shown = await _load(request, viewer, fact)
    own(shown.subject.target, shown.subject.facts, viewer.organisation)
    return await blank(request, viewer, _flow(request, shown), _first(shown.subject))


@router.post("/facts/{fact}/correct")
async def correct(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Mark it as entered in error, or correct its date."""
    shown = await _load(request, viewer, fact)

    async def submit(acting: Acting, correction: Correction) -> None:
        await handlers.correct(acting, fact, correction)

    return await hand_in(request, viewer, _flow(request, shown), submit, shown.back, _DONE)


def _first(subject: CorrectedSubject) -> Values:
    """Give the date that stands now as the form's first value."""
    target = subject.as_effective()
    found = [value for field in DATES.get(target.what, ()) if (value := value_of(target, field)) is not None]
    if not found:
        return {}
    return moment_values(found[0])


def _flow(request: Request, shown: _Shown) -> FormFlow[Correction]:
    now, target = now_of(request), shown.subject.target
    fields = DATES.get(target.what, ())
    dates: tuple[Choice, ...] = tuple(
        (field, Words(sv="Rätta datum: ", en="Correct the date: ") + FIELD_WORDS[field]) for field in fields
    )
    return FormFlow(
        title=TITLE + plain(": ") + words_of(target.what),
        path=f"/facts/{target.id}/correct",
        back=shown.back,
        button=TITLE,
        draft=key_of("correct", target.id),
        fields=correction_fields(dates, clock=not DAYS.issuperset(fields)),
        parse=lambda typed: parse_correction(typed, now, dates),
        saved=_first(shown.subject),
        crumbs=((shown.words, shown.back),),
        template="referral/form_flow_lede.html",
        context={"lede": _LEDE},
    )


@router.get("/facts/{fact}/agree")
async def agree_page(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Show what the other party has corrected, before one agrees."""
    shown = await _load(request, viewer, fact)
    fields = shown.subject.target.fact.model_dump(mode="json")
    write = corrected_to if "to" in fields else error_reason
    pairs = [(words_of(shown.subject.target.what), write(fields))]
    if "fact" in fields:
        async with transaction(request, viewer) as work:
            about = as_recorded(await load_fact(work, UUID(fields["fact"])))
        pairs.insert(0, (Words(sv="Det gäller", en="It is about"), words_of(about.what)))
        pairs.insert(1, (Words(sv="Stod förut", en="Stood before"), instant_words(about.occurred)))
    return render(
        request,
        "confirm.html",
        viewer,
        title=AGREE,
        crumbs=((Words(sv="Tillbaka", en="Back"), shown.back),),
        what=Words(
            sv="Godkänner du räknas rättelsen också för de skyldigheter vars sista dag redan har passerat.",
            en="If you agree, the correction also counts for duties that were already due.",
        ),
        pairs=pairs,
        action=f"/facts/{fact}/agree",
        button=AGREE,
        back=shown.back,
        fields={"sure": "yes"},
    )


@router.post("/facts/{fact}/agree")
async def agree(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Agree to it."""
    shown = await _load(request, viewer, fact)
    await read_form(request, viewer)
    words = Words(sv="Rättelsen är godkänd.", en="The correction is agreed to.")
    async with posting(request, viewer, shown.back, words) as acting:
        await handlers.agree_correction(acting, fact)
    return redirect_done(request, shown.back, words)
