"""What cannot be judged while subjects are suspended: the conditions that their facts could bear on, and no other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from schemas.directory import NotPermitBound, PermitTerms
from schemas.envelope import Event
from schemas.fact import FACTS
from schemas.referral import PlacementStarted, ReferralSent
from schemas.unread import Unread
from services.provider_audit.facts.dossier import Dossier, unit_scope
from services.provider_audit.facts.placement import placement
from services.provider_audit.rules.declaration import Duty

EVERY_UNIT, EVERY_BOARD = "units", "boards"
PERMITS = "permits/"
"""Before a unit's scope: what is in force there is not known, so that nobody's fit can be judged."""


@dataclass(frozen=True, slots=True)
class Held:
    """The scopes, boards and placements whose conditions cannot be judged, by name."""

    names: frozenset[str] = frozenset()

    def capacity(self, scope: str) -> bool:
        """Say whether the number placed in a scope, or what is in force there, is not known."""
        return scope in self.names or (EVERY_UNIT if "/" in scope else EVERY_BOARD) in self.names

    def eligibility(self, placement: UUID, scope: str) -> bool:
        """Say whether it cannot be known if somebody placed in a unit's scope is inside its permits."""
        return not self.names.isdisjoint({str(placement), PERMITS + scope, EVERY_UNIT})


NOTHING = Held()


def held(dossier: Dossier) -> Held:
    """Give what is held while the dossier's suspended subjects are."""
    return Held(frozenset(name for subject in dossier.stuck for name in held_by(dossier, subject)))


def held_by(dossier: Dossier, subject: UUID) -> tuple[str, ...]:
    """Give the names of what a suspended subject holds, sorted.

    A placement holds its scopes, where its start names them: one whose start is unknown is counted nowhere, and what is
    found without it is true. A permit holds its units' forms, a contract its board; where they cannot be known, all.
    """
    events = [*dossier.facts.get(subject, ()), *dossier.waits.get(subject, ())]
    kinds = {kind for event in events if (kind := _kind(event)) is not None}
    found: set[str] = set()
    if "placement" in kinds:
        found |= _of_placement(subject, events)
    if "permit" in kinds:
        found |= _of_permit(events) or {EVERY_UNIT}
    if "contract" in kinds:
        found |= _boards(events) or {EVERY_BOARD}
    if all(isinstance(event.fact, Unread) and event.type not in FACTS for event in events):
        found |= {EVERY_UNIT, EVERY_BOARD}
    return tuple(sorted(found))


def depends_on_suspended(dossier: Dossier, subject: UUID, rule: Duty) -> bool:
    """Say whether a duty rests on facts of a suspended subject: its own, or the referral that its placement began with."""
    if not dossier.stuck or subject in dossier.stuck:
        return subject in dossier.stuck
    start = placement(dossier, subject).start if rule.reach == "placement" and ReferralSent in rule.reads else None
    return start is not None and start.fact.referral in dossier.stuck


def _kind(event: Event) -> str | None:
    """Give what kind of thing a fact is about; none for a correction, which may be about any, and for an unknown one."""
    known = FACTS.get(event.type)
    return known.subject_kind.split(" ")[0] if known and known.subject_kind != "of the fact" else None


def _of_placement(subject: UUID, events: Iterable[Event]) -> set[str]:
    found = {str(subject)}
    for event in events:
        fact = event.fact
        if isinstance(fact, PlacementStarted):
            found |= {unit_scope(fact.unit, fact.orgnr, fact.form), str(fact.board)}
    return found


def _of_permit(events: Iterable[Event]) -> set[str]:
    scopes = {
        unit_scope(event.fact.unit, event.fact.orgnr, event.fact.form)
        for event in events
        if isinstance(event.fact, PermitTerms | NotPermitBound)
    }
    return scopes | {PERMITS + scope for scope in scopes}


def _boards(events: Sequence[Event]) -> set[str]:
    return {str(board) for event in events if isinstance(board := getattr(event.fact, "board", None), UUID)}
