"""Statements run: rows are written many at once, read as values and documents, changed, and refused in words."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, update
from sqlmodel import col, select

from services.referral.known_tables import KnownClauseRow, KnownContractRow
from services.runtime.database.expressions import among, as_lists, given, if_given
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.errors import StatementFailed
from tests.runtime.database.contracts import Contract, Form

NEW_YEAR = date(2027, 1, 1)


def contract(**values: object) -> dict[str, object]:
    """A contract's row, all but what is given the same."""
    usual = {"id": uuid4(), "board": uuid4(), "provider": uuid4(), "number": "A-1", "forms": [Form.HVB, Form.FAM]}
    return {**usual, "valid_from": date(2026, 1, 1), "valid_to": None, "position": 1, **values}


BY_NUMBER = query(
    select(
        KnownContractRow.id,
        KnownContractRow.board,
        KnownContractRow.number,
        KnownContractRow.forms,
        KnownContractRow.valid_to,
    )
    .where(among(KnownContractRow.number, "numbers"))
    .order_by(col(KnownContractRow.number)),
    into=Contract,
)


async def test_rows_are_written_many_at_once_and_read_as_values(referral: Database) -> None:
    first, second = contract(), contract(number="A-2", forms=[], valid_to=date(2027, 1, 1))
    async with referral.work("referral") as work:
        assert await work.add(KnownContractRow, [first, second]) == 2
    async with referral.work("referral") as work:
        found = await work.all(BY_NUMBER, numbers=["A-1", "A-2", "A-3"])
        assert await work.one(BY_NUMBER, numbers=["none"]) is None
    assert found == [
        Contract(first["id"], first["board"], "A-1", (Form.HVB, Form.FAM), None),  # type: ignore[arg-type]
        Contract(second["id"], second["board"], "A-2", (), date(2027, 1, 1)),  # type: ignore[arg-type]
    ]


async def test_a_condition_on_a_value_that_is_not_given_lets_every_row_through(referral: Database) -> None:
    chosen = select(KnownContractRow.number).where(if_given(KnownContractRow.board, "board"))
    numbers = query(chosen.order_by(col(KnownContractRow.number)), into=str)
    board = uuid4()
    async with referral.work("referral") as work:
        await work.add(KnownContractRow, [contract(board=board), contract(number="A-2")])
        assert await work.all(numbers, board=board) == ["A-1"]
        assert await work.all(numbers, board=None) == ["A-1", "A-2"]


async def test_a_row_that_is_there_fails_is_kept_or_is_changed(referral: Database) -> None:
    number = query(select(KnownContractRow.number), into=str)
    row = contract()
    async with referral.work("referral") as work:
        await work.add(KnownContractRow, row)
    with pytest.raises(StatementFailed):
        async with referral.work("referral") as work:
            await work.add(KnownContractRow, row)
    async with referral.work("referral") as work:
        assert await work.add_new(KnownContractRow, {**row, "number": "B"}) == 0
        assert await work.all(number) == ["A-1"]
        await work.put(KnownContractRow, {**row, "number": "C"})
        assert await work.all(number) == ["C"]
        changes = update(KnownContractRow).where(col(KnownContractRow.id) == bindparam("id")).values(number="D")
        assert await work.run(query(changes), id=row["id"]) == 1
        assert await work.all(number) == ["D"]


async def test_rows_come_as_lists_and_change_those_they_name(referral: Database) -> None:
    first, second, third = (contract(number=number, valid_to=NEW_YEAR) for number in ("A-1", "A-2", "A-3"))
    new = given(id=KnownContractRow.id, last=KnownContractRow.valid_to)
    end = query(update(KnownContractRow).where(col(KnownContractRow.id) == new.c.id).values(valid_to=new.c.last))
    rows = [{"id": first["id"], "last": date(2026, 6, 30)}, {"id": second["id"], "last": None}]
    async with referral.work("referral") as work:
        await work.add(KnownContractRow, [first, second, third])
        assert await work.run(end, **as_lists(rows)) == 2
        found = await work.all(BY_NUMBER, numbers=["A-1", "A-2", "A-3"])
    assert [each.valid_to for each in found] == [date(2026, 6, 30), None, NEW_YEAR]


async def test_documents_go_in_and_come_out_as_they_are(referral: Database) -> None:
    clause = {"contract": uuid4(), "id": uuid4(), "version": 1, "board": uuid4(), "provider": uuid4(), "type": "R01"}
    days = {"parameters": {"days": 14, "text": "ö'\""}, "valid_from": date(2026, 1, 1), "valid_to": None}
    async with referral.work("referral") as work:
        await work.add(KnownClauseRow, [{**clause, **days}])
        assert await work.all(query(select(KnownClauseRow.parameters))) == [{"parameters": days["parameters"]}]


async def test_a_name_that_a_table_does_not_have_is_refused_in_words(referral: Database) -> None:
    async with referral.work("referral") as work:
        with pytest.raises(TypeError, match="KnownContractRow has no nummer; it has id, board"):
            await work.add(KnownContractRow, [{"nummer": 1}])
        with pytest.raises(TypeError, match="the first one named"):
            await work.add(KnownContractRow, [contract(), {"id": uuid4()}])
