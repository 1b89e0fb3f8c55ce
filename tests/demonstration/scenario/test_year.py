"""The scenario of the demonstration year as it is written: the same again, whole, and with every kind of turn in it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.codes import LegalForm, ProposalOutcome, Role, ServiceForm
from schemas.directory import ContractRegistered, FactVoided
from schemas.new_event import NewEvent
from schemas.reasons import VoidReason
from services.demonstration.acts.act import Attest, Direct, RegisterDecision, Step
from services.demonstration.acts.referrals import Send
from services.demonstration.acts.safety import AssessThreat
from services.demonstration.fixtures.people import PROVIDERS, people
from services.demonstration.scenario import year
from services.demonstration.scenario.opening import fiscal_year_end
from services.demonstration.scenario.player import at_once
from services.demonstration.scenario.set_pieces import FIRST_NUMBER, PIECES
from services.directory.decide import decide_all
from services.directory.handlers import with_ids
from services.directory.shared import municipalities
from services.directory.shared.attested import Attested, Proposal
from services.directory.shared.commands import ChangePermit, EndPermit
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM
from services.directory.voiding import domain as voiding
from services.runtime.language.counties import NAMES
from services.runtime.language.identifiers import derived

END = date(2026, 11, 22)
OTHERS = [(seed, END + timedelta(days=37 * seed)) for seed in range(2, 12)]


@pytest.fixture(scope="module")
def written() -> list[Step]:
    return year.write(1, END)


def cases(steps: list[Step]) -> Iterator[int]:
    """Give the number of each case that is sent."""
    return (step.act.placement.number for step in steps if isinstance(step.act, Send))


def test_the_same_seed_and_end_write_the_same_scenario(written: list[Step]) -> None:
    assert year.write(1, END) == written


@pytest.mark.parametrize(("seed", "end"), [(1, END), *OTHERS[:3]])
def test_every_act_of_the_register_is_possible_and_two_proposals_wait(seed: int, end: date) -> None:
    register = Register.of([], municipalities.codes())
    for step in year.write(seed, end):
        if isinstance(step.act, Direct):
            register, _, decided = decide_all(register, [with_ids(each) for each in step.act.commands], step.at)
            on_file(register, decided, step.at)
        elif isinstance(step.act, RegisterDecision):
            register, _, _ = decide_all(register, [step.act.decision], step.at)
            decided = register.find(Proposal, step.act.decision.id)
            if decided is not None and decided.outcome is ProposalOutcome.CONFIRMED:
                register, _, _ = decide_all(register, decided.acts, step.at)
    proposals = register.all(Proposal)
    assert [each.outcome for each in proposals if not each.waits] == ["confirmed", "declined"]
    assert [type(each.acts[0]) for each in proposals if each.waits] == [ChangePermit, EndPermit]


def on_file(register: Register, decided: Iterable[NewEvent], at: datetime) -> None:
    """Put contracts on file as recorded, as the log and its reading do: who may confirm asks when that was."""
    for each in decided:
        if isinstance(each.fact, ContractRegistered):
            fact, made = each.fact, derived("told", each.subject)
            register.entities[made] = Attested(made, each.subject, PLATFORM, fact.provider, fact.board, at, at, fact)


def test_another_seed_or_end_writes_another(written: list[Step]) -> None:
    assert year.write(2, END) != written
    assert year.write(1, END + timedelta(days=1)) != written


@pytest.mark.parametrize(("seed", "end"), OTHERS)
def test_every_year_can_be_told_and_has_every_set_piece(seed: int, end: date) -> None:
    steps = year.write(seed, end)
    instants = [step.at for step in steps]
    assert instants == sorted(instants)
    assert instants[0] == year.at(end - year.YEAR, 7)
    assert instants[-1] < year.at(end, 0)
    sent = {step.act.placement.number for step in steps if hasattr(step.act, "placement")}
    assert {FIRST_NUMBER + 2 * nth for nth in range(len(PIECES))} <= sent


@pytest.mark.parametrize(("seed", "end"), OTHERS)
def test_the_accounts_of_every_provider_fall_due_within_the_year(seed: int, end: date) -> None:
    beginning = end - year.YEAR
    for provider in PROVIDERS:
        last = fiscal_year_end(provider, beginning)
        assert beginning <= last < end - timedelta(days=250), (seed, provider.name)


def test_every_unit_tells_its_county_but_one_protected_home() -> None:
    assert [provider.form for provider in PROVIDERS if provider.county is None] == [ServiceForm.SKYDDAT_BOENDE]
    assert {provider.county for provider in PROVIDERS} - {None} <= set(NAMES)


def test_it_has_the_two_operators_that_voiding_takes() -> None:
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    one, other = (person.id for person in people() if person.role is Role.OPERATOR)
    bad = voiding.Bad(fact=one, log="referral", provider=None, board=None)
    proposed = voiding.propose(None, bad, VoidReason.SENT_TWICE, one, now, signed=True)
    assert isinstance(voiding.confirm(proposed, bad, other, now, proposed.version).fact, FactVoided)


def test_personnummer_are_published_test_numbers(written: list[Step]) -> None:
    numbers = [step.act.placement.personnummer for step in written if isinstance(step.act, Send)]
    assert len(numbers) > 150
    assert {number[8:11] for number in numbers} == {"238", "239"}


def test_organisation_numbers_are_of_a_series_not_handed_out() -> None:
    series = {LegalForm.LIMITED_COMPANY: "559999", LegalForm.PARTNERSHIP: "969999"}
    assert all(each.orgnr.startswith(series.get(each.legal_form, "802999")) for each in PROVIDERS)


def test_every_attestation_has_an_id_of_its_own(written: list[Step]) -> None:
    attested = [command for step in written if isinstance(step.act, Attest) for command in step.act.commands]
    identities = [command.id for command in attested]  # type: ignore[union-attr]
    assert None not in identities
    assert len(set(identities)) == len(identities)


def test_what_happens_at_one_instant_is_done_together_and_nothing_is_lost(written: list[Step]) -> None:
    groups = list(at_once(written))
    assert [step for group in groups for step in group] == written
    assert all(len({step.at for step in group}) == 1 for group in groups)
    assert all(len(group) == 1 for group in groups if isinstance(group[0].act, Attest))
    assert len(groups) < 0.6 * len(written)


def test_cases_are_numbered_once(written: list[Step]) -> None:
    numbers = list(cases(written))
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("end", [date(2026, 11, 10), date(2026, 11, 14), date(2026, 11, 23), date(2026, 12, 5)])
def test_nobody_assesses_the_same_threat_twice_at_one_instant(end: date) -> None:
    written = [
        (step.at, step.act.placement.id, step.act.assessed_on)
        for step in year.write(1, end)
        if isinstance(step.act, AssessThreat)
    ]
    assert len(written) == len(set(written))
