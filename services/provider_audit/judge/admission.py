"""What is taken in: a fact that cannot be judged suspends its subject, and all after it waits until later facts mend it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from schemas import directory, referral
from schemas.corrections import AboutFact, Corrected, Erroneous
from schemas.directory import Clause, ClauseRegistered, ContractRegistered, FactVoided
from schemas.envelope import Event
from services.provider_audit.facts.corrections import dated
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Bad, Stuck
from services.provider_audit.judge.apply import ADMIT, wrong_numbers
from services.provider_audit.judge.calendar_bounds import inside_calendar
from services.provider_audit.judge.dirty import mark_dirty
from services.provider_audit.judge.output import Judging, Unjudgeable

VOIDED, ENTERED_IN_ERROR, REPLACED = "voided", "entered_in_error", "replaced"
TAKEN_TOGETHER = "taken_together"
"""A correction that is part of what it corrects, or is about a fact that counts for nothing."""
BEGINS = (
    directory.ProviderRegistered,
    directory.PermitRegistered,
    directory.ContractRegistered,
    directory.InformationRequested,
    referral.ReferralSent,
    referral.PlacementStarted,
)


def take_in(judging: Judging, event: Event) -> None:
    """Take a fact in. What cannot be judged suspends its subject, and what comes after it waits."""
    dossier, fact = judging.dossier, event.fact
    if isinstance(fact, FactVoided):
        _void(judging, fact)
    elif event.subject in dossier.waits:
        dossier.waits[event.subject].append(event)
    elif _is_about(event, dossier.left):
        _leave(judging, event, TAKEN_TOGETHER)
    else:
        why = wrong_with(dossier, event)
        if why is None:
            _keep(judging, event)
        else:
            dossier.waits[event.subject] = [event]
            dossier.stuck[event.subject] = Stuck(event.subject, event.received, why, event.id)


def try_again(judging: Judging, subjects: Collection[UUID]) -> None:
    """Try every suspended subject again, the one that waits longest first, until nothing more can be taken in.

    `subjects` are those of the append: what waits of them, or was tried, stands in the changes as it is afterwards.
    """
    dossier, touched = judging.dossier, set(subjects)
    while True:
        waiting = sorted(dossier.waits, key=lambda subject: dossier.waits[subject][0].order)
        moved = next((subject for subject in waiting if _try(judging, subject)), None)
        if moved is None:
            break
        touched.add(moved)
    known = {bad.event: bad for bad in judging.changes.bad if bad.subject not in touched}
    of_touched = {bad.event: bad for subject in touched for bad in _bad(dossier, subject)}
    judging.changes.bad = list((known | of_touched).values())


def emit_suspended(judging: Judging, before: Mapping[UUID, UUID | None]) -> None:
    """Emit which subjects were suspended by this append or are by another fact now, and which are judged again."""
    stuck = judging.dossier.stuck
    for subject in sorted(stuck):
        if before.get(subject) != stuck[subject].fact:
            judging.suspended(stuck[subject])
    for subject in sorted(before.keys() - stuck.keys()):
        judging.resumed(subject)


def waiting_lines(dossier: Dossier) -> list[Bad]:
    """Give every fact that waits, in the order of the logs."""
    found = [bad for subject in dossier.waits for bad in _bad(dossier, subject)]
    return sorted(found, key=lambda each: (each.log, each.position))


def wrong_with(dossier: Dossier, event: Event) -> str | None:
    """Say why a fact cannot be judged as things stand; none when it can."""
    try:
        inside_calendar(event)
        ADMIT[type(event.fact)](dossier, event)
    except Unjudgeable as wrong:
        return str(wrong)
    return None


def _bad(dossier: Dossier, subject: UUID) -> list[Bad]:
    stuck = dossier.stuck.get(subject)
    if stuck is None:
        return []
    return [
        Bad(event.id, event.log, event.position, subject, stuck.why, waits=event.id != stuck.fact)
        for event in dossier.waits[subject]
    ]


def _keep(judging: Judging, event: Event) -> None:
    judging.dossier.add(event)
    mark_dirty(judging, event)


def _leave(judging: Judging, event: Event, why: str) -> None:
    judging.dossier.left[event.id] = judging.changes.left[event.id] = why


def _void(judging: Judging, voided: FactVoided) -> None:
    """Two operators void exactly the fact that suspends its subject; what is judged, or only waits, they cannot."""
    for subject, stuck in judging.dossier.stuck.items():
        if stuck.fact == voided.fact:
            bad = next(event for event in judging.dossier.waits[subject] if event.id == voided.fact)
            if bad.log == voided.of_log:
                _leave(judging, bad, VOIDED)


def _is_about(event: Event, facts: Collection[UUID]) -> bool:
    return isinstance(event.fact, AboutFact) and event.fact.fact in facts


def _try(judging: Judging, subject: UUID) -> bool:
    """Take in what waits of a subject, up to the first fact that still cannot be judged; say whether anything was.

    What begins the subject goes first, wherever it stands: it is what the others lacked.
    """
    dossier = judging.dossier
    waiting = sorted(dossier.waits[subject], key=lambda event: not isinstance(event.fact, BEGINS))
    why, done = None, 0
    for event in waiting:
        why = _admit(judging, event, dossier.waits[subject])
        if why is not None:
            break
        done += 1
    if why is None:
        del dossier.waits[subject], dossier.stuck[subject]
        dossier.put_in_order()
        _read_all_again(judging)
        return True
    dossier.stuck[subject] = replace(dossier.stuck[subject], why=why, fact=waiting[done].id)
    if done:
        dossier.waits[subject] = sorted(waiting[done:], key=lambda event: event.order)
        dossier.put_in_order()
    return done > 0


def _read_all_again(judging: Judging) -> None:
    """What was not judged meanwhile is judged now: every duty, and every condition that nothing holds any more."""
    for subject in judging.dossier.facts:
        judging.re_evaluate(subject)
    judging.scopes.update(dict.fromkeys(judging.dossier.placed))


def _admit(judging: Judging, event: Event, waiting: Sequence[Event]) -> str | None:
    """Take in a fact that waited, as what came after it mends it; say why it cannot be, if so."""
    dossier = judging.dossier
    if event.id in dossier.left:
        return None
    if _is_about(event, dossier.left):
        _leave(judging, event, TAKEN_TOGETHER)
        return None
    why = wrong_with(dossier, event)
    if why is not None:
        later = [each for each in waiting if each.order > event.order]
        gone = _left_out_by(event, later)
        if gone is not None:
            _leave(judging, event, gone)
            return None
        mended, by = _as_corrected(event, later)
        if mended is event or wrong_with(dossier, mended) is not None:
            return why
        for correction in by:
            _leave(judging, correction, TAKEN_TOGETHER)
        event = mended
        dossier.mended[event.id] = event.text()
    judging.changes.taken.append(event.id)
    _keep(judging, event)
    return None


def _left_out_by(event: Event, later: Sequence[Event]) -> str | None:
    """Say what leaves a bad fact out: its own teller's entry in error, or a later version of its clause."""
    if _retracted(event, later):
        return ENTERED_IN_ERROR
    clause = getattr(event.fact, "clause", None)
    return REPLACED if isinstance(clause, Clause) and _replaced(clause, later) else None


