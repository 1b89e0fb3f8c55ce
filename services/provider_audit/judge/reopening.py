"""What moves a due before anything is compared: what is owed again, and what another corrected."""

from uuid import UUID

from schemas.findings import ObligationState, Party
from services.provider_audit.calendar import working_days
from services.provider_audit.facts.records import Obligation
from services.provider_audit.judge.output import Judging
from services.provider_audit.judge.reading import HEARING_WORKING_DAYS, ResolvedDuty
from services.provider_audit.rules.claim import GRACE_PERIOD


def holder(judging: Judging, owed: Obligation) -> UUID | None:
    """Give the organisation that owes it; none for a duty of a board that is not known."""
    return owed.board if owed.owes is Party.BOARD else judging.dossier.provider


def prepare(judging: Judging, owed: Obligation, resolved: ResolvedDuty) -> bool:
    """Take in what moves a due, before anything is compared: revival, and another's correction; say whether any did."""
    lapsed = owed.state is ObligationState.LAPSED
    revived = lapsed and resolved.lapse is None
    if revived:
        _revive(judging, owed)
    # "What is lapsed is left as it stood while a reason to lapse goes on holding": unless it turns out to have been met.
    still = lapsed and not revived and not resolved.met
    return (not still and _moved(judging, owed, resolved)) or revived


def _revive(judging: Judging, owed: Obligation) -> None:
    """What had lapsed is owed again: opened anew unless it was found missed before.

    Where it had lapsed by its due, another's fact leaves time.
    """
    by_due = owed.lapsed_at is not None and owed.lapsed_at <= max(owed.due, owed.judged_from)
    # A finding was raised once: the time to fulfil it has been, so it is not opened anew.
    if owed.finding is not None:
        return
    owed.opened_at = judging.now
    owed.judged_from = judging.now if judging.corrects else judging.now + GRACE_PERIOD
    # It lapsed before it was ever due, and another says now that it is owed: its holder gets time from now.
    if by_due and judging.tellers.get(owed.subject, judging.teller) != holder(judging, owed):
        owed.reopened_at = judging.now


def _moved(judging: Judging, owed: Obligation, resolved: ResolvedDuty) -> bool:
    """Follow a clock that ends elsewhere now: when another corrected it to an earlier end, the due is not before the floor.

    The earliest due is the earlier of the old due and two working days from receiving it; received after the old due, it is the old due.
    """
    # The clock ends where it did: an earliest due given before goes on holding.
    if resolved.base_due == owed.base_due:
        return False
    earliest_due, owed.earliest_due = owed.earliest_due, None
    if judging.corrected_by not in (None, holder(judging, owed)) and resolved.base_due < owed.base_due:
        # Received after the due the old instant stays; before it, two working days from receiving it, but never later than it was.
        late = judging.now >= owed.due
        owed.earliest_due = (
            (earliest_due or owed.base_due) if late else min(owed.due, working_days(judging.now, HEARING_WORKING_DAYS))
        )
    return owed.earliest_due != earliest_due
