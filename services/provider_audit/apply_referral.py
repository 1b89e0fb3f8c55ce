"""What the facts of referral do to a dossier: referrals, placements and what is handed in."""

from datetime import datetime, timedelta
from uuid import UUID

from schemas import referral as facts
from schemas.envelope import Event
from services.provider_audit.calendar import civil_date, first_instant
from services.provider_audit.contracts import governing
from services.provider_audit.dossier import Hold, Look, Placement, Referral, Start
from services.provider_audit.duty import BY_OCCASION, DUTIES, MET_BY, Opening, lapse, open_duty, submit
from services.provider_audit.months import follow_months
from services.provider_audit.records import Submission
from services.provider_audit.rule import Occasion
from services.provider_audit.telling import KEPT, Judging, Unjudgeable
from services.provider_audit.units import touch_placement, unit_at


def referral_sent(judging: Judging, event: Event, fact: facts.ReferralSent) -> None:
    """A board asks: the clock for the answer starts when the provider could know."""
    dossier = judging.dossier
    if event.subject in dossier.referrals or event.subject in dossier.gone:
        return
    _known(judging, fact.contract, fact.permit)
    told = dossier.referrals[event.subject] = Referral(id=event.subject, board=fact.board)
    day = civil_date(event.occurred)
    contract = governing(dossier, fact.board, fact.form, fact.contract, day)
    other = event.teller != dossier.provider
    for rule in BY_OCCASION["sent"]:
        if contract is not None:
            open_duty(
                judging,
                rule,
                told,
                contract,
                Opening(
                    about=told.id,
                    start=max(event.occurred, event.received) if other else event.occurred,
                    day=day,
                    opened_at=event.received,
                    trigger=event.id,
                    heard=event.received if other else None,
                    tier=fact.tier,
                ),
            )


def _known(judging: Judging, contract: UUID | None, permit: UUID | None) -> None:
    if contract is not None and contract not in judging.dossier.contracts:
        raise Unjudgeable("names a contract that is not known")
    if permit is not None and permit not in judging.dossier.permits:
        raise Unjudgeable("names a permit that is not known")


def referral_answered(judging: Judging, event: Event, fact: facts.ReferralAccepted | facts.ReferralDeclined) -> None:
    """The provider answers; accepted, a placement is born."""
    dossier = judging.dossier
    told = dossier.referrals.get(event.subject)
    if told is None and event.subject not in dossier.gone:
        raise Unjudgeable("answers a referral that is not known")
    if isinstance(fact, facts.ReferralAccepted) and fact.placement not in dossier.gone:
        dossier.placements.setdefault(fact.placement, Placement(id=fact.placement, board=fact.board))
    if told is not None:
        told.closed = True
        for rule in MET_BY[type(fact).__name__]:
            submit(judging, rule, told, "", Submission(event.id, event.arrived))
        close_referral(judging, told)


def close_referral(judging: Judging, told: Referral) -> None:
    """Let a referral leave when nothing is asked for or kept about it."""
    if told.closed and not told.owed:
        judging.dossier.referrals.pop(told.id, None)
        judging.dossier.gone.add(told.id)


def referral_withdrawn(judging: Judging, event: Event, _fact: facts.ReferralWithdrawn) -> None:
    """The board takes its referral back; heard by the due, the answer is owed no more."""
    told = judging.dossier.referrals.get(event.subject)
    if told is None:
        if event.subject in judging.dossier.gone:
            return
        raise Unjudgeable("withdraws a referral that is not known")
    told.closed = True
    for owed_id in list(told.owed.values()):
        owed = judging.dossier.obligations[owed_id]
        if event.received <= owed.due:
            lapse(judging, told, owed, "withdrawn_by_due")
    close_referral(judging, told)


def placement_started(judging: Judging, event: Event, fact: facts.PlacementStarted) -> None:
    """Somebody is placed; the first telling stands."""
    dossier = judging.dossier
    placement = dossier.placements.get(event.subject)
    if event.subject in dossier.gone or (placement is not None and placement.start is not None):
        return
    _known(judging, fact.contract, fact.permit)
    if placement is None:
        placement = dossier.placements[event.subject] = Placement(id=event.subject, board=fact.board)
    placement.board = fact.board
    placement.start = start = Start(
        fact=event.id,
        received=event.received,
        teller=event.teller,
        at=fact.started_at,
        unit=fact.unit,
        orgnr=fact.orgnr,
        form=fact.form,
        contract=fact.contract,
        permit=fact.permit,
        audited_from=fact.audited_from,
    )
    begin = max(start.at, first_instant(start.audited_from))
    placement.looks.append(Look(event.id, event.received, event.teller, begin, fact.age_band, fact.target_group))
    _open_at(judging, placement, event, "start", start.at)
    follow_months(judging, placement, start.at)
    unit_at(dossier, fact.unit, fact.orgnr, fact.form).placements.append(placement.id)
    touch_placement(judging, fact.unit, fact.orgnr, fact.form, begin)
    judging.looked[placement.id] = None


