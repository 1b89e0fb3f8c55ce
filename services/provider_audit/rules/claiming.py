"""Readings that several rules share: what a placement's start, end and returns began, and who received it when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from schemas import referral
from schemas.envelope import Event
from schemas.fact import Fact
from services.provider_audit.calendar import civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import SubjectHistory
from services.provider_audit.rules.claim import RETURNED, Cause, Claim, Under


def cause_of(event: Event, at: datetime, holder: UUID | None) -> Cause:
    """Give a cause: its own teller's clock starts when it happened, another's when it was received if that is later."""
    if event.teller == holder:
        return Cause(fact=event.id, start=at, received=event.received)
    return Cause(fact=event.id, start=max(at, event.received), received=event.received, known_at=event.received)


def under(placement: Placement) -> Under | None:
    """Give by what the contract of a placement is chosen; none before its start."""
    start = placement.start
    if start is None or placement.board is None:
        return None
    return Under(board=placement.board, form=start.form, named=start.contract, audited_from=start.audited_from)


def ends(placement: Placement) -> tuple[tuple[datetime, str], ...]:
    """Give the end by whose coming a duty lapses."""
    return ((placement.ended_at, "ended_by_due"),) if placement.ended_at is not None else ()


def waived(history: SubjectHistory, board: UUID | None, rule: str, period: str = "") -> Submission | None:
    """Give the fact by which the board waived a duty, and when it arrived; none if it did not."""
    for event, fact in history.of_kind(referral.DutyWaived):
        named = fact.period or (str(fact.fact) if fact.fact else "")
        if fact.rule == rule and event.teller == board and named in (period, period.removeprefix(RETURNED)):
            return Submission(event.id, event.arrived)
    return None


def returns(
    placement: Placement,
    rule: str,
    kind: type[Fact],
    provider: UUID,
    *met_by: type[Fact],
    lapses: bool = False,
) -> Iterator[Claim]:
    """Give the duties that returns for correction opened: met by the same kind of submission that arrived after the return.

    What was retracted was never handed in, and there is nothing to correct.
    """
    chosen, disclosed = under(placement), placement.of_kind(kind)
    if chosen is None or not disclosed:
        return
    there = {event.id for event in placement.events}
    for event, fact in disclosed:
        returned = getattr(fact, "fact", None)
        if getattr(fact, "not_a_report", False) or returned not in there:
            continue
        of, period = getattr(fact, "period", None), f"{RETURNED}{event.id}"
        later = tuple(each for each in placement.handed_in(*met_by, period=of) if each.arrived > event.arrived)
        void = tuple(each for each in placement.voided(*met_by, period=of) if each[0].arrived > event.arrived)
        yield Claim(
            cause=replace(cause_of(event, event.occurred, provider), evidence=(returned,)),
            about=placement.id,
            board=placement.board,
            day=civil_date(event.occurred),
            period=period,
            under=chosen,
            met_by=later,
            voided=void,
            ends=ends(placement) if lapses else (),
            waiver=waived(placement, placement.board, rule, period),
        )


def earliest(submissions: tuple[Submission, ...]) -> Submission | None:
    """Give what arrived first; of equals the one received first."""
    return min(submissions, key=lambda each: each.arrived, default=None)
