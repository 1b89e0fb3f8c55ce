"""Episodes: the unbroken stretches in which a condition that must never hold did hold.

The comments cite section 7 of docs/examiner.md, "The conditions", by its headings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.placement import Placement
from services.provider_audit.rules.conditions import Condition, EligibilityRule, Placed
from services.provider_audit.rules.stays import Stay, placed_at, stay_of, stays
from services.provider_audit.rules.units import ENDLESS, Scope, terms_at


@dataclass(slots=True)
class Episode:
    """A stretch [begin, end) of a condition; `about` is the permit, or none for the unit's form as a whole.

    `ran_out` says that it began because a last day in force had passed.
    """

    about: UUID | None
    begin: datetime
    end: datetime
    begun_by: UUID
    ran_out: bool
    boards: set[UUID] = field(default_factory=set)
    largest: int = 0
    evidence: set[UUID] = field(default_factory=set)

    def copy(self) -> "Episode":
        """Give one that goes on by itself."""
        return replace(self, boards=set(self.boards), evidence=set(self.evidence))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The episodes of a scope from `begin` on as they stood just before `at`: what comes later never bears on them."""

    begin: datetime
    at: datetime
    found: list[Episode]


def capacity_episodes(
    dossier: Dossier, scope: Scope, rule: Condition, begin: datetime, since: datetime
) -> list[Episode]:
    """Give the episodes of a condition in a scope from `begin` on, in order of their beginning.

    Nothing has changed there before `since`. A sweep goes on from where the last one kept its checkpoint, so that a long breach is
    not walked from its beginning with each fact. Checkpoints are forgotten with the terms.
    """
    key = f"swept/{rule.id}/{scope.name}"
    known: Checkpoint | None = dossier.terms.get(key)
    if known is None or known.begin != begin or known.at > since:
        known = Checkpoint(begin, begin, [])
    present = stays(dossier, scope.name, known.at)
    points = _points(present, scope, known.at)
    found = _sweep([each.copy() for each in known.found], present, scope, rule, [at for at in points if at < since])
    dossier.terms[key] = Checkpoint(begin, since, [each.copy() for each in found])
    return _sweep(found, present, scope, rule, [at for at in points if at >= since])


def _sweep(
    found: list[Episode], present: list[Stay], scope: Scope, rule: Condition, points: Sequence[datetime]
) -> list[Episode]:
    """Follow episodes through further instants: who is placed there at each, and in breach."""
    running = {each.about: each for each in found if each.end == ENDLESS}
    for at in points:
        placed = placed_at(present, scope, at)
        groups = rule.breached([each for _stay, each in placed])
        for about in [about for about in running if about not in groups]:
            running.pop(about).end = at
        for about, group in groups.items():
            if about not in running:
                running[about] = _begin(about, at, group, placed, scope)
                found.append(running[about])
            _widen(running[about], group, placed)
    return found


def _points(present: list[Stay], scope: Scope, since: datetime) -> list[datetime]:
    """Give every instant from `since` on at which anything changes, while anybody is placed."""
    if not present:
        return [since]
    points = {since, *scope.changes()}
    for stay in present:
        points.update((stay.begin, stay.end))
    return sorted(point for point in points if since <= point < ENDLESS)


def _begin(
    about: UUID | None,
    at: datetime,
    group: Sequence[Placed],
    placed: list[tuple[Stay, Placed]],
    scope: Scope,
) -> Episode:
    """Name an episode by the fact that began it; where an exemption ended, by the permit that ended it."""
    inside = {each.placement for each in group}
    starts = [stay for stay, each in placed if each.placement in inside and stay.begin == at]
    remained = any(stay.begin < at for stay, each in placed if each.placement in inside)
    ended = [stretch for stretch in scope.stretches if stretch.end == at]
    begun = [stretch for stretch in scope.stretches if stretch.begin == at]
    resolved = [each.ended_by for each in scope.exemptions if each.end == at and each.ended_by is not None]
    # Without a permit, whoever was there before lost one; over a maximum, a start there is the reason before any terms are.
    lost = remained if about is None else not starts
    if lost and resolved:
        return Episode(about, at, ENDLESS, max(resolved)[1], ran_out=False)
    if lost and (ended or begun):
        facts = [stretch.ended_by for stretch in ended]
        facts += [stretch.begun_by for stretch in begun] if about is not None else []
        # Ripe: terms that ran out leave a working day, unless new terms began at that instant and made the breach.
        if facts:
            ran_out = any(stretch.ran_out for stretch in ended) and (about is None or not begun)
            return Episode(about, at, ENDLESS, max(facts)[1], ran_out)
    placed_there = starts or [stay for stay, each in placed if each.placement in inside]
    return Episode(
        about,
        at,
        ENDLESS,
        max((stay.start.event.received, stay.start.event.id) for stay in placed_there)[1],
        ran_out=False,
    )


def _widen(episode: Episode, group: Sequence[Placed], placed: list[tuple[Stay, Placed]]) -> None:
    inside = {each.placement for each in group}
    episode.largest = max(episode.largest, len(group))
    episode.boards.update(each.board for each in group)
    episode.evidence.update(stay.start.event.id for stay, each in placed if each.placement in inside)


def eligibility_episodes(scope: Scope, placement: Placement, rule: EligibilityRule) -> list[Episode]:
    """Give the episodes in which a placement lies outside its permit: each begins when somebody looked, or when it is audited."""
    stay, permits = stay_of(placement), scope.stretches
    if stay is None or placement.board is None:
        return []
    looks = sorted((look.at, look.received, number) for number, look in enumerate(placement.looks))
    points = {stay.begin, *(at for at, _received, _number in looks), *scope.changes()}
    found: list[Episode] = []
    running: Episode | None = None
    for at in sorted(point for point in points if stay.begin <= point < stay.end):
        seen = [placement.looks[number] for when, _received, number in looks if when <= at]
        look = seen[-1]
        terms = terms_at(permits, stay.start.permit, at)
        outside = terms is not None and not scope.exempt(at) and rule.outside(look.age_band, look.target_group, terms)
        # Ends when inside, left, or with no permit (then another rule judges it).
        if running is not None and not outside:
            running.end, running = at, None
        # Begins only when somebody looked: a permit that narrows later does not make the earlier look wrong.
        elif running is None and outside and at in (look.at, stay.begin):
            running = Episode(
                None, at, stay.end, look.fact, ran_out=False, boards={placement.board}, largest=1, evidence={look.fact}
            )
            found.append(running)
    return found
