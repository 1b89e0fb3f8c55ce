"""Undanta en skyldighet: which duty of the provider the board waives, and why."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.corrections.amends import words_of
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    key_of,
    now_of,
    today_of,
    transaction,
)
from services.referral.placements.domain import Placement, report_periods
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.referrals.store import load_referral
from services.referral.shared.actor import Acting
from services.referral.shared.recorded import RecordedFact
from services.referral.waivers.domain import OF_PLACEMENT, OF_REFERRAL, DutyKey, Waivable, Waive
from services.referral.waivers.form import WAIVE_REASON, duty_code, duty_field, parse_waive
from services.referral.waivers.handlers import waivable
from services.runtime.forms.field import Choice
from services.runtime.language.dates import day, period_name
from services.runtime.language.duties import DeclaredRule, Waiver, declared_rules
from services.runtime.language.words import AND, Words, listed, plain
from services.runtime.web import Viewer, allow, pages_router

router = pages_router("referral")
TITLE = Words(sv="Undanta en skyldighet", en="Waive a duty")
DONE = Words(sv="Skyldigheten är undantagen. Utföraren ser det nu.", en="The duty is waived. The provider sees it now.")
NOTHING = plain("")
_EACH = ("once", "month", "fact")
"""In which order the choices stand, by what a waiver names; what is owed at the end comes last."""
_AFTER = Words(sv=" efter: {what} {on}", en=" after: {what} {on}")
_CORRECTION = Words(sv="Rättning: {what} {on}", en="Correction: {what} {on}")
_NEVER = [
    rule.unwaivable.listed + plain(f" ({rule.id})")
    for rule in declared_rules().values()
    if rule.unwaivable is not None and rule.unwaivable.listed is not None
]
_LEDE = Words(
    sv="En bristande rapport som är undantagen räknas inte, även om dagen har passerat. {never} kan inte undantas.",
    en="What is waived does not count as missing, also after its day. {never} cannot be waived.",
).fill(never=listed(_NEVER, AND).capital())


def duties_of(placement: Placement, known: Waivable, request: Request) -> tuple[Choice, ...]:
    """List what may be waived about a placement and has not been: each duty once, by month, by fact, at the end, corrected."""
    months = list(reversed(report_periods(placement, now_of(request))))
    found: list[tuple[DutyKey, Words]] = []
    for rule in sorted(OF_PLACEMENT.values(), key=_order):
        if rule.waiver is not None and _has_begun(placement, rule.waiver):
            found += _each(rule, rule.waiver, months, known)
    for identity, back in known.returns:
        found.append(((identity, "", back.id), _dated(_CORRECTION, back) + plain(f" ({identity})")))
    return tuple((duty_code(*key), words) for key, words in found if key not in known.waived)


def _order(rule: DeclaredRule) -> tuple[bool, int]:
    waiver = rule.waiver
    return (True, 0) if waiver is None else (waiver.since == "ended", _EACH.index(waiver.each))


def _has_begun(placement: Placement, waiver: Waiver) -> bool:
    return (placement.started_at if waiver.since == "started" else placement.ended_at) is not None


def _each(rule: DeclaredRule, waiver: Waiver, months: Sequence[str], known: Waivable) -> list[tuple[DutyKey, Words]]:
    match waiver.each:
        case "month":
            named = {period: Words(sv=period_name(period), en=period_name(period, "en")) for period in months}
            return [((rule.id, period, None), _duty(rule, plain(" ") + words)) for period, words in named.items()]
        case "fact":
            begun = [one for identity, one in known.begun if identity == rule.id]
            return [((rule.id, "", one.id), _duty(rule, _dated(_AFTER, one))) for one in begun]
        case "once":
            return [((rule.id, "", None), _duty(rule))]


def _dated(how: Words, fact: RecordedFact) -> Words:
    on = Words(sv=day(fact.occurred), en=day(fact.occurred, "en"))
    return how.fill(what=words_of(fact.what).lower(), on=on)


def _duty(rule: DeclaredRule, more: Words = NOTHING) -> Words:
    return rule.short.capital() + more + plain(f" ({rule.id})")


@router.get("/placements/{placement}/waive")
async def waive_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask which duty is waived, and why."""
    return await blank(request, viewer, await _of_placement(request, viewer, placement))


@router.post("/placements/{placement}/waive")
async def waive(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Waive it."""
    flow = await _of_placement(request, viewer, placement)

    async def submit(acting: Acting, command: Waive) -> None:
        await handlers.waive_duty(acting, placement, command)

    return await hand_in(request, viewer, flow, submit, f"/placements/{placement}", DONE)


async def _of_placement(request: Request, viewer: Viewer, placement: UUID) -> FormFlow[Waive]:
    async with transaction(request, viewer) as work:
        found = await load_placement(work, viewer, placement)
        known = await waivable(work, placement)
    duties = duties_of(found, known, request)
    return _flow(request, f"/placements/{placement}", duties, crumbs_of(viewer, found), placement)


@router.get("/referrals/{referral}/waive")
async def waive_answer_page(
    request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask why the answer is waived."""
    return await blank(request, viewer, (await _of_referral(request, viewer, referral))[0])


@router.post("/referrals/{referral}/waive")
async def waive_answer(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Waive the answer in time."""
    flow, case = await _of_referral(request, viewer, referral)

    async def submit(acting: Acting, command: Waive) -> None:
        await handlers.waive_answer(acting, referral, command)

    return await hand_in(request, viewer, flow, submit, f"/cases/{case}", DONE)


async def _of_referral(request: Request, viewer: Viewer, referral: UUID) -> tuple[FormFlow[Waive], UUID]:
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        known = await waivable(work, referral)
    case = line.case
    duties = tuple(
        (duty_code(rule.id), _duty(rule)) for rule in OF_REFERRAL.values() if (rule.id, "", None) not in known.waived
    )
    crumbs = [(Words(sv="Ärenden", en="Cases"), "/cases"), (Words(sv="Ärende", en="Case"), f"/cases/{case}")]
    flow = _flow(request, f"/referrals/{referral}", duties, crumbs, referral)
    return FormFlow(**{**flow.__dict__, "back": f"/cases/{case}"}), case


def _flow(
    request: Request, page: str, duties: Sequence[Choice], crumbs: Sequence[tuple[Words, str]], about: UUID
) -> FormFlow[Waive]:
    today = today_of(request)
    return FormFlow(
        title=TITLE,
        path=f"{page}/waive",
        back=page,
        button=TITLE,
        draft=key_of("waive", about),
        fields=(duty_field(duties), WAIVE_REASON),
        parse=lambda typed: parse_waive(typed, today, duties),
        crumbs=crumbs,
        template="referral/form_flow_lede.html",
        context={"lede": _LEDE},
    )
