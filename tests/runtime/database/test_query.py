"""Statements made of expressions: fixed values stand in the SQL, open ones are bound, rows become values, rows are written."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import bindparam
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from services.referral.known_tables import KnownContractRow
from services.referral.tables import CaseRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import AppliedRow
from services.runtime.errors import StatementFailed
from tests.runtime.database.contracts import Contract

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_what_is_fixed_stands_in_the_sql_and_what_is_open_is_bound() -> None:
    found = query(select(CaseRow.id).where(CaseRow.board == bindparam("board"), col(CaseRow.opened_at) > AT))
    assert found.names == ("board",)
    assert "2026-11-02" in found.sql
    with pytest.raises(TypeError, match="needs a value for board"):
        found.arguments({})
    with pytest.raises(TypeError, match="has no value named bord; it has board"):
        found.arguments({"board": uuid4(), "bord": 1})


def test_a_quotation_mark_in_a_fixed_value_stays_inside_it() -> None:
    found = query(select(KnownContractRow.id).where(KnownContractRow.number == "O'Hara'; drop table x --"))
    assert "'O''Hara''; drop table x --'" in found.sql


def test_a_table_gives_its_columns_by_the_names_of_its_class_an_alias_of_it_too() -> None:
    other = aliased(CaseRow)
    for chosen in (CaseRow, other):
        sql = query(select(chosen)).sql
        assert "board_unit_id AS board_unit" in sql


def test_a_value_names_the_columns_that_are_read_for_it() -> None:
    found = query(select(*fields_of(KnownContractRow, Contract, besides=("forms",)))).sql
    assert "known_contract.board_id AS board" in found
    assert "forms" not in found
    assert "provider_id" not in found
    with pytest.raises(AttributeError, match="forms"):
        fields_of(CaseRow, Contract, besides=("number",))


async def test_a_statement_about_a_table_of_whichever_service_is_made_for_one(referral: Database) -> None:
    place = {"log": "directory", "subject": uuid4()}
    reached = query(select(AppliedRow.sequence), into=int)
    assert "this_schema.applied" in reached.sql
    assert "referral.applied" in reached.of("referral").sql
    assert reached.of("referral") is reached.of("referral")
    async with referral.work("referral") as work:
        await work.put(AppliedRow, place | {"sequence": 4}, schema="referral")
        await work.put(AppliedRow, place | {"sequence": 5}, schema="referral")
        assert await work.one(reached.of("referral")) == 5
        with pytest.raises(StatementFailed, match="this_schema"):
            await work.one(reached)