def _open_at(judging: Judging, placement: Placement, event: Event, occasion: Occasion, at: datetime) -> None:
    """Open the duties of a start or an end, under the contract that governs it."""
    start, day = placement.start, civil_date(at)
    if start is None or day < start.audited_from:
        return
    contract = governing(judging.dossier, placement.board, start.form, start.contract, day)
    other = event.teller != judging.dossier.provider
    for rule in BY_OCCASION[occasion]:
        if contract is not None:
            open_duty(
                judging,
                rule,
                placement,
                contract,
                Opening(
                    about=placement.id,
                    start=max(at, event.received) if other else at,
                    day=day,
                    opened_at=event.received,
                    trigger=event.id,
                    heard=event.received if other else None,
                ),
            )


def _started(judging: Judging, event: Event, what: str) -> tuple[Placement, Start] | None:
    """Give a placement that has started; none when it has left."""
    placement = judging.dossier.placements.get(event.subject)
    if event.subject in judging.dossier.gone:
        return None
    if placement is None or placement.start is None:
        raise Unjudgeable(f"{what} a placement that has not started")
    return placement, placement.start


def placement_ended(judging: Judging, event: Event, fact: facts.PlacementEnded) -> None:
    """Nobody is placed from then on; of two ends the first heard stands."""
    found = _started(judging, event, "ends")
    if found is None or found[0].ended_at is not None:
        return
    placement, start = found
    if fact.ended_at < start.at:
        raise Unjudgeable("ends a placement before its start")
    placement.ended_at, placement.end_fact = fact.ended_at, event.id
    for owed_id in list(placement.owed.values()):
        owed = judging.dossier.obligations[owed_id]
        if DUTIES[owed.rule].lapses_at_end and fact.ended_at <= owed.due:
            lapse(judging, placement, owed, "ended_by_due")
    follow_months(judging, placement, fact.ended_at - timedelta(microseconds=1))
    _open_at(judging, placement, event, "end", fact.ended_at)
    touch_placement(judging, start.unit, start.orgnr, start.form, fact.ended_at)
    judging.looked[placement.id] = None
    judging.plan(max(event.received, fact.ended_at) + KEPT, placement.id, "gone")


def placement_paused(judging: Judging, event: Event, fact: facts.PlacementPaused) -> None:
    """The placement rests; told again while it rests, nothing changes."""
    found = _started(judging, event, "pauses")
    if found is None:
        return
    placement, start = found
    if fact.from_at < start.at:
        raise Unjudgeable("pauses a placement before its start")
    if placement.holds and placement.holds[-1].to_at is None:
        return
    placement.holds.append(Hold(fact.from_at))
    follow_months(judging, placement, fact.from_at)


def placement_resumed(judging: Judging, event: Event, fact: facts.PlacementResumed) -> None:
    """The placement goes on; told again, nothing changes."""
    found = _started(judging, event, "resumes")
    if found is None:
        return
    placement, _start = found
    if not placement.holds:
        raise Unjudgeable("resumes a placement that was never paused")
    hold = placement.holds[-1]
    if hold.to_at is not None:
        return
    if fact.from_at < hold.from_at:
        raise Unjudgeable("resumes a placement before it was paused")
    hold.to_at = fact.from_at
    follow_months(judging, placement, fact.from_at)


def handed_in(
    judging: Judging, event: Event, fact: facts.PlanSubmitted | facts.ReportSubmitted | facts.EndReportSubmitted
) -> None:
    """A plan, a monthly report or an end report came in; it counts whenever it arrived."""
    placement = judging.dossier.placements.get(event.subject)
    if placement is None:
        if event.subject in judging.dossier.gone:
            return
        raise Unjudgeable("hands in something for a placement that is not known")
    for rule in MET_BY[type(fact).__name__]:
        period = fact.period if isinstance(fact, facts.ReportSubmitted) else ""
        submit(judging, rule, placement, period, Submission(event.id, event.arrived))


def plan_reviewed(judging: Judging, event: Event, fact: facts.PlanReviewed) -> None:
    """Age band and target group were looked at."""
    placement = judging.dossier.placements.get(event.subject)
    if placement is None:
        if event.subject in judging.dossier.gone:
            return
        raise Unjudgeable("reviews the plan of a placement that is not known")
    at = first_instant(fact.on)
    placement.looks.append(Look(event.id, event.received, event.teller, at, fact.age_band, fact.target_group))
    judging.looked[placement.id] = None
