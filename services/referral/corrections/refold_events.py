"""A placement's events as their facts make them: folded again after a correction."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from schemas import referral as facts
from services.referral.incidents.happening import Happening
from services.referral.shared.recorded import RecordedFact


def fold_events(recorded: Sequence[RecordedFact]) -> dict[UUID, Happening]:
    """Fold what stands of a placement's facts into its events by id."""
    events: dict[UUID, Happening] = {}
    for one in recorded:
        identity = getattr(one.fact, "incident", None) or getattr(one.fact, "event", None)
        if identity is not None:
            events[identity] = _event(events.get(identity, Happening(identity)), one)
    return events


def _event(event: Happening, recorded: RecordedFact) -> Happening:
    changes: dict[str, Any] = {}
    match recorded.fact:
        case facts.IncidentReported() as fact:
            changes = {"kind": fact.kind, "aware_at": fact.aware_at, "phoned_at": fact.phoned_at}
            changes["reported_at"] = recorded.arrived
        case facts.IncidentNoticed() as noticed:
            changes = {"kind": event.kind or noticed.kind, "noticed_at": recorded.arrived}
        case facts.CallReceived() as call:
            changes = {"call_at": call.at, "call_recorded_at": recorded.arrived}
        case facts.CallDenied():
            changes = {"denied_at": recorded.arrived}
        case facts.AbsenceReported() as absence:
            changes = {"absence_kind": absence.kind, "absence_noticed": absence.noticed_at}
            changes["absence_recorded_at"] = recorded.arrived
        case facts.PlacementEnded() as end:
            changes = {"ended_at": end.ended_at}
    return replace(event, **changes)
