"""Conditions: the episodes that facts show, compared with the findings that stand, at one instant of judgement.

The comments cite section 7 of docs/examiner.md, "The conditions", by its headings.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from schemas.codes import Standing
from services.provider_audit.calendar import civil_date
from services.provider_audit.facts.dossier import Dossier, unit_scope
from services.provider_audit.facts.records import Finding, Pending
from services.provider_audit.facts.subject_history import placement
from services.provider_audit.judge import ids
from services.provider_audit.judge.episode import Episode, capacity_episodes, eligibility_episodes
from services.provider_audit.judge.held import NOTHING, Held, held
from services.provider_audit.judge.known import Known, judged_at, known_of, owes
from services.provider_audit.judge.output import Judging
from services.provider_audit.judge.resolve import RULES
from services.provider_audit.rules.declaration import GRACE_PERIOD, Condition, EligibilityRule, Rule
from services.provider_audit.rules.units import BEGINNING, ENDLESS, Scope, scope_named

CAPACITY_RULES = [rule for rule in RULES.values() if isinstance(rule, Condition)]
ELIGIBILITY_RULES = [rule for rule in RULES.values() if isinstance(rule, EligibilityRule)]


@dataclass(frozen=True, slots=True)
class Case:
    """An episode's rule, place and name, before a finding is raised."""

    rule: Rule
    version: int
    scope: Scope
    watch: str
    about: UUID
    named: UUID


def re_evaluate_scopes(judging: Judging) -> None:
    """Judge every ground that this instant touched, but those that a suspended subject could bear on."""
    unknown = held(judging.dossier) if judging.dossier.stuck else NOTHING
    for name, since in list(judging.scopes.items()):
        if name in judging.dossier.placed:
            _evaluate_capacity(judging, name, since, unknown)
    for name in judging.scopes:
        if "/" not in name and name not in judging.dossier.placed:
            _evaluate_eligibility(judging, UUID(name), unknown)


def _evaluate_capacity(judging: Judging, name: str, since: datetime | None, unknown: Held) -> None:
    scope = scope_named(judging.dossier, name)
    for rule in () if unknown.capacity(name) else CAPACITY_RULES:
        if (rule.reach == "pair") is (scope.unit is None):
            watch = f"{rule.id}/{name}"
            begin = since or BEGINNING
            known = [_extent(judging, each) for each in judging.dossier.watch.get(watch, ())]
            # An episode is unbroken: where a known one reaches past the beginning asked for, it is computed from its own.
            for raised, ends in sorted(known, key=lambda extent: extent[1], reverse=True):
                begin = min(begin, raised) if ends >= begin else begin
            _reconcile(judging, rule, scope, watch, begin, capacity_episodes(judging.dossier, scope, rule, begin))
    # All of time is looked at again (terms changed): so is whoever is placed there, one by one.
    if since is None and scope.unit is not None:
        for subject in judging.dossier.placed[name]:
            _evaluate_eligibility(judging, subject, unknown)


def _evaluate_eligibility(judging: Judging, subject: UUID, unknown: Held) -> None:
    placed = placement(judging.dossier, subject)
    for rule in ELIGIBILITY_RULES:
        watch, start = f"{rule.id}/{subject}", placed.start
        # Not started, and nothing found of it before: no permit can be outside yet.
        if start is None and watch not in judging.dossier.watch:
            continue
        name = unit_scope(start.unit, start.orgnr, start.form) if start else ""
        # What cannot be judged: a suspended subject could bear on it, so nothing is said either way.
        if unknown.eligibility(subject, name):
            continue
        episodes = eligibility_episodes(scope_named(judging.dossier, name), placed, rule) if start else []
        scope = replace(scope_named(judging.dossier, name), about=subject) if start else _nowhere(subject)
        _reconcile(judging, rule, scope, watch, BEGINNING, episodes)


def _nowhere(subject: UUID) -> Scope:
    return Scope(str(subject), subject, [])


def _watched(dossier: Dossier, watched: UUID) -> bool:
    """Say whether something is pending or found; what was excused under another name is neither."""
    return watched in dossier.pending or watched in dossier.findings


