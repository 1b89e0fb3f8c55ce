"""What the pages say of everything attested: in words, how it stands, and what can be done about it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from schemas.directory import (
    AccountsDisclosed,
    DateCorrected,
    EnteredInError,
    ExtractsSeen,
    InformationAnswered,
    InformationRequested,
    StaffEngaged,
)
from schemas.fact import Fact
from services.directory.attestations.effective import (
    CORRECTABLE,
    agreement_of,
    all_of,
    as_corrected,
    effective_facts,
    error_of,
    may_agree,
)
from services.directory.attestations.shown import Asked, Correction, Line
from services.directory.information.domain import answer_due, answer_of
from services.directory.shared.attested import Attested
from services.directory.shared.labels import ERROR_REASONS
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Unit
from services.directory.shared.wording import State
from services.runtime.language.dates import instant
from services.runtime.language.words import Words, plain

FIELDS: dict[str, Words] = {
    "first_shift": Words(sv="Första passet", en="The first shift"),
    "seen_at": Words(sv="När utdragen sågs", en="When the extracts were seen"),
}
_NONE = Words(sv="inte sett", en="not seen")


class Reading:
    """Reads a register for one viewer's organisation; `labels` are the words that the viewer may open, by fact."""

    def __init__(self, register: Register, viewer: UUID, now: datetime, names: Mapping[UUID, str]) -> None:
        self.register, self.viewer, self.now, self.names = register, viewer, now, names
        self.labels: dict[UUID, str] = {}
        self.units = {unit.id: unit.name for unit in register.all(Unit)}

    def requests(self) -> list[Asked]:
        """Give the requests for information: open ones first, by due, then the newest."""
        asked = [self.asked(attestation) for attestation, _ in all_of(self.register, InformationRequested)]
        open_ones = sorted((one for one in asked if one.open), key=lambda one: one.due)
        return (
            open_ones
            + sorted((one for one in asked if not one.open), key=lambda one: one.attestation.recorded_at)[::-1]
        )

    def asked(self, attestation: Attested) -> Asked:
        """Give one request."""
        supervisor = Words(sv="Tillsynen", en="The supervisor")
        by = (
            supervisor
            if attestation.counterpart == PLATFORM
            else self.names.get(attestation.counterpart or PLATFORM, "–")
        )
        gone = error_of(self.register, attestation.id) is not None
        return Asked(
            attestation,
            by,
            answer_due(attestation.recorded_at),
            answer_of(self.register, attestation.id),
            gone,
            self.now,
        )

    def staff(self) -> dict[tuple[UUID, UUID], str]:
        """Give who is engaged where, as (unit, pseudonym) with the provider's label and the unit's name."""
        found = {}
        for attestation, fact in effective_facts(self.register, StaffEngaged):
            found[fact.unit, fact.staff] = f"{self.labels.get(attestation.id, '–')}, {self.units.get(fact.unit, '–')}"
        return dict(sorted(found.items(), key=lambda one: one[1].casefold()))

    def lines(self, most: int, unit: UUID | None = None) -> list[Line]:
        """Give the newest things that the viewer's organisation recorded and that can be corrected, of one unit or of all."""
        known = [
            each
            for each in self.register.all(Attested)
            if each.teller == self.viewer
            and type(each.fact).__name__ in CORRECTABLE
            and (unit is None or getattr(each.fact, "unit", unit) == unit)
        ]
        return [self.line(each) for each in reversed(known[-most:])]

    def line(self, attestation: Attested) -> Line:
        """Give one thing attested, its dates as corrected."""
        error = error_of(self.register, attestation.id)
        own = attestation.teller == self.viewer
        words = self.words(as_corrected(self.register, attestation, attestation.fact), attestation)
        return Line(attestation, words, self._state(attestation, error), error is not None, own and error is None)

    def _state(self, attestation: Attested, error: Attested | None) -> State:
        if error is not None:
            words = Words(sv="Felregistrerad", en="Entered in error")
            return State("nothing", words + self._agreed(error))
        dates = [each for each, said in all_of(self.register, DateCorrected) if said.fact == attestation.id]
        if dates:
            return State("plain", Words(sv="Rättad", en="Corrected") + self._agreed(dates[-1]))
        return State("met", Words(sv="Gäller", en="Stands"))

    def _agreed(self, correction: Attested) -> Words:
        if agreement_of(self.register, correction.id) is not None:
            return Words(sv=", godkänd", en=", agreed to")
        return Words(sv=", inte godkänd än", en=", not agreed to yet")

    def corrections(self) -> list[Correction]:
        """Give the corrections, the newest first, those the viewer may agree to before all others."""
        found = [self._correction(each) for each, _ in all_of(self.register, EnteredInError)]
        found += [self._correction(each) for each, _ in all_of(self.register, DateCorrected)]
        found.sort(key=lambda one: one.attestation.recorded_at, reverse=True)
        return sorted(found, key=lambda one: not one.to_agree)

    def _correction(self, attestation: Attested) -> Correction:
        said = attestation.fact
        target = self.register.find(Attested, said.fact) if isinstance(said, EnteredInError | DateCorrected) else None
        words = self.words(target.fact, target) if target else plain("–")
        if isinstance(said, EnteredInError):
            reason = ERROR_REASONS[said.reason]
            words += Words(sv=". Felregistrerad: {why}.", en=". Entered in error: {why}.").fill(why=reason)
        elif isinstance(said, DateCorrected):
            words += Words(sv=". {field} rättas till {to}.", en=". {field} is corrected to {to}.").fill(
                field=FIELDS.get(said.field, plain(said.field)), to=_instant(said.to)
            )
        waits = agreement_of(self.register, attestation.id) is None
        # Of what a provider attested before the contract, a board reads neither the fact nor enough to agree to its correction.
        asked = waits and target is not None and may_agree(self.register, attestation, self.viewer, self.now)
        return Correction(attestation, words, asked)

    def words(self, fact: Fact, attestation: Attested) -> Words:
        """Say what a fact says in words; staff by the provider's own label where the viewer may know it."""
        if isinstance(fact, AccountsDisclosed):
            words = Words(sv="Räkenskaper {year}, {who}", en="Accounts of {year}, {who}")
            with_owners = Words(sv="med ägare", en="with owners")
            without = Words(sv="utan ägare", en="without owners")
            return words.fill(year=fact.fiscal_year, who=with_owners if fact.ownership else without)
        if isinstance(fact, InformationRequested):
            return Words(sv="Begäran om uppgifter från {by}", en="Request for information from {by}").fill(
                by=self.asked(attestation).by
            )
        if isinstance(fact, InformationAnswered):
            return Words(sv="Svar på begäran om uppgifter", en="Answer to a request for information")
        if isinstance(fact, StaffEngaged):
            return Words(sv="Anställning {who}, första pass {at}", en="Engagement {who}, first shift {at}").fill(
                who=self._who(fact.unit, fact.staff), at=_instant(fact.first_shift)
            )
        if isinstance(fact, ExtractsSeen):
            return Words(
                sv="Utdrag för {who}, sedda {at}. Belastning {criminal}, misstanke {suspicion}",
                en="Extracts of {who}, seen {at}. Criminal record {criminal}, suspicion record {suspicion}",
            ).fill(
                who=self._who(fact.unit, fact.staff),
                at=_instant(fact.seen_at),
                criminal=fact.criminal_record_on or _NONE,
                suspicion=fact.suspicion_record_on or _NONE,
            )
        return plain("–")

    def _who(self, unit: UUID, staff: UUID) -> Words:
        engaged = all_of(self.register, StaffEngaged)
        labels = {
            fact.staff: self.labels[attestation.id] for attestation, fact in engaged if attestation.id in self.labels
        }
        where, label = self.units.get(unit, "–"), labels.get(staff)
        return plain(f"{label}, {where}") if label else Words(sv=f"på {where}", en=f"at {where}")


def _instant(moment: datetime) -> Words:
    return Words(sv=instant(moment, "sv"), en=instant(moment, "en"))
