"""What a keeper writes directly, undoes and leaves, and that nobody else writes what others rely on."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from schemas.reasons import ErrorReason
from services.directory import handlers
from services.directory.attestations import store as attested
from services.directory.register.facts import attestations_of
from services.directory.shared import commands as acts
from services.directory.shared import store
from services.directory.shared.state import PLATFORM, Exemption, Permit
from services.runtime.database.scope import Scope
from services.runtime.errors import Refused, StatementFailed
from tests.directory.hands import REVOKED, STINA, Hands
from tests.directory.on_file import Facts


async def test_every_fact_of_a_permit_is_entered_in_error_and_undone(hands: Hands, facts: Facts) -> None:
    permit = hands.ids["permit"]
    group = (TargetGroup.CRIMINAL_NETWORK,)
    change = acts.ChangePermit(permit, ServiceForm.HVB, (AgeBand.AGE_18_20,), group, 5, date(2020, 1, 1))
    for act in (change, hands.end()):
        await hands.decide("keeper", await hands.propose("malmo", act))
    async with hands.database.work("directory") as work:
        register = await store.load_provider(work, hands.ids["provider"])
        await attested.load(work, register, store.Wanted(ids={hands.ids["provider"]}))
    registered, changed, ended = (each.id for each in attestations_of(register, permit))
    found = []
    for fact in (ended, changed, registered):
        retract = acts.RetractFact(fact, ErrorReason.WRONG_CONTENT)
        await hands.decide("sotenas", await hands.propose("malmo", retract))
        held = await hands.permit()
        found.append((held.maximum, held.ended_at, len(held.age_bands)) if held else None)
    assert found == [(5, None, 1), (8, None, 2), None]
    assert (await facts())[-1] == "EnteredInError"
    async with hands.database.plain() as plain:
        body = await plain.value("select body from directory.log order by position desc limit 1")
    assert json.loads(body)["data"]["register_word"]
    again = acts.RegisterPermit(
        hands.ids["provider"],
        hands.ids["unit"],
        ServiceForm.HVB,
        (AgeBand.AGE_18_20,),
        group,
        4,
        date(2026, 1, 1),
        number="T-1",
    )
    await hands.decide("keeper", await hands.propose("malmo", again))
    async with hands.database.work("directory") as work:
        assert [one.maximum for one in (await store.load_all(work, [Permit])).all(Permit)] == [4]


async def test_a_keeper_tells_the_register_directly_and_undoes_it(hands: Hands, facts: Facts) -> None:
    _, _, scope = hands.who("keeper")
    free = acts.RecordNotPermitBound(hands.ids["provider"], hands.ids["unit"], ServiceForm.COACHING, STINA, REVOKED)
    [exemption] = await handlers.carry_out(hands.database, hands.author("keeper"), [free], scope)
    async with hands.database.plain() as plain:
        fact = await plain.value("select id from directory.attested where subject = :subject", subject=exemption)
    retract = acts.RetractFact(fact, ErrorReason.DID_NOT_HAPPEN)
    await handlers.carry_out(hands.database, hands.author("keeper"), [retract], scope)
    assert (await facts())[-2:] == ["NotPermitBound", "EnteredInError"]
    async with hands.database.work("directory") as work:
        assert (await store.load_all(work)).all(Exemption) == []


async def test_a_unit_that_something_rests_on_is_not_retracted(hands: Hands) -> None:
    async with hands.database.plain() as plain:
        fact = await plain.value("select id from directory.attested where subject = :unit", unit=hands.ids["unit"])
    with pytest.raises(Refused) as refused:
        await hands.propose("malmo", acts.RetractFact(fact, ErrorReason.WRONG_CONTENT))
    assert refused.value.code == "relied_on"


WRITES = {
    "permit": "update directory.permit set maximum = 1",
    "ended": "update directory.permit set ended_at = '2026-01-01'",
    "exemption": "insert into directory.not_permit_bound (id, provider_id, unit_id, orgnr, form, decided_by, decided_on) "
    "select gen_random_uuid(), provider_id, id, '5599990016', 'OPPENVARD', gen_random_uuid(), '2026-01-01' from directory.unit",
    "unit": "update directory.unit set county = '12'",
    "provider": "update directory.provider set fiscal_year_end = '01-31'",
    "confirmed": "update directory.proposal set outcome = 'confirmed', decided_person = runtime.me(), decided_at = runtime.now(), "
    f"decided_by = case when runtime.is_keeper() then cast('{PLATFORM}' as uuid) else (runtime.my_boards())[1] end",
    "retracted": "insert into directory.attested (id, type, subject, teller, provider_id, occurred, recorded_at, body, register) "
    "select gen_random_uuid(), type, subject, teller, provider_id, occurred, recorded_at, body, true from directory.attested "
    "where type like '%.PermitRegistered.v1'",
}  # fmt: skip


@pytest.mark.parametrize("who", ["malmo", "provider", "stranger", "supervisor", "operator", "keeper"])
@pytest.mark.parametrize("write", sorted(WRITES))
async def test_nobody_but_a_keeper_writes_what_others_rely_on(hands: Hands, who: str, write: str) -> None:
    await hands.propose("malmo", hands.end())
    scopes = {
        "stranger": Scope(boards=(uuid4(),), person=uuid4()),
        "supervisor": Scope(supervisor=True, person=uuid4()),
        "operator": Scope(operator=True, person=uuid4()),
    }
    scope = scopes.get(who) or hands.who(who)[2]

    async def changed() -> int:
        async with hands.database.work("directory", scope) as work:
            return await work.run(WRITES[write])

    if who == "keeper":
        assert await changed() == 1
        return
    try:
        written = await changed()
    except StatementFailed as failed:
        refused = str(failed)
    else:
        refused = "" if written else "row-level security hides the rows"
    assert "row-level security" in refused


async def test_another_board_writes_only_in_the_transaction_in_which_it_confirms(hands: Hands) -> None:
    proposal = await hands.propose("malmo", hands.end())
    await hands.decide("sotenas", proposal)
    for name in ("sotenas", "malmo"):
        async with hands.database.work("directory", hands.who(name)[2]) as work:
            assert await work.run("update directory.permit set maximum = 1") == 0
