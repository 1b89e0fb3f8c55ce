"""Referral's own copy of the directory: changes begin in their time, ends are known, and what cannot be is parked."""

from __future__ import annotations

from datetime import date

import pytest

from schemas import directory as directory_facts
from schemas.codes import AgeBand, ClauseType, ServiceForm, TargetGroup
from schemas.reasons import PermitEndReason
from services.referral.inbox import apply
from services.referral.terms.gates import gates_at_send, unconfirmed
from services.referral.terms.store import answer_numbers, load_terms, names, terms_of
from services.referral.terms.terms import Terms
from services.runtime.database.pool import Database
from services.runtime.errors import Bad, Refused
from services.runtime.language.words import Words
from services.runtime.vault.vault import Vault
from tests.referral.given import ORGNR, Directory, Given, name

DAY = date(2026, 11, 18)


@pytest.fixture
def bare(database: Database) -> Given:
    """Referral that has consumed nothing."""
    return Given(database, Vault(bytes(32)))


def changed(directory: Directory, valid_from: date, **changes: object) -> None:
    """Tell other terms of the permit, at ten o'clock on the eighteenth of November."""
    values = {**directory.permit(8).model_dump(), "valid_from": valid_from, **changes}
    directory.add("permit", directory_facts.PermitChanged.model_validate(values))


async def terms_known(bare: Given, directory: Directory) -> Terms:
    await bare.consume(directory)
    async with bare.database.work("referral") as work:
        return await terms_of(work, name("board"), name("provider"), name("unit"), ServiceForm.HVB)


def maxima(terms: Terms, *days: date) -> list[int | None]:
    """The most that the permit in force allows on each day, none where none is in force."""
    return [next((permit.maximum for permit in terms.permits_in_force(day)), None) for day in days]


