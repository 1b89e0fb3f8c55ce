"""What a portal's transaction may touch of the vault, its log of readings, the places and the log's counters, by rows alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.runtime.errors import StatementFailed
from services.runtime.vault.vault import Erased
from tests.referral.given import BOARD, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Given, OutsideActor, name, scope

READING = (
    "insert into referral.read_log (id, person, reader, organisation, about, what, why, at) "
    "values (:id, :case, :reader, :organisation, :case, 'identity', 'case', runtime.now())"
)


async def rows(given: Given, actor: OutsideActor, statement: str, **values: Any) -> list[Any]:
    """Read under an actor's own rows."""
    async with given.database.work("referral", scope=scope(actor)) as work:
        return list(await work.rows(statement, **values))


async def change(given: Given, actor: OutsideActor, statement: str, **values: Any) -> int:
    """Change something under an actor's own rows; gives how many rows that touched."""
    async with given.database.work("referral", scope=scope(actor)) as work:
        return await work.run(statement, **values)


async def test_a_sealed_identity_is_there_for_its_board_and_the_provider_that_was_asked(given: Given) -> None:
    now = await given.now()
    await given.draft("draft", now)
    await given.sent("sent", now)
    sealed = "select person from referral.vault"
    assert len(await rows(given, BOARD, sealed)) == 2
    assert len(await rows(given, PROVIDER, sealed)) == 1
    for stranger in (OTHER_BOARD, OTHER_PROVIDER):
        assert await rows(given, stranger, sealed) == []
        (row,) = await rows(given, PROVIDER, sealed)
        with pytest.raises(Erased):
            async with given.database.work("referral", scope=scope(stranger)) as work:
                await given.vault.open_text(work, "referral", row["person"], b"")


async def test_nobody_in_the_portal_replaces_or_destroys_a_key(given: Given) -> None:
    await given.draft("draft", await given.now())
    for statement in ("update referral.vault set wrapped_key = null, sealed = null", "delete from referral.vault"):
        with pytest.raises(StatementFailed, match="permission denied"):
            await change(given, BOARD, statement)


async def test_who_read_a_case_is_for_its_board_and_nobody_logs_for_another(given: Given) -> None:
    referral = await given.draft("draft", await given.now())
    [case] = [row["case_id"] for row in await rows(given, BOARD, "select case_id from referral.referral")]
    assert referral is not None
    values = {"case": case, "organisation": BOARD.organisation}
    assert await change(given, BOARD, READING, id=uuid4(), reader=BOARD.person, **values) == 1
    with pytest.raises(StatementFailed, match="row-level security"):
        await change(given, OTHER_BOARD, READING, id=uuid4(), reader=BOARD.person, **values)
    assert len(await rows(given, BOARD, "select reader from referral.read_log")) == 1
    assert await rows(given, OTHER_BOARD, "select reader from referral.read_log") == []


async def test_places_are_counted_by_those_who_have_to_do_with_them(given: Given) -> None:
    await given.sent("sent", await given.now())
    taken = "update referral.capacity set placed = placed + 1"
    insert = "insert into referral.capacity (orgnr, form, unit_id, provider_id) values ('1', 'HVB', :unit, :provider)"
    mine = {"unit": name("unit"), "provider": name("provider")}
    with pytest.raises(StatementFailed, match="row-level security"):
        await change(given, OTHER_PROVIDER, insert, **mine)
    assert await change(given, PROVIDER, insert, **mine) == 1
    for stranger in (OTHER_BOARD, OTHER_PROVIDER):
        assert len(await rows(given, stranger, "select placed from referral.capacity")) >= 1
        assert await change(given, stranger, taken) == 0
    assert await change(given, PROVIDER, taken) >= 1
    assert await change(given, BOARD, taken) >= 1


async def test_the_counters_of_a_log_give_the_next_number_and_tell_no_other(given: Given) -> None:
    await given.draft("draft", await given.now())
    for statement in (
        "select * from referral.subject_sequence",
        "update referral.subject_sequence set sequence = 9",
        "update referral.log_head set position = 9",
    ):
        with pytest.raises(StatementFailed, match="permission denied"):
            await change(given, BOARD, statement)
    assert await rows(given, BOARD, "select * from referral.move_head(-1)") == []
