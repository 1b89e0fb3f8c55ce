"""Loading what acts need, and saving what they changed: one query or statement a table."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any
from uuid import UUID

from schemas.directory import Clause
from services.directory.shared import municipalities
from services.directory.shared.commands import Command
from services.directory.shared.mapping import STRIKABLE, TABLES, clause, clause_rows
from services.directory.shared.state import Contract, Register, Thing
from services.runtime.database.work import Work

_ONE_WRITER = 5_270_118
_KINDS: dict[str, type[Any]] = {table.name: kind for kind, table in TABLES.items()}
_KEPT_TOGETHER = {
    "board": "municipality = any(cast(:words as text[]))",
    "provider": "orgnr = any(cast(:words as text[]))",
    "unit": "provider_id = any(cast(:ids as uuid[]))",
    "permit": "provider_id = any(cast(:ids as uuid[]))",
    "not_permit_bound": "provider_id = any(cast(:ids as uuid[]))",
    "contract": "board_id = any(cast(:ids as uuid[])) and "
    "(number = any(cast(:words as text[])) or provider_id = any(cast(:ids as uuid[])))",
    "commission": "person = any(cast(:ids as uuid[]))",
}


@dataclass
class Wanted:
    """What some acts speak of: every id in them, and every word that may be a natural key."""

    ids: set[UUID] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @classmethod
    def by(cls, acts: Iterable[Command]) -> "Wanted":
        """Gather what acts speak of."""
        wanted = cls()
        for act in acts:
            wanted.add(act)
        return wanted

    def add(self, value: object) -> None:
        """Gather the ids and words of one value, however deep."""
        if isinstance(value, UUID):
            self.ids.add(value)
        elif isinstance(value, str):
            self.words.update({value, " ".join(value.split()), re.sub(r"\D", "", value)[-10:]})
        elif isinstance(value, tuple):
            for part in value:
                self.add(part)
        elif is_dataclass(value):
            for each in fields(value):
                if each.name != "words":
                    self.add(getattr(value, each.name))


async def one_writer(work: Work) -> None:
    """Let one transaction at a time decide over the directory; it changes seldom, and its checks look across things."""
    await work.row("select pg_advisory_xact_lock(:key)", key=_ONE_WRITER)


async def load(work: Work, wanted: Wanted) -> Register:
    """Load what acts speak of and what must be compared with it."""
    keys: dict[str, Any] = {"ids": list(wanted.ids), "words": list(wanted.words)}
    things: list[Thing] = []
    for name, together in _KEPT_TOGETHER.items():
        used = {key: value for key, value in keys.items() if key == "ids" or f":{key}" in together}
        rows = await work.rows(
            f"select * from directory.{name} where (id = any(cast(:ids as uuid[])) or ({together})){_on_file(name)}",
            **used,
        )
        things += [TABLES[_KINDS[name]].to_thing(row) for row in rows]
    return Register.of(await _with_clauses(work, things), municipalities.codes())


async def load_all(work: Work, names: Sequence[str] = tuple(_KINDS)) -> Register:
    """Load whole tables, as far as the work's role may read them."""
    things: list[Thing] = []
    for name in names:
        rows = await work.rows(f"select * from directory.{name} where true{_on_file(name)}")
        things += [TABLES[_KINDS[name]].to_thing(row) for row in rows]
    return Register.of(await _with_clauses(work, things), municipalities.codes())


async def load_provider(work: Work, provider: UUID) -> Register:
    """Load a provider with its units, permits and decisions, its contracts as far as the role may see, and every board."""
    register = await load(work, Wanted(ids={provider}))
    rows = await work.rows(
        "select * from directory.contract where provider_id = :provider and not struck", provider=provider
    )
    contracts = await _with_clauses(work, [TABLES[Contract].to_thing(row) for row in rows])
    boards = await load_all(work, ["board"])
    things = (*register.things.values(), *contracts, *boards.things.values())
    return Register.of(things, municipalities.codes())


async def _with_clauses(work: Work, things: list[Thing]) -> list[Thing]:
    contracts = [thing.id for thing in things if isinstance(thing, Contract)]
    if not contracts:
        return things
    rows = await work.rows(
        "select * from directory.clause where contract_id = any(cast(:contracts as uuid[])) and not struck "
        "order by version, number, id",
        contracts=contracts,
    )
    clauses: defaultdict[UUID, list[Clause]] = defaultdict(list)
    for row in rows:
        clauses[row["contract_id"]].append(clause(row))
    return [
        replace(thing, clauses=tuple(clauses[thing.id])) if isinstance(thing, Contract) else thing for thing in things
    ]


def _on_file(table: str) -> str:
    return " and not struck" if table in STRIKABLE else ""


async def save(work: Work, things: Iterable[Thing]) -> None:
    """Save things as they are from now on, the last of each id, and every clause version that is new."""
    newest = {thing.id: thing for thing in things}
    for kind, table in TABLES.items():
        rows = [table.to_row(thing) for thing in newest.values() if isinstance(thing, kind)]
        if rows:
            await work.run_many(_upsert(table.name, list(rows[0])), rows)
    contracts = [thing for thing in newest.values() if isinstance(thing, Contract)]
    clauses = [row for contract in contracts for row in clause_rows(contract)]
    if clauses:
        await work.run_many(_INSERT_CLAUSE, clauses)
    for contract in contracts:
        kept = [f"{each.id}/{each.version}" for each in contract.clauses]
        await work.run(_STRIKE_CLAUSES, contract=contract.id, kept=kept)


_INSERT_CLAUSE = """insert into directory.clause (contract_id, id, version, board_id, provider_id, type, number, parameters,
valid_from, valid_to) values (:contract_id, :id, :version, :board_id, :provider_id, :type, :number,
cast(:parameters as jsonb), :valid_from, :valid_to) on conflict (contract_id, id, version) do update
set type = excluded.type, number = excluded.number, parameters = excluded.parameters, valid_from = excluded.valid_from,
valid_to = excluded.valid_to, struck = false where clause.struck"""
_STRIKE_CLAUSES = """update directory.clause set struck = true where contract_id = :contract and not struck
and not (id || '/' || version) = any(cast(:kept as text[]))"""


def _upsert(table: str, columns: list[str]) -> str:
    names = ", ".join(columns)
    values = ", ".join(f":{column}" for column in columns)
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "id")
    return f"insert into directory.{table} ({names}) values ({values}) on conflict (id) do update set {changes}"