async def test_a_change_holds_from_when_it_was_told_also_within_one_batch(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    changed(directory, date(2026, 1, 1), maximum=5)
    terms = await terms_known(bare, directory)
    assert maxima(terms, date(2026, 11, 17), DAY) == [2, 5]
    assert terms.directory_position == len(directory.events)


async def test_a_change_told_ahead_leaves_the_terms_until_it_begins(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    changed(directory, date(2026, 12, 1), maximum=5)
    terms = await terms_known(bare, directory)
    assert maxima(terms, DAY, date(2026, 11, 30), date(2026, 12, 1)) == [2, 2, 5]
    assert gates_at_send(terms, AgeBand.AGE_26_PLUS, TargetGroup.CRIMINAL_NETWORK, DAY).blocks == ()


async def test_of_several_changes_the_one_told_last_prevails_from_its_own_beginning_on(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    changed(directory, date(2026, 12, 10), maximum=1)
    changed(directory, date(2026, 12, 1), maximum=5)
    changed(directory, date(2026, 12, 20), maximum=6)
    terms = await terms_known(bare, directory)
    days = (DAY, date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 19), date(2026, 12, 20))
    assert maxima(terms, *days) == [2, 5, 5, 5, 6]


async def test_a_change_ahead_may_move_the_permit_to_another_form(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    changed(directory, date(2026, 12, 1), form=ServiceForm.STODBOENDE)
    terms = await terms_known(bare, directory)
    assert maxima(terms, date(2026, 11, 30), date(2026, 12, 1)) == [2, None]
    async with bare.database.work("referral") as work:
        other = await terms_of(work, name("board"), name("provider"), name("unit"), ServiceForm.STODBOENDE)
    assert maxima(other, date(2026, 11, 30), date(2026, 12, 1)) == [None, 8]


async def test_of_two_ends_the_first_heard_stands(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    for at in (DAY, date(2026, 12, 24)):
        directory.add(
            "permit", directory_facts.PermitEnded(provider=name("provider"), at=at, reason=PermitEndReason.REVOKED)
        )
    terms = await terms_known(bare, directory)
    assert maxima(terms, date(2026, 11, 17), DAY) == [2, None]


async def test_a_registration_that_never_was_leaves_nothing_and_stops_nothing(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    registered = next(event for event in directory.events if isinstance(event.fact, directory_facts.PermitRegistered))
    changed(directory, date(2026, 12, 1), maximum=5)
    directory.add(
        "permit", directory_facts.PermitEnded(provider=name("provider"), at=DAY, reason=PermitEndReason.REVOKED)
    )
    values = {"provider": name("provider"), "board": None, "fact": registered.id, "reason": "WRONG_CONTENT"}
    directory.add("permit", directory_facts.EnteredInError.model_validate(values))
    terms = await terms_known(bare, directory)
    assert terms.permits == ()
    assert terms.directory_position == len(directory.events)


async def test_a_decision_that_no_permit_is_needed_ends_when_a_permit_registered_after_it_begins(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    directory.add(
        "permit",
        directory_facts.PermitEnded(provider=name("provider"), at=date(2026, 2, 1), reason=PermitEndReason.RETURNED),
    )
    place = {"provider": name("provider"), "unit": name("unit"), "orgnr": ORGNR, "form": ServiceForm.HVB}
    free = directory_facts.NotPermitBound.model_validate({**place, "decided_by": name("board"), "on": "2026-02-01"})
    directory.add("decision", free)
    directory.add("permit after", directory.permit(valid_from="2026-12-01", valid_to="2026-12-24"))
    terms = await terms_known(bare, directory)
    days = (date(2026, 1, 31), DAY, date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 25))
    assert [terms.permit_free(day) for day in days] == [False, True, True, False, False]
    closed = [gates_at_send(terms, AgeBand.AGE_26_PLUS, TargetGroup.CRIMINAL_NETWORK, day).rules for day in days]
    assert closed == [[], [], [], [], ["C01"]]
    directory.add("decided anew", free.model_copy(update={"on": date(2026, 12, 25)}))
    terms = await terms_known(bare, directory)
    assert [terms.permit_free(day) for day in (date(2026, 12, 24), date(2026, 12, 25))] == [False, True]


async def test_hearing_the_same_again_changes_nothing(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    await bare.consume(directory)
    async with bare.database.work("referral") as work:
        before = await load_terms(work, ServiceForm.HVB, name("board"))
    await bare.consume(directory)
    async with bare.database.work("referral") as work:
        assert await load_terms(work, ServiceForm.HVB, name("board")) == before


async def test_a_newer_clause_governs_from_its_first_day(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    clause = directory_facts.Clause(
        id=name("clause"), version=2, type=ClauseType.R09, parameters={"standard_working_days": 3}, valid_from=DAY
    )
    directory.add(
        "contract", directory_facts.ClauseRegistered(board=name("board"), provider=name("provider"), clause=clause)
    )
    await bare.consume(directory)
    async with bare.database.work("referral") as work:
        found = [await answer_numbers(work, name("contract"), day) for day in (date(2026, 11, 17), DAY)]
        assert await answer_numbers(work, None, DAY) == {}
    assert [parameters["standard_working_days"] for parameters in found] == [7, 3]


async def test_a_proposed_revocation_closes_the_gates_of_the_board_that_said_it_alone(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    proposed = {"provider": name("provider"), "board": name("board"), "act": "permit_ended"}
    directory.add(
        "proposal",
        directory_facts.ChangeProposed.model_validate({**proposed, "about": name("permit"), "revoked_at": DAY}),
    )
    await bare.consume(directory)
    place = (name("provider"), name("unit"), ServiceForm.HVB)
    async with bare.database.work("referral") as work:
        own = await terms_of(work, name("board"), *place)
        other = await terms_of(work, name("other board"), *place)
    assert (own.permits_in_force(DAY), len(other.permits_in_force(DAY))) == ([], 1)
    assert own.permits_in_force(date(2026, 11, 17)) != []
    blocks = gates_at_send(own, AgeBand.AGE_26_PLUS, TargetGroup.CRIMINAL_NETWORK, DAY).blocks
    assert ["nämnden har lämnat förslaget" in block.what.sv for block in blocks] == [True]
    assert gates_at_send(other, AgeBand.AGE_26_PLUS, TargetGroup.CRIMINAL_NETWORK, DAY).blocks == ()
    assert "Obekräftat" in (unconfirmed(other) or Words(sv="", en="")).sv
    assert unconfirmed(own) is None
    directory.add("proposal", directory_facts.ProposalDecided.model_validate({**proposed, "outcome": "declined"}))
    await bare.consume(directory)
    async with bare.database.work("referral") as work:
        after = await terms_of(work, name("board"), *place)
    assert (len(after.permits_in_force(DAY)), unconfirmed(after)) == (1, None)


async def test_what_was_entered_in_error_is_as_if_it_never_was_told(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    place = (name("provider"), name("unit"), ServiceForm.HVB)
    changed = directory_facts.PermitChanged.model_validate({**directory.permit().model_dump(), "maximum": 5})
    facts = [
        directory.add("permit", changed),
        directory.add(
            "permit", directory_facts.PermitEnded(provider=name("provider"), at=DAY, reason=PermitEndReason.REVOKED)
        ),
    ]
    await bare.consume(directory)
    found = []
    registered = next(event for event in directory.events if isinstance(event.fact, directory_facts.PermitRegistered))
    for fact in (facts[1], facts[0], registered):
        values = {"provider": name("provider"), "board": None, "fact": fact.id, "reason": "WRONG_CONTENT"}
        directory.add("permit", directory_facts.EnteredInError.model_validate({**values, "register_word": True}))
        await bare.consume(directory)
        async with bare.database.work("referral") as work:
            terms = await terms_of(work, name("board"), *place)
        found.append([(permit.maximum, permit.ended_at) for permit in terms.permits_in_force(DAY)])
    assert found == [[(5, None)], [(2, None)], []]


async def test_of_two_names_told_at_once_the_last_one_stands(bare: Given) -> None:
    directory = Directory()
    directory.usual()
    for word in ("Socialnämnden", "Arbetsmarknads- och socialnämnden"):
        directory.add("board", directory_facts.BoardRegistered(municipality="1280", name=word))
    await bare.consume(directory)
    async with bare.database.work("referral") as work:
        assert (await names(work))[name("board")] == "Arbetsmarknads- och socialnämnden"


@pytest.mark.parametrize("kind", ["permit", "contract"])
async def test_an_end_of_what_was_never_told_is_parked_with_its_fact(bare: Given, kind: str) -> None:
    directory = Directory()
    fact = (
        directory_facts.PermitEnded(provider=name("provider"), at=DAY, reason=PermitEndReason.RETURNED)
        if kind == "permit"
        else directory_facts.ContractEnded(board=name("board"), provider=name("provider"), at=DAY)
    )
    event = directory.add("unheard of", fact)
    with pytest.raises(Bad) as bad:
        async with bare.database.work("referral") as work:
            await apply(work, directory.events)
    assert bad.value.event == event.id
    assert str(name("provider")) not in bad.value.reason


async def test_a_unit_that_was_never_heard_of_cannot_be_asked(bare: Given) -> None:
    with pytest.raises(Refused) as refused:
        async with bare.database.work("referral") as work:
            await terms_of(work, name("board"), name("provider"), name("unit"), ServiceForm.HVB)
    assert refused.value.code == "unknown_unit"
