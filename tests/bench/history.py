"""A history of facts to measure with: providers, placements and what is handed in, the same every time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from schemas.codes import AgeBand, ClauseType, LegalForm, Origin, ServiceForm, TargetGroup, Tier
from schemas.directory import BoardRegistered, Clause, ContractRegistered, PermitRegistered, ProviderRegistered
from schemas.envelope import Event, Watermark
from schemas.fact import Fact
from schemas.reasons import EndReason
from schemas.referral import (
    EndReportSubmitted,
    PlacementEnded,
    PlacementStarted,
    PlanApproved,
    PlanSubmitted,
    ReferralAccepted,
    ReferralSent,
    ReportAccepted,
    ReportSubmitted,
)

NAMES = UUID("00000000-0000-5000-8000-00000000be9c")
BEGINNING = datetime(2025, 1, 7, 8, tzinfo=UTC)
END = datetime(2026, 6, 1, tzinfo=UTC)
MONTHS = 8
LATE = 0.1
"""The share of papers that come ten days late."""


def name(*words: object) -> UUID:
    """An id by words."""
    return uuid5(NAMES, "/".join(map(str, words)))


@dataclass
class History:
    """What was recorded, first in any order, then as events of two logs."""

    providers: int = 40
    placements: int = 400
    beginning: datetime = BEGINNING
    maximum: int = 30
    """The places of each permit."""
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    recorded: list[tuple[datetime, int, UUID, Fact]] = field(default_factory=list)

    def record(self, when: datetime, subject: UUID, fact: Fact) -> None:
        """Tell a fact at an instant."""
        self.recorded.append((when, len(self.recorded), subject, fact))

    def events(self) -> list[Event]:
        """Give all of it in the order of time, each fact an append of its own."""
        board = name("board")
        self.record(self.beginning, board, BoardRegistered(municipality="1280", name="Socialnämnden, Malmö"))
        for provider in range(self.providers):
            self._provider(provider, board)
        self.lives(board)
        positions = {"directory": 0, "referral": 0}
        sequences: dict[UUID, int] = {}
        made = []
        for nth, (when, _, subject, fact) in enumerate(sorted(self.recorded, key=lambda each: each[:2])):
            log = type(fact).log
            positions[log] += 1
            sequences[subject] = sequences.get(subject, 0) + 1
            received = when + timedelta(microseconds=nth)
            made.append(Event(
                id=name("fact", nth), type=type(fact).type, log=log, position=positions[log], subject=subject,
                sequence=sequences[subject], occurred=when, arrived=when, received=received, teller=board,
                origin=Origin.PORTAL, fact=fact,
            ))  # fmt: skip
        return made

    def lives(self, board: UUID) -> None:
        """Tell every placement."""
        for placement in range(self.placements):
            sent = self.beginning + timedelta(days=self.chance.randrange(1, 200), minutes=placement % 500)
            self.placement(placement, placement % self.providers, board, sent)

    def _provider(self, number: int, board: UUID) -> None:
        provider, day = name("provider", number), self.beginning.date()
        orgnr = f"55{number:08d}"
        clauses = tuple(
            Clause(id=name("clause", number, kind), type=kind, number=f"6.{n}", valid_from=day)
            for n, kind in enumerate((ClauseType.INSIGHT, ClauseType.FOLLOW_UP), 1)
        )
        self.record(self.beginning, provider, ProviderRegistered(
            orgnr=orgnr, name=f"Utförare {number} AB", legal_form=LegalForm.LIMITED_COMPANY, audited_from=day))  # fmt: skip
        self.record(self.beginning, name("permit", number), PermitRegistered(
            provider=provider, unit=name("unit", number), orgnr=orgnr, form=ServiceForm.HVB, age_bands=(AgeBand.AGE_18_20,),
            target_groups=(TargetGroup.CRIMINAL_NETWORK,), maximum=self.maximum, valid_from=day))  # fmt: skip
        self.record(self.beginning, name("contract", number), ContractRegistered(
            board=board, provider=provider, number=f"MA-{number}", forms=(ServiceForm.HVB,), valid_from=day, audited_from=day,
            clauses=clauses))  # fmt: skip

    def placement(self, number: int, at: int, board: UUID, sent: datetime) -> None:
        """Tell one placement from its referral to its end report, with late papers now and then."""
        started = sent + timedelta(days=5)
        placement, ours = self.begin(number, at, board, sent, started)
        plan = started + timedelta(days=10 + self._delay() * 2)
        self.record(plan, placement, PlanSubmitted.model_validate({**ours, "version": 1}))
        self.record(plan + timedelta(days=1), placement, PlanApproved.model_validate({**ours, "version": 1}))
        self._reports(placement, started, ours)
        ended = started + timedelta(days=30 * MONTHS + 15)
        self.record(ended, placement, PlacementEnded.model_validate(
            {**ours, "ended_at": ended, "reason": EndReason.COMPLETED, "planned": True}))  # fmt: skip
        self.record(ended + timedelta(days=8 + self._delay()), placement, EndReportSubmitted.model_validate(ours))

    def begin(
        self, number: int, at: int, board: UUID, sent: datetime, started: datetime
    ) -> tuple[UUID, dict[str, UUID]]:
        """Tell how a placement begins; give it, and whose it is."""
        case, referral, placement = name("case", number), name("referral", number), name("placement", number)
        ours = {"board": board, "provider": name("provider", at)}
        terms = {
            "case": case, "unit": name("unit", at), "contract": name("contract", at), "permit": name("permit", at),
            "form": ServiceForm.HVB, "age_band": AgeBand.AGE_18_20, "target_group": TargetGroup.CRIMINAL_NETWORK, **ours,
        }  # fmt: skip
        self.record(sent, referral, ReferralSent.model_validate(
            {**terms, "tier": Tier.STANDARD, "threat_assessed_on": sent.date(), "directory_position": 1}))  # fmt: skip
        self.record(sent + timedelta(days=2), referral, ReferralAccepted.model_validate(
            {**ours, "placement": placement, "start_on": started.date()}))  # fmt: skip
        self.record(started, placement, PlacementStarted.model_validate(
            {**terms, "referral": referral, "orgnr": f"55{at:08d}", "started_at": started, "audited_from": self.beginning.date(),
        }))  # fmt: skip
        return placement, ours

    def _reports(self, placement: UUID, started: datetime, ours: dict[str, UUID]) -> None:
        month = date(started.year, started.month, 1)
        for _ in range(MONTHS):
            following = (month + timedelta(days=32)).replace(day=1)
            when = datetime(following.year, following.month, 3, 9, tzinfo=UTC) + timedelta(days=self._delay())
            values = {**ours, "period": f"{month:%Y-%m}"}
            self.record(when, placement, ReportSubmitted.model_validate({**values, "attempt": 1}))
            self.record(when + timedelta(days=2), placement, ReportAccepted.model_validate(values))
            month = following

    def _delay(self) -> int:
        return 10 if self.chance.random() < LATE else 0


def watermarks(events: list[Event]) -> list[Watermark]:
    """Give the logs' watermarks at the end of the history."""
    logs = ("directory", "referral")
    return [
        Watermark(log=log, position=max(event.position for event in events if event.log == log), received=END)
        for log in logs
    ]
