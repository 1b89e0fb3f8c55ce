"""Registrera inkommet: the board registers what came to it by phone or paper, as the provider's own word."""

from uuid import UUID

from services.referral.incidents import handlers as incidents
from services.referral.on_paper.domain import Kind, asked, attested, began
from services.referral.on_paper.form import Arrived, ArrivedAnswer
from services.referral.on_paper.paper import Paper
from services.referral.on_paper.store import add_received_on_paper
from services.referral.placements.handlers import places
from services.referral.placements.store import load_placement
from services.referral.referrals import handlers as referrals
from services.referral.referrals.store import load_referral, referral_of
from services.referral.reports import handlers as submissions
from services.referral.shared.actor import Acting
from services.referral.shared.naming import fresh
from services.runtime.errors import Refused
from services.runtime.language.words import Words


async def register_submission(
    acting: Acting, placement: UUID, arrived: Arrived, submission: UUID | None = None
) -> UUID:
    """Register a plan, monthly report, end report, safety plan or incident report that came to the board.

    Gives the submission's id. Raises Refused.
    """
    loaded, received = await load_placement(acting.work, acting.actor, placement, lock=True), arrived.received
    theirs = acting.in_word_of(attested(acting.author, loaded.provider, received, began(loaded)))
    made = submission or fresh(
        acting.author, "attested", placement, arrived.kind.value, arrived.period, received.arrived
    )
    paper = Paper(paper=received.note, by_whom=received.by_whom, period=arrived.period)
    match arrived.kind:
        case Kind.PLAN:
            await submissions.submit_plan(theirs, placement, paper, made)
        case Kind.REPORT:
            await submissions.submit_report(theirs, placement, paper, made)
        case Kind.END_REPORT:
            await submissions.submit_end_report(theirs, placement, paper, made)
        case Kind.SAFETY_PLAN:
            await submissions.file_safety_plan(theirs, placement, paper, made)
        case Kind.INCIDENT:
            if arrived.incident is None:
                raise _no_incident()
            await incidents.report_incident(theirs, placement, arrived.incident, made)
    await add_received_on_paper(acting, made, places(loaded), received)
    return made


async def register_answer(
    acting: Acting, referral: UUID, arrived: ArrivedAnswer, placement: UUID | None = None
) -> UUID | None:
    """Register the provider's answer that came to the board; give the placement's id when it accepted. Raises Refused."""
    loaded = referral_of(await load_referral(acting.work, acting.actor, referral, lock=True))
    answer, received = arrived.answer, arrived.received
    theirs = acting.in_word_of(attested(acting.author, loaded.asked().provider, received, asked(loaded)))
    fact = fresh(acting.author, "attested", referral, received.arrived)
    if answer.reason is None:
        born = await referrals.accept(theirs, referral, answer, placement, fact)
    else:
        born = None
        await referrals.decline(theirs, referral, answer, fact)
    known = {**referrals.places_of(loaded), "placement": born}
    await add_received_on_paper(acting, fact, known, received)
    return born


def _no_incident() -> Refused:
    return Refused(
        "no_incident",
        Words(sv="Uppgifterna om händelsen saknas.", en="What is known of the incident is missing."),
        Words(sv="Ange slag och när utföraren fick veta.", en="Give its kind and when the provider became aware."),
    )
