"""Undanta en skyldighet: which duty of the provider the board waives, and why."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.corrections.amends import words_of
from services.referral.forms.amend import WAIVE_REASON, check_waive, duty_code, duty_field
from services.referral.forms.field import Choice
from services.referral.pages.desk import BOARD_ROLES, author_of, key_of, now_of, today_of, working
from services.referral.pages.sheet import Sheet, blank, hand_in
from services.referral.placements.domain import Placement, report_periods
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.referrals.store import load_referral
from services.referral.shared.reasons import DUTY_WORDS
from services.referral.waivers.domain import ANSWER, Waive
from services.referral.waivers.handlers import Waivable, waivable
from services.runtime.database.work import Work
from services.runtime.language.dates import day, period_name
from services.runtime.language.words import Words, plain
from services.runtime.web import Viewer, allow, pages_router

router = pages_router("referral")
TITLE = Words(sv="Undanta en skyldighet", en="Waive a duty")
DONE = Words(sv="Skyldigheten är undantagen. Utföraren ser det nu.", en="The duty is waived. The provider sees it now.")
_LEDE = Words(
    sv="En bristande rapport som är undantagen räknas inte, även om dagen har passerat. Allvarliga händelser (R05), "
    "avvikelser (R08), begäran om uppgifter (T02) och redovisning (T08) kan inte undantas.",
    en="What is waived does not count as missing, also after its day. Serious incidents (R05), absences (R08), requests "
    "for information (T02) and accounts (T08) cannot be waived.",
)


def duties_of(placement: Placement, known: Waivable, request: Request) -> tuple[Choice, ...]:
    """List what may be waived about a placement and has not been, as choices."""
    found: list[tuple[tuple[str, str, UUID | None], Words]] = []
    if placement.started_at is not None:
        found += [((rule, "", None), _duty(rule)) for rule in ("R01", "S05")]
        found += [
            (("R02", period, None), _duty("R02", period_name(period), period_name(period, "en")))
            for period in reversed(report_periods(placement, now_of(request)))
        ]
        for one in known.plans:
            after = words_of(one.what)
            found.append(
                (
                    ("R03", "", one.id),
                    _duty("R03", f"efter: {after.sv.lower()} {day(one.occurred)}",
                          f"after: {after.en.lower()} {day(one.occurred, 'en')}"),
                )
            )  # fmt: skip
    if placement.ended_at is not None:
        found.append((("R04", "", None), _duty("R04")))
    for rule, back in known.returns:
        what = words_of(back.what)
        words = Words(sv=f"Rättning: {what.sv.lower()} {day(back.occurred)}",
                      en=f"Correction: {what.en.lower()} {day(back.occurred, 'en')}")  # fmt: skip
        found.append(((rule, "", back.id), words + plain(f" ({rule})")))
    return tuple((duty_code(*key), words) for key, words in found if key not in known.waived)


def _duty(rule: str, swedish: str = "", english: str = "") -> Words:
    words = DUTY_WORDS[rule]
    sv, en = f"{words.sv.capitalize()} {swedish}".strip(), f"{words.en.capitalize()} {english}".strip()
    return Words(sv=f"{sv} ({rule})", en=f"{en} ({rule})")


@router.get("/placements/{placement}/waive")
async def waive_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask which duty is waived, and why."""
    return await blank(request, viewer, await _of_placement(request, viewer, placement))


@router.post("/placements/{placement}/waive")
async def waive(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Waive it."""
    sheet = await _of_placement(request, viewer, placement)

    async def submit(work: Work, command: Waive) -> None:
        await handlers.waive_duty(work, viewer, author_of(request, viewer), placement, command)

    return await hand_in(request, viewer, sheet, submit, f"/placements/{placement}", DONE)


async def _of_placement(request: Request, viewer: Viewer, placement: UUID) -> Sheet[Waive]:
    async with working(request, viewer) as work:
        standing = await load_placement(work, viewer, placement)
        known = await waivable(work, placement)
    duties = duties_of(standing, known, request)
    return _sheet(request, f"/placements/{placement}", duties, crumbs_of(viewer, standing), placement)


@router.get("/referrals/{referral}/waive")
async def waive_answer_page(
    request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask why the answer is waived."""
    return await blank(request, viewer, (await _of_referral(request, viewer, referral))[0])


@router.post("/referrals/{referral}/waive")
async def waive_answer(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Waive the answer in time."""
    sheet, case = await _of_referral(request, viewer, referral)

    async def submit(work: Work, command: Waive) -> None:
        await handlers.waive_answer(work, viewer, author_of(request, viewer), referral, command)

    return await hand_in(request, viewer, sheet, submit, f"/cases/{case}", DONE)


async def _of_referral(request: Request, viewer: Viewer, referral: UUID) -> tuple[Sheet[Waive], UUID]:
    async with working(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        known = await waivable(work, referral)
    case = line.case
    duties = () if known.waived else ((duty_code(ANSWER), _duty(ANSWER)),)
    crumbs = [(Words(sv="Ärenden", en="Cases"), "/cases"), (Words(sv="Ärende", en="Case"), f"/cases/{case}")]
    sheet = _sheet(request, f"/referrals/{referral}", duties, crumbs, referral)
    return Sheet(**{**sheet.__dict__, "back": f"/cases/{case}"}), case


def _sheet(
    request: Request, page: str, duties: Sequence[Choice], crumbs: Sequence[tuple[Words, str]], about: UUID
) -> Sheet[Waive]:
    today = today_of(request)
    return Sheet(
        title=TITLE,
        path=f"{page}/waive",
        back=page,
        button=TITLE,
        draft=key_of("waive", about),
        fields=(duty_field(duties), WAIVE_REASON),
        check=lambda typed: check_waive(typed, today, duties),
        crumbs=crumbs,
        template="referral/told_sheet.html",
        context={"lede": _LEDE},
    )
