"""From the bytes of a file of tables to rows with line numbers; what cannot be read is told by line and field."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.runtime.table_file import Column, FileFormat, Row, TableFormat, Wrong, plain_word
from services.runtime.words import Words, plain

MOST_LINES = 200
"""So many lines a field in quotation marks may hold."""
_DELIMITERS = ";\t,"


@dataclass
class FileRead:
    """What a file holds: rows by table, and what could not be read."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def of(self, table: str) -> Iterator[Row]:
        """Give the rows of one table, in order of line."""
        return (row for row in self.rows if row.table.key == table)


_FILE = Words(sv="filen", en="the file")
_TABLE = Words(sv="tabell", en="table")


def decode(content: bytes) -> str:
    """Read the bytes of a file as text: UTF-8, else the Windows code page that spreadsheets still write.

    Raises ValueError for what is no text at all.
    """
    if content.startswith(b"PK") or b"\x00" in content:
        raise ValueError("a spreadsheet or another binary file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def not_text() -> Wrong:
    """Tell that a file is no text."""
    return Wrong(
        1,
        _FILE,
        Words(sv="Filen är inte en textfil.", en="The file is not a text file."),
        Words(
            sv="Spara kalkylbladet som CSV (UTF-8) och välj den filen.",
            en="Save the sheet as CSV (UTF-8) and choose that file.",
        ),
    )


def read_text(text: str, form: FileFormat) -> FileRead:
    """Read tables from text. Each begins with its name in brackets, then a line of headings, then rows."""
    read = FileRead()
    at = _Place(None)
    lines, index = text.splitlines(), 0
    while index < len(lines):
        number, line, index = index + 1, lines[index], index + 1
        bare = line.strip(_DELIMITERS + ' "\ufeff')
        if not bare or bare.startswith("#"):
            continue
        if bare.startswith("["):
            at = _Place(form.by_word.get(plain_word(bare.strip("[] "))))
            if at.table is None:
                read.wrong.append(_unknown_table(form, number, bare))
                at.skipping = True
        elif not at.skipping:
            line, index = _whole(lines, index, at)
            _line(read, form, at, number, line)
    if not read.rows and not read.wrong:
        read.wrong.append(_empty())
    if len(read.rows) > form.most_rows:
        read.wrong.append(_too_many(form, len(read.rows)))
    return read


@dataclass
class _Place:
    """Where the reading stands: in which table, its headings once read, and whether its lines are passed over."""

    table: TableFormat | None
    columns: list[Column | None] | None = None
    delimiter: str = ";"
    skipping: bool = False


def _whole(lines: Sequence[str], index: int, at: _Place) -> tuple[str, int]:
    """Give the line before `index` with those that a field in quotation marks goes on over, and where the next begins."""
    line = lines[index - 1]
    if at.columns is None:
        return line, index
    for end in range(index, min(index + MOST_LINES, len(lines) + 1)):
        joined = "\n".join(lines[index - 1 : end])
        if not _goes_on(joined, at.delimiter):
            return joined, end
    return line, index


def _goes_on(text: str, delimiter: str) -> bool:
    """Tell whether a text ends inside a field in quotation marks."""
    try:
        list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _line(read: FileRead, form: FileFormat, at: _Place, number: int, line: str) -> None:
    if at.table is None:
        read.wrong.append(_no_table(form, number))
        at.skipping = True
    elif at.columns is None:
        at.delimiter = max(_DELIMITERS, key=line.count)
        at.columns, wrong = _headings(at.table, number, _cells(line, at.delimiter))
        read.wrong += wrong
        at.skipping = bool(wrong)
    else:
        _row(read, at.table, at.columns, number, _cells(line, at.delimiter))


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _headings(table: TableFormat, line: int, cells: Sequence[str]) -> tuple[list[Column | None], list[Wrong]]:
    columns = [table.by_heading.get(plain_word(cell)) for cell in cells]
    names = Words(
        sv=", ".join(column.words.sv for column in table.columns),
        en=", ".join(column.words.en for column in table.columns),
    )
    remedy = Words(sv="Kolumnerna är: {names}.", en="The columns are: {names}.").fill(names=names)
    wrong = [
        Wrong(line, plain(cell[:40]), Words(sv="Okänd kolumn.", en="Unknown column."), remedy)
        for cell, column in zip(cells, columns, strict=True)
        if cell and column is None
    ]
    present = {column.key for column in columns if column}
    wrong += [
        Wrong(line, column.words, Words(sv="Kolumnen saknas.", en="The column is missing."), remedy)
        for column in table.columns
        if column.required and column.key not in present
    ]
    doubled = {column.key for column in columns if column and columns.count(column) > 1}
    wrong += [
        Wrong(
            line, table.column(key).words, Words(sv="Kolumnen står två gånger.", en="The column stands twice."), remedy
        )
        for key in sorted(doubled)
    ]
    return columns, wrong


def _row(read: FileRead, table: TableFormat, columns: Sequence[Column | None], line: int, cells: Sequence[str]) -> None:
    if any(cells[len(columns) :]):
        read.wrong.append(
            Wrong(
                line,
                table.words,
                Words(sv="Raden har fler fält än rubriker.", en="The row has more fields than headings."),
                Words(
                    sv="Ta bort det som är för mycket, eller sätt citattecken om fält som innehåller avgränsaren.",
                    en="Remove what is too much, or put quotation marks around fields that hold the separator.",
                ),
            )
        )
        return
    filled = {column.key: cell for column, cell in zip(columns, cells, strict=False) if column}
    read.rows.append(Row(table, line, filled))


def _unknown_table(form: FileFormat, line: int, bare: str) -> Wrong:
    names = Words(
        sv=", ".join(f"[{table.words.sv}]" for table in form.tables),
        en=", ".join(f"[{table.words.en}]" for table in form.tables),
    )
    return Wrong(
        line,
        plain(bare[:40]),
        Words(sv="Okänd tabell.", en="Unknown table."),
        Words(sv="Tabellerna är: {names}.", en="The tables are: {names}.").fill(names=names),
    )


def _no_table(form: FileFormat, line: int) -> Wrong:
    return Wrong(
        line,
        _TABLE,
        Words(sv="Raden hör inte till någon tabell.", en="The row belongs to no table."),
        Words(
            sv="Börja varje tabell med en rad med dess namn, till exempel [{example}], och sedan en rad med rubriker.",
            en="Begin each table with a line with its name, such as [{example}], then a line of headings.",
        ).fill(example=form.example),
    )


def _empty() -> Wrong:
    return Wrong(
        1,
        _FILE,
        Words(sv="Filen innehåller inga rader.", en="The file holds no rows."),
        Words(
            sv="Välj en fil med minst en tabell och en rad.", en="Choose a file with at least one table and one row."
        ),
    )


def _too_many(form: FileFormat, count: int) -> Wrong:
    return Wrong(
        1,
        _FILE,
        Words(sv="Filen har {count} rader.", en="The file has {count} rows.").fill(count=count),
        Words(sv="Dela upp den: högst {most} rader åt gången.", en="Split it: at most {most} rows at a time.").fill(
            most=form.most_rows
        ),
    )
