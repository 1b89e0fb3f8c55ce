"""Decisions about incidents, absences and threat assessments: one event has one id however many report it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from schemas import referral as facts
from schemas.codes import AbsenceKind, IncidentKind
from schemas.new_event import NewEvent
from services.referral.incidents.happening import Happening
from services.referral.placements.domain import Placement
from services.referral.shared.civil_time import day_of, first_instant
from services.referral.shared.lifecycle import step
from services.referral.shared.recorded import RecordedFact, effective
from services.referral.shared.states import Act, Who
from services.runtime.errors import Refused
from services.runtime.language.words import Words

Decision = tuple[Happening, list[NewEvent]]


@dataclass(frozen=True)
class Report:
    """The provider became aware at `aware_at`, and phoned at `phoned_at`, if it did."""

    kind: IncidentKind
    aware_at: datetime
    phoned_at: datetime | None = None


def report(placement: Placement, event: Happening, command: Report, now: datetime) -> Decision:
    """Report a serious incident in writing, once. Raises Refused."""
    _step(placement, Act.REPORT_INCIDENT, Who.PROVIDER)
    if event.reported_at is not None:
        raise _reported_already("Händelsen är redan rapporterad.", "The incident is already reported.")
    if event.only_absence and command.kind is not IncidentKind.ABSENCE:
        raise _another_kind()
    _between(command.aware_at, _first(placement), now, "aware")
    if command.phoned_at is not None:
        _between(command.phoned_at, command.aware_at, now, "phoned")
    fact = facts.IncidentReported(
        board=placement.board,
        provider=placement.provider,
        incident=event.id,
        kind=command.kind,
        aware_at=command.aware_at,
        phoned_at=command.phoned_at,
    )
    changed = replace(event, kind=command.kind, aware_at=command.aware_at, phoned_at=command.phoned_at, reported_at=now)
    return changed, placement.new_events(command.aware_at, fact)


def notice(placement: Placement, event: Happening, kind: IncidentKind, now: datetime) -> Decision:
    """Let the board record a serious incident that it noticed itself. Raises Refused."""
    _step(placement, Act.NOTICE_INCIDENT, Who.BOARD)
    if event.noticed_at is not None or event.reported_at is not None:
        raise _reported_already("Händelsen är redan berättad.", "The incident is already told.")
    if event.only_absence and kind is not IncidentKind.ABSENCE:
        raise _another_kind()
    fact = facts.IncidentNoticed(board=placement.board, provider=placement.provider, incident=event.id, kind=kind)
    return replace(event, kind=kind, noticed_at=now), placement.new_events(now, fact)


def attest_call(placement: Placement, event: Happening, at: datetime, now: datetime) -> Decision:
    """Attest that the provider phoned about an incident; also after an objection that was wrong. Raises Refused."""
    _step(placement, Act.ANSWER_CALL, Who.BOARD)
    if event.call_recorded_at is not None:
        raise _reported_already("Samtalet är redan intygat.", "The call is already attested.")
    _between(at, _first(placement), now, "call")
    fact = facts.CallReceived(board=placement.board, provider=placement.provider, incident=event.id, at=at)
    return replace(event, call_at=at, call_recorded_at=now), placement.new_events(at, fact)


def deny_call(placement: Placement, event: Happening, now: datetime) -> Decision:
    """Object that the call the provider reports was never made. Raises Refused."""
    _step(placement, Act.ANSWER_CALL, Who.BOARD)
    if event.phoned_at is None:
        raise Refused(
            "no_call_told",
            Words(sv="Utföraren har inte sagt att den ringde.", en="The provider has not said that it phoned."),
            Words(sv="Det finns inget att invända mot.", en="There is nothing to object to."),
        )
    if event.call_recorded_at is not None:
        raise _reported_already("Samtalet är redan intygat.", "The call is already attested.")
    if event.denied_at is not None:
        raise _reported_already("Ni har redan invänt.", "You have already objected.")
    fact = facts.CallDenied(board=placement.board, provider=placement.provider, incident=event.id)
    return replace(event, denied_at=now), placement.new_events(now, fact)


def report_absence(
    placement: Placement, event: Happening, kind: AbsenceKind, noticed_at: datetime, now: datetime
) -> Decision:
    """Report an absence, or of an end that nobody planned, once. Raises Refused."""
    _step(placement, Act.REPORT_ABSENCE, Who.PROVIDER)
    if event.absence_recorded_at is not None:
        raise _reported_already("Avvikelsen är redan anmäld.", "The absence is already reported.")
    if event.incident and event.kind is not IncidentKind.ABSENCE:
        raise _another_kind()
    _between(noticed_at, _first(placement), now, "noticed")
    fact = facts.AbsenceReported(
        board=placement.board, provider=placement.provider, event=event.id, kind=kind, noticed_at=noticed_at
    )
    changed = replace(event, absence_kind=kind, absence_noticed=noticed_at, absence_recorded_at=now)
    return changed, placement.new_events(noticed_at, fact)


def assess_threat(placement: Placement, assessed_on: date, reference: UUID, now: datetime) -> list[NewEvent]:
    """Record that a threat assessment of a day is on file. Raises Refused."""
    _step(placement, Act.ASSESS_THREAT, Who.BOARD)
    _between(first_instant(assessed_on), None, now, "assessed_on")
    fact = facts.ThreatAssessed(
        board=placement.board, provider=placement.provider, assessed_on=assessed_on, reference=reference
    )
    return placement.new_events(first_instant(assessed_on), fact)


def effective_threats(recorded: Sequence[RecordedFact]) -> dict[UUID, date]:
    """Give the day of each threat assessment that stands, by its reference."""
    threats = [one.fact for one in effective(recorded)]
    return {fact.reference: fact.assessed_on for fact in threats if isinstance(fact, facts.ThreatAssessed)}


def _step(placement: Placement, act: Act, who: Who) -> None:
    step(placement.state, act, who, concluded=placement.concluded)


def _first(placement: Placement) -> datetime:
    """Nothing about a placement happened before the day on which it was accepted."""
    return first_instant(day_of(placement.accepted_at))


def _between(moment: datetime, earliest: datetime | None, now: datetime, field: str) -> None:
    if moment > now:
        raise Refused(
            "in_the_future",
            Words(sv="Tidpunkten ligger i framtiden.", en="The time lies in the future."),
            Words(sv="Ange när det hände.", en="Say when it happened."),
            field=field,
        )
    if earliest is not None and moment < earliest:
        raise Refused(
            "too_early",
            Words(sv="Tidpunkten ligger före det som kom först.", en="The time lies before what came first."),
            Words(sv="Ange en senare tidpunkt.", en="Give a later time."),
            field=field,
        )


def _reported_already(swedish: str, english: str) -> Refused:
    return Refused(
        "told_already",
        Words(sv=swedish, en=english),
        Words(
            sv="Läs händelsen. Är något fel, rätta det i tidslinjen.",
            en="Read the incident. If something is wrong, correct it in the timeline.",
        ),
    )


def _another_kind() -> Refused:
    return Refused(
        "another_kind",
        Words(
            sv="Händelsen är en avvikelse och du valde ett annat slag.",
            en="The event is an absence and you chose another kind.",
        ),
        Words(
            sv="Välj avvikelse som slag, eller berätta om en ny händelse.",
            en="Choose absence as its kind, or tell of a new incident.",
        ),
        field="kind",
    )