def _retracted(event: Event, later: Sequence[Event]) -> bool:
    """Say whether a fact was entered in error by its teller, and that entry was not itself."""
    for number, entry in enumerate(later):
        about = isinstance(entry.fact, Erroneous) and entry.fact.fact == event.id and entry.teller == event.teller
        if about and not _retracted(entry, later[number + 1 :]):
            return True
    return False


def _replaced(clause: Clause, later: Sequence[Event]) -> bool:
    clauses = [event.fact.clause for event in later if isinstance(event.fact, ClauseRegistered)]
    return any(each.id == clause.id and each.version > clause.version for each in clauses)


def _as_corrected(event: Event, later: Sequence[Event]) -> tuple[Event, list[Event]]:
    """Give a bad fact with its dates as corrected, a contract without the bad clauses that a later version replaces.

    The corrections given beside it are part of it then.
    """
    by = [
        each
        for number, each in enumerate(later)
        if _corrects(each, event) and not _retracted(each, later[number + 1 :])
    ]
    mended = dated(event, [each.fact for each in by if isinstance(each.fact, Corrected)])
    if isinstance(mended.fact, ContractRegistered):
        clauses = tuple(each for each in mended.fact.clauses if not (wrong_numbers(each) and _replaced(each, later)))
        if clauses != mended.fact.clauses:
            mended = mended.model_copy(update={"fact": mended.fact.model_copy(update={"clauses": clauses})})
    return mended, by


def _corrects(correction: Event, event: Event) -> bool:
    return isinstance(correction.fact, Corrected) and correction.fact.fact == event.id
