"""From the text of a file of tables to rows with line numbers; what cannot be read is named by line and field."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.runtime.files import faults, table_faults
from services.runtime.files.table import Column, FileFormat, Row, TableFormat, Wrong, plain_word
from services.runtime.files.text import READ_TWICE
from services.runtime.language.look_alikes import hides, tidy

MOST_LINES = 200
"""So many lines a field in quotation marks may hold."""
LONGEST_FIELD = 100_000
_DELIMITERS = ";\t,"
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r'"?sep=(.?)"?', re.IGNORECASE)


@dataclass
class FileRead:
    """What a file holds: rows by table, and what could not be read."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def of(self, table: str) -> Iterator[Row]:
        """Give the rows of one table, in order of line."""
        return (row for row in self.rows if row.table.key == table)


def read_text(text: str, form: FileFormat) -> FileRead:
    """Read tables from text. Each begins with its name in brackets, then a line of headings, then rows."""
    read = FileRead()
    at = _Place(None)
    lines, index = _LINE_END.split(text), 0
    while index < len(lines):
        number, line, index = index + 1, lines[index], index + 1
        bare = line.strip(_DELIMITERS + ' "\ufeff')
        if not bare or bare.startswith("#") or (number == 1 and _SEPARATOR_LINE.fullmatch(bare)):
            continue
        if bare.startswith("["):
            at = _Place(form.by_word.get(plain_word(bare.strip("[] "))), number)
            if at.table is None:
                read.wrong.append(table_faults.unknown_table(form, number, bare))
                at.skipping = True
        elif not at.skipping:
            line, index = _whole(lines, index)
            _line(read, form, at, number, line)
    if not read.rows and not read.wrong:
        read.wrong.append(faults.empty())
    if len(read.rows) > form.most_rows:
        read.wrong.append(faults.too_many(form, len(read.rows)))
    return read


@dataclass
class _Place:
    """Where the reading stands: in which table, its headings once read, and whether its lines are passed over."""

    table: TableFormat | None
    line: int = 0
    columns: list[Column | None] | None = None
    delimiter: str = ";"
    skipping: bool = False
    read_twice: set[str] = field(default_factory=set)


def _whole(lines: Sequence[str], index: int) -> tuple[str, int]:
    """Give the line before `index` with those that a field in quotation marks goes on over, and where the next begins.

    A mark that no line closes stands alone: the reading goes on at the next line, so that it swallows none.
    """
    odd = lines[index - 1].count('"') % 2 == 1
    for end in range(index, min(index + MOST_LINES, len(lines) + 1)):
        if end > index:
            odd ^= lines[end - 1].count('"') % 2 == 1
        if not odd:
            joined = "\n".join(lines[index - 1 : end])
            return (joined, end) if end == index or _is_sound(joined) else (lines[index - 1], index)
    return lines[index - 1], index


def _is_sound(text: str) -> bool:
    """Tell whether quotation marks of a text stand where a field begins and ends, by any of the separators."""
    return any(_cells(text, delimiter) is not None for delimiter in _DELIMITERS)


def _line(read: FileRead, form: FileFormat, at: _Place, number: int, line: str) -> None:
    if at.table is None:
        read.wrong.append(table_faults.no_table(form, number))
        at.skipping = True
        return
    if at.columns is None:
        at.line, at.delimiter = number, max(_DELIMITERS, key=line.count)
    cells = _cells(line, at.delimiter)
    if cells is None:
        read.wrong.append(faults.quotation(number, at.table))
        at.skipping = at.columns is None
    elif any(len(cell) > LONGEST_FIELD for cell in cells):
        read.wrong.append(faults.too_long(number, at.table, LONGEST_FIELD))
    elif at.columns is None:
        headings = [cell.rstrip("* ") for cell in cells]
        at.columns, wrong = _headings(at.table, number, headings)
        read.wrong += wrong
        at.skipping = bool(wrong)
    else:
        _row(read, at, number, cells)


def _cells(line: str, delimiter: str) -> list[str] | None:
    """Give the fields of a line, trimmed; None when its quotation marks, or its length, cannot be read."""
    try:
        rows = list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return [cell.strip() for cell in rows[0]] if len(rows) == 1 else None


def _headings(table: TableFormat, line: int, cells: Sequence[str]) -> tuple[list[Column | None], list[Wrong]]:
    columns = [table.by_heading.get(plain_word(cell)) for cell in cells]
    wrong = [
        table_faults.unknown_column(table, line, cell)
        for cell, column in zip(cells, columns, strict=True)
        if cell and column is None
    ]
    present = {column.key for column in columns if column}
    wrong += [
        table_faults.missing_column(table, line, column)
        for column in table.columns
        if column.required and column.key not in present
    ]
    doubled = {column.key for column in columns if column and columns.count(column) > 1}
    wrong += [table_faults.doubled_column(line, table.column(key)) for key in sorted(doubled)]
    return columns, wrong


def _row(read: FileRead, at: _Place, line: int, cells: Sequence[str]) -> None:
    columns, table = at.columns or [], at.table
    if table is None:
        return
    if any(cells[len(columns) :]):
        read.wrong.append(table_faults.too_many_fields(line, table))
        return
    filled = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    wrong = [fault for column, cell in filled.items() if (fault := _fault(at, line, column, cell))]
    read.wrong += wrong
    read.rows.append(Row(table, line, {column.key: tidy(cell).strip() for column, cell in filled.items()}))


def _fault(at: _Place, line: int, column: Column, cell: str) -> Wrong | None:
    """Say what no field may hold: characters that were read wrongly, rows swallowed by a quotation mark, what is hidden."""
    if "\ufffd" in cell:
        return faults.unreadable(line, column)
    if READ_TWICE.search(cell):
        if column.key in at.read_twice:
            return None
        at.read_twice.add(column.key)
        return faults.read_twice(at.line, column, line)
    if "\n" in cell and (not column.prose or any(_looks_like_a_row(at, part) for part in cell.split("\n")[1:])):
        return faults.swallowed(line, column)
    return faults.hidden(line, column) if column.exact and hides(cell) else None


def _looks_like_a_row(at: _Place, line: str) -> bool:
    """Tell whether a line inside a text has as many fields as its table and begins with one word, as rows do."""
    first, *others = line.split(at.delimiter)
    return len(others) >= max(len(at.columns or ()) - 1, 1) and len(first.split()) == 1
