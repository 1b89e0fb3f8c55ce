"""A file of tables that a person can write: its form as data, its rows, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from services.runtime.language.look_alikes import alike
from services.runtime.language.words import Words

Owner = Literal["board", "provider"]
C = TypeVar("C")


@dataclass(frozen=True)
class Column:
    """A column by its Swedish and English heading; its key is read as a heading too.

    `prose` may go on over several lines. `exact` is refused with hidden characters, where others lose them.
    """

    key: str
    words: Words
    required: bool = True
    prose: bool = False
    exact: bool = False


@dataclass(frozen=True)
class TableFormat:
    """A table of a file, and whose it is: in the portal a board takes in its own tables, a provider its own.

    What belongs to neither is the operator's, on the command line.
    """

    key: str
    words: Words
    columns: tuple[Column, ...]
    of: tuple[Owner, ...] = ("board",)

    def column(self, key: str) -> Column:
        """Give a column by its key."""
        return next(column for column in self.columns if column.key == key)

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        """Give the columns by every heading they may have, in lower case."""
        return {
            plain_word(word): column
            for column in self.columns
            for word in (column.words.sv, column.words.en, column.key)
        }


@dataclass(frozen=True)
class FileFormat:
    """What a file may hold: its tables, the table its faults give as an example, and how many rows at most."""

    tables: tuple[TableFormat, ...]
    example: Words
    most_rows: int

    @cached_property
    def by_word(self) -> dict[str, TableFormat]:
        """Give the tables by their names in both languages, in lower case."""
        return {plain_word(word): table for table in self.tables for word in (table.words.sv, table.words.en)}


@dataclass(frozen=True)
class Wrong:
    """Something that must be put right: where, what, and how."""

    line: int
    field: Words
    what: Words
    remedy: Words


@dataclass(frozen=True)
class Row:
    """A row of a table: what stands in each column, trimmed and tidied."""

    table: TableFormat
    line: int
    cells: dict[str, str]


def for_another(row: Row) -> Wrong:
    """Tell who takes in a table that is not for whoever takes in this file."""
    who = Words(sv="driften", en="the operator")
    if row.table.of:
        board = "board" in row.table.of
        who = Words(sv="nämnden", en="the board") if board else Words(sv="utföraren", en="the provider")
    return Wrong(
        row.line,
        row.table.words,
        Words(sv="Den tabellen läses in av {who}.", en="That table is taken in by {who}.").fill(who=who),
        Words(
            sv="Ta bort tabellen ur filen och be {who} läsa in den.",
            en="Remove the table and ask {who} to take it in.",
        ).fill(who=who),
    )


def by_word(labels: Mapping[C, Words]) -> dict[str, C]:
    """Give codes by their value and by their names in both languages, in lower case."""
    found: dict[str, C] = {}
    for code, words in labels.items():
        for word in (words.sv, str(code), words.en):
            found.setdefault(plain_word(word), code)
    return found


def no_choice(typed: str, names: Iterable[str]) -> tuple[Words, Words]:
    """Say that a word is none of the choices, and name those there are."""
    return (
        Words(sv="{typed} finns inte att välja.", en="{typed} is not one of the choices.").fill(typed=typed[:40]),
        Words(sv="Välj bland: {names}.", en="Choose among: {names}.").fill(names=", ".join(names)),
    )


def plain_word(word: str) -> str:
    """Give a word as it is compared: as it is seen, in lower case, with plain dashes, without "years" at its end."""
    return alike(word).removesuffix(" år").removesuffix(" years").rstrip()
