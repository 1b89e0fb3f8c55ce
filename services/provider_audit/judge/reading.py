"""One reading of a dossier: a claim resolved to contract, clause, numbers and due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.findings import Party, Severity
from services.provider_audit.calendar import due, hours, working_days
from services.provider_audit.facts.dossier import Dossier, Key
from services.provider_audit.facts.placement import Placement, placement
from services.provider_audit.facts.records import Obligation, Submission
from services.provider_audit.facts.subject_history import SubjectHistory, interruptions, subject_history
from services.provider_audit.facts.terms import ClauseVersion, Contract, Terms, clause_for, governing, terms
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import earliest
from services.provider_audit.rules.declaration import Duty, Periods, Rule, Trigger
from services.provider_audit.rules.folder import load

RULES: dict[str, Rule] = load()


DUTIES: dict[str, Duty] = {rule.id: rule for rule in RULES.values() if isinstance(rule, Duty)}


HEARING_WORKING_DAYS = 2
"""A day clock that another opened never ends before this many working days from receiving it."""


AFTER_INTERRUPTION = 4
"""What falls into an interruption of the portal is due this many hours after its end."""


TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ResolvedDuty:
    """A claim that binds: under which contract and clause, with which numbers, due when."""

    rule: Duty
    claim: Claim
    version: int
    contract: Contract | None
    clause: ClauseVersion | None
    numbers: dict[str, int]
    base_due: datetime
    """Where the clock ends, what was recorded late by another and returned as no report left out."""
    due_before_interruptions: datetime
    due: datetime

    @property
    def key(self) -> Key:
        """What it is called inside its subject."""
        return self.rule.id, self.claim.period

    @property
    def holder(self) -> UUID | None:
        """The organisation that owes it."""
        return self.claim.board if self.rule.owes[0] is Party.BOARD else None

    @property
    def severity(self) -> Severity:
        """How serious it is to miss it."""
        return self.claim.severity or dict(self.rule.severity_by_tier).get(self.claim.tier, self.rule.severity)

    @property
    def lapse(self) -> str | None:
        """Why it is owed no more unless it was met before, none if it is."""
        return next((reason for at, reason in self.claim.ends if at <= self.due), None)

    @property
    def waiver(self) -> Submission | None:
        """The board's waiver, where a board may waive: a duty of the provider whose finding would not be critical."""
        return self.claim.waiver if self.rule.waivable and self.severity is not Severity.CRITICAL else None

    @property
    def before(self) -> datetime:
        """Before which instant what meets it must have arrived: the due, the end by it, and the waiver."""
        ends = [at for at, _reason in self.claim.ends if at <= self.due]
        return min([self.due, *ends, *([self.waiver.arrived] if self.waiver else [])])

    @property
    def met(self) -> Submission | None:
        """What meets it in time, however late that was received; none if nothing does."""
        best = earliest(self.claim.met_by)
        return best if best is not None and best.arrived < self.before else None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a dossier at an instant; `before` are the obligations as they stood."""

    dossier: Dossier
    now: datetime
    before: Mapping[Key, Obligation]
    wanted: Mapping[str, Periods] = field(default_factory=dict)
    """The periods asked for, by rule; a rule that is not named is asked for all of them."""

    @property
    def provider(self) -> UUID:
        """Whose dossier it is."""
        return self.dossier.provider

    @property
    def terms(self) -> Terms:
        """Permits, contracts and clauses."""
        return terms(self.dossier)

    def history(self, subject: UUID) -> SubjectHistory:
        """Give another subject's facts."""
        return subject_history(self.dossier, subject)

    def placement(self, subject: UUID) -> Placement:
        """Give a placement as its facts record it."""
        return placement(self.dossier, subject)

    def periods(self, rule: Duty) -> Periods:
        """Give the periods that are asked for of a rule; none for all."""
        return self.wanted.get(rule.id)

    def numbers(self, rule: Duty, contract: Contract | None, day: date, before: datetime) -> dict[str, int]:
        """Give a rule's numbers under a contract."""
        clause = clause_for(contract, rule.clause, day, before) if contract is not None else None
        return rule.numbers(clause.fact.parameters if clause else None)

    def due(self, rule: Duty, claim: Claim) -> datetime | None:
        """Give the due of a claim; none where it is not owed."""
        resolved = self.resolve(rule, claim)
        return resolved.due if resolved else None

    def resolve(self, rule: Duty, claim: Claim) -> ResolvedDuty | None:
        """Find the contract a claim is owed under and count its clock; none where no contract governs, or nothing is audited yet.

        What the same claim resolved to before is given again: neither terms nor interruptions have come since.
        """
        owed = self.before.get((rule.id, claim.period))
        known: ResolvedDuty | None = self.dossier.resolved.get(owed.id) if owed else None
        # The same claim under the same terms resolves to the same: a fact of the directory empties `Dossier.resolved`.
        if known is not None and known.claim == claim:
            return known
        cause, under = claim.cause, claim.under
        # Which contract binds: registered at or before the cause was received; an instant of the calendar comes before facts.
        before = cause.received - TICK if cause.fact is None else cause.received
        version, contract = rule.version(claim.day), claim.contract
        # The placement was not audited yet: nothing is judged of the time before somebody could know the rules.
        if under is not None and claim.day < under.audited_from:
            return None
        if under is not None and contract is None:
            contract = governing(self.terms, under.board, under.form, under.named, claim.day, before)
        # No version in force on its day, or no contract where the rule rests on one: nobody owes it.
        if version is None or (contract is None and not rule.binds_without_contract):
            return None
        by_clause = rule.basis == "K" and contract is not None
        clause = clause_for(contract, rule.clause, claim.day, before) if by_clause and contract else None
        numbers = rule.numbers(clause.fact.parameters if clause else None)
        base_due = self._base_due(rule, claim, numbers, owed)
        before_interruptions = self._due_before_interruptions(claim, base_due, owed)
        # Step 6: an incident is phoned whatever the portal does, so an interruption leaves that due alone.
        moves = rule.interruption_moves(claim.period)
        due_at = self._moved(before_interruptions) if moves else before_interruptions
        return ResolvedDuty(rule, claim, version, contract, clause, numbers, base_due, before_interruptions, due_at)

    def _base_due(self, rule: Duty, claim: Claim, numbers: dict[str, int], owed: Obligation | None) -> datetime:
        clock = rule.clock_of(Trigger(claim.cause.start, numbers, claim.tier, claim.period))
        ends = due(clock, claim.cause.start)
        known_at = [each for each in (claim.cause.known_at, owed.reopened_at if owed else None) if each is not None]
        # Step 2: whoever learned of it from another has at least two working days; what runs in hours cannot wait for that.
        if known_at and clock.kind != "hours":
            ends = max(ends, working_days(max(known_at), HEARING_WORKING_DAYS))
        return max(ends, claim.not_before or ends)

    def _due_before_interruptions(self, claim: Claim, base_due: datetime, owed: Obligation | None) -> datetime:
        ends = max(base_due, (owed.earliest_due if owed else None) or base_due)
        for submission, returned in claim.voided:
            # Step 5: it was handed in in time and then returned as no report, which its holder could not know before.
            if submission.arrived < ends:
                ends = max(ends, working_days(returned, HEARING_WORKING_DAYS))
        return ends

    def _moved(self, ends: datetime) -> datetime:
        for began, ended in interruptions(self.dossier):
            # In order of their beginning: what one interruption moved, the next may move again.
            if began < ends < hours(ended, AFTER_INTERRUPTION):
                ends = hours(ended, AFTER_INTERRUPTION)
        return ends
