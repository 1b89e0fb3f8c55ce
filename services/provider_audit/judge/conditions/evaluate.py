"""Conditions: the episodes that facts show, compared with the findings that stand, at one instant of judgement.

The comments cite section 7 of docs/examiner.md, "The conditions", by its headings.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.provider_audit.calendar import civil_date
from services.provider_audit.facts.dossier import unit_scope
from services.provider_audit.facts.placement import placement
from services.provider_audit.facts.records import Finding
from services.provider_audit.judge import ids
from services.provider_audit.judge.conditions.episode import Episode, capacity_episodes, eligibility_episodes
from services.provider_audit.judge.conditions.finding import Case, announce, drop, extent, go_on, is_watched
from services.provider_audit.judge.held import NOTHING, Held, held
from services.provider_audit.judge.output import Judging
from services.provider_audit.judge.reading import RULES
from services.provider_audit.rules.conditions import Condition, EligibilityRule
from services.provider_audit.rules.declaration import Rule
from services.provider_audit.rules.units import BEGINNING, Scope, scope_named

CAPACITY_RULES = [rule for rule in RULES.values() if isinstance(rule, Condition)]
ELIGIBILITY_RULES = [rule for rule in RULES.values() if isinstance(rule, EligibilityRule)]


def re_evaluate_scopes(judging: Judging) -> None:
    """Judge every scope that this instant touched, but those that a suspended subject could bear on."""
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
            known = [extent(judging, each) for each in judging.dossier.watch.get(watch, ())]
            # An episode is unbroken: where a known one reaches past the beginning asked for, it is computed from its own.
            for raised, ends in sorted(known, key=lambda extent: extent[1], reverse=True):
                begin = min(begin, raised) if ends >= begin else begin
            _reconcile(
                judging,
                rule,
                scope,
                watch,
                begin,
                capacity_episodes(judging.dossier, scope, rule, begin, since or BEGINNING),
            )
    # All of time is looked at again (terms changed): so is whoever is placed there, one by one.
    if since is None and scope.unit is not None:
        for subject in judging.dossier.placed[name]:
            _evaluate_eligibility(judging, subject, unknown)


def _evaluate_eligibility(judging: Judging, subject: UUID, unknown: Held) -> None:
    current = placement(judging.dossier, subject)
    for rule in ELIGIBILITY_RULES:
        watch, start = f"{rule.id}/{subject}", current.start
        # Not started, and nothing found of it before: no permit can be outside yet.
        if start is None and watch not in judging.dossier.watch:
            continue
        name = unit_scope(start.unit, start.orgnr, start.form) if start else ""
        # What cannot be judged: a suspended subject could bear on it, so nothing is said either way.
        if unknown.eligibility(subject, name):
            continue
        episodes = eligibility_episodes(scope_named(judging.dossier, name), current, rule) if start else []
        scope = replace(scope_named(judging.dossier, name), about=subject) if start else _nowhere(subject)
        _reconcile(judging, rule, scope, watch, BEGINNING, episodes)


def _nowhere(subject: UUID) -> Scope:
    return Scope(str(subject), subject, [])


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
            taken[go_on(judging, case, episode, finding)] = None
        elif case.named not in taken and announce(judging, case, episode):
            taken[case.named] = None
    for each in before:
        if each in taken or not is_watched(dossier, each):
            continue
        # Only what reaches into the time looked at can be said not to hold; what ended before it was not looked at.
        if extent(judging, each)[1] > since:
            drop(judging, each)
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


def re_evaluate_watched(judging: Judging, watched: UUID) -> None:
    """Have what a pending episode or a standing finding is about looked at again."""
    dossier = judging.dossier
    if not is_watched(dossier, watched):
        return
    for watch, known in dossier.watch.items():
        if watched in known:
            name = watch.split("/", 1)[1]
            judging.mark_dirty(name, extent(judging, watched)[0] if name in dossier.placed else None)
