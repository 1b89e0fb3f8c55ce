"""What is found of an episode: raised, following it, settled at its end, or withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from schemas.findings import Standing
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Pending
from services.provider_audit.judge.conditions.episode import Episode
from services.provider_audit.judge.conditions.known import Known, judged_at, known_of, owes
from services.provider_audit.judge.output import Judging
from services.provider_audit.rules.claim import GRACE_PERIOD
from services.provider_audit.rules.declaration import Rule
from services.provider_audit.rules.units import ENDLESS, Scope


@dataclass(frozen=True, slots=True)
class Case:
    """An episode's rule, place and name, before a finding is raised."""

    rule: Rule
    version: int
    scope: Scope
    watch: str
    about: UUID
    named: UUID


def is_watched(dossier: Dossier, watched: UUID) -> bool:
    """Say whether something is pending or found; what was excused under another name is neither."""
    return watched in dossier.pending or watched in dossier.findings


def extent(judging: Judging, watched: UUID) -> tuple[datetime, datetime]:
    """Give the stretch that a finding or a pending one is known to cover."""
    finding = judging.dossier.findings.get(watched)
    if finding is not None:
        return finding.raised_at, finding.settled_at or ENDLESS
    pending = judging.dossier.pending[watched]
    return pending.begin, ENDLESS


def announce(judging: Judging, case: Case, episode: Episode) -> bool:
    """Raise an episode whose instant has come, else have it wait; say whether it is watched.

    Who first recorded it, and when, is kept also while nobody owes: it had ended before the board could know.
    """
    pending = judging.dossier.pending.get(case.named)
    known = known_of(judging, episode, pending)
    judge_at = judged_at(episode, known)
    # It is no breach until somebody could have known of it and acted.
    if judge_at is None:
        return False
    if judge_at <= judging.now and owes(case.rule, episode, known):
        judging.dossier.pending.pop(case.named, None)
        _raise(judging, case, episode, known)
    elif pending is None or pending.judge_at != judge_at:
        judging.dossier.pending[case.named] = _waits(case, episode, known, judge_at)
        if judge_at > judging.now:
            judging.plan(judge_at, case.named, "condition")
    return True


def go_on(judging: Judging, case: Case, episode: Episode, finding: Finding) -> UUID:
    """Have a finding follow its episode; one that nobody owes any more is withdrawn. Give what is watched."""
    known = known_of(judging, episode, finding)
    # Who owes: as long as somebody does, the finding follows its episode.
    if owes(case.rule, episode, known):
        _update(judging, finding, episode, case.rule, known)
        return finding.id
    del judging.dossier.findings[finding.id]
    judging.withdrawn(finding, "ended_before_known")
    judging.dossier.pending[case.named] = _waits(case, episode, known, judged_at(episode, known) or judging.now)
    return case.named


def _waits(case: Case, episode: Episode, known: Known, judge_at: datetime) -> Pending:
    return Pending(case.named, case.watch, episode.begin, judge_at, known.at, known.by, known.at_once)


def _raise(judging: Judging, case: Case, episode: Episode, known: Known) -> None:
    finding = Finding(
        id=case.named,
        rule=case.rule.id,
        version=case.version,
        owes=(),
        provider=judging.dossier.provider,
        boards=(),
        severity=case.rule.severity,
        about=case.about,
        obligation=None,
        raised_at=episode.begin,
        judged_at=judging.now,
        reply_due=judging.now,
        begun_by=episode.begun_by,
        known_at=known.at,
        known_by=known.by,
        unit=case.scope.unit,
        orgnr=case.scope.orgnr,
        form=case.scope.form,
    )
    judging.dossier.findings[finding.id] = finding
    _describe(finding, case.rule, episode, known)
    judging.raised(finding)
    _end(judging, finding, episode)


def _describe(finding: Finding, rule: Rule, episode: Episode, known: Known) -> bool:
    """Write what the facts now show onto a finding; say whether anything changed."""
    described = (
        owes(rule, episode, known),
        tuple(sorted(episode.boards)),
        episode.largest,
        tuple(sorted(episode.evidence | {finding.begun_by or episode.begun_by}, key=attrgetter("int"))),
    )
    changed = described != (finding.owes, finding.boards, finding.largest, finding.evidence)
    finding.owes, finding.boards, finding.largest, finding.evidence = described
    return changed


def _update(judging: Judging, finding: Finding, episode: Episode, rule: Rule, known: Known) -> None:
    moved = episode.begin != finding.raised_at
    again = finding.standing is Standing.SETTLED and episode.end > judging.now
    finding.raised_at, finding.known_at, finding.known_by = episode.begin, known.at, known.by
    if _describe(finding, rule, episode, known):
        judging.changes.findings[finding.id] = finding
    # Its beginning moved, or it goes on after all: judged anew, so that the time to reply runs anew.
    if moved or again:
        finding.standing, finding.settled_at = Standing.STANDING, None
        finding.judged_at = max(judging.now, episode.begin + GRACE_PERIOD)
        judging.raised(finding)
    _end(judging, finding, episode)


def _end(judging: Judging, finding: Finding, episode: Episode) -> None:
    """Settle a finding whose episode has ended, or plan to."""
    # An end that lies ahead is planned, with the minute in which its correction may still come.
    if episode.end <= judging.now:
        if finding.settled_at != episode.end:
            finding.standing, finding.settled_at = Standing.SETTLED, episode.end
            judging.settled(finding, episode.end)
    elif episode.end < ENDLESS:
        judging.plan(episode.end + GRACE_PERIOD, finding.id, "settle")


def drop(judging: Judging, watched: UUID) -> None:
    """Drop a pending episode that is none, or withdraw a finding that does not hold."""
    if judging.dossier.pending.pop(watched, None) is not None:
        return
    finding = judging.dossier.findings.pop(watched, None)
    if finding is not None:
        judging.withdrawn(finding, "not_in_breach")