def _extent(judging: Judging, watched: UUID) -> tuple[datetime, datetime]:
    """Give the stretch that a finding or a pending one is known to cover."""
    finding = judging.dossier.findings.get(watched)
    if finding is not None:
        return finding.raised_at, finding.settled_at or ENDLESS
    pending = judging.dossier.pending[watched]
    return pending.begin, ENDLESS


def _reconcile(
    judging: Judging, rule: Rule, scope: Scope, watch: str, since: datetime, episodes: list[Episode]
) -> None:
    dossier = judging.dossier
    before = dossier.watch.get(watch, [])
    cases = [_case(rule, scope, watch, episode) for episode in episodes]
    matched = _match(judging, before, cases, episodes)
    taken: dict[UUID, None] = {}
    for case, episode in zip(cases, episodes, strict=True):
        finding = matched.get(case.named)
        # Findings and episodes: one that goes on keeps its finding, under the finding's own id.
        if finding is not None:
            taken[_go_on(judging, case, episode, finding)] = None
        elif case.named not in taken and _announce(judging, case, episode):
            taken[case.named] = None
    for each in before:
        if each in taken or not _watched(dossier, each):
            continue
        # Only what reaches into the time looked at can be said not to hold; what ended before it was not looked at.
        if _extent(judging, each)[1] > since:
            _drop(judging, each)
        else:
            taken[each] = None
    if taken:
        dossier.watch[watch] = list(taken)
    else:
        dossier.watch.pop(watch, None)


def _case(rule: Rule, scope: Scope, watch: str, episode: Episode) -> Case:
    version = rule.version(max(civil_date(episode.begin), rule.versions[0].in_force)) or 1
    key = watch.removeprefix(f"{rule.id}/") if episode.about is None else str(episode.about)
    named = ids.condition_finding(rule.id, version, key, episode.begun_by, ran_out=episode.ran_out)
    return Case(rule, version, scope, watch, episode.about or scope.about, named)


def _match(judging: Judging, before: list[UUID], cases: list[Case], episodes: list[Episode]) -> dict[UUID, Finding]:
    """Give the finding that each episode goes on with, by the episode's name: the one so named, else one it overlaps."""
    known = [judging.dossier.findings[each] for each in before if each in judging.dossier.findings]
    known.sort(key=lambda finding: (finding.raised_at, finding.id))
    names = {case.named for case in cases}
    matched = {finding.id: finding for finding in known if finding.id in names}
    free = [finding for finding in known if finding.id not in names]
    for case, episode in zip(cases, episodes, strict=True):
        for finding in free if case.named not in matched else ():
            ended = finding.settled_at or judging.now
            if finding.about == case.about and episode.begin < ended and episode.end > finding.raised_at:
                matched[case.named] = finding
                free.remove(finding)
                break
    return matched


def _announce(judging: Judging, case: Case, episode: Episode) -> bool:
    """Raise an episode whose instant has come, else have it wait; say whether it is watched.

    Who first told of it, and when, is kept also while nobody owes: it had ended before the board could know.
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


def _go_on(judging: Judging, case: Case, episode: Episode, finding: Finding) -> UUID:
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
    placed = (
        owes(rule, episode, known),
        tuple(sorted(episode.boards)),
        episode.largest,
        tuple(sorted(episode.evidence | {finding.begun_by or episode.begun_by})),
    )
    changed = placed != (finding.owes, finding.boards, finding.largest, finding.evidence)
    finding.owes, finding.boards, finding.largest, finding.evidence = placed
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


def _drop(judging: Judging, watched: UUID) -> None:
    """Drop a pending episode that is none, or withdraw a finding that does not hold."""
    if judging.dossier.pending.pop(watched, None) is not None:
        return
    finding = judging.dossier.findings.pop(watched, None)
    if finding is not None:
        judging.withdrawn(finding, "not_in_breach")


def re_evaluate_watched(judging: Judging, watched: UUID) -> None:
    """Have what a pending episode or a standing finding is about looked at again."""
    dossier = judging.dossier
    if not _watched(dossier, watched):
        return
    for watch, known in dossier.watch.items():
        if watched in known:
            name = watch.split("/", 1)[1]
            judging.mark_dirty(name, _extent(judging, watched)[0] if name in dossier.placed else None)
