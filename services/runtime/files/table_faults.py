"""What can be wrong with the tables of a file and their columns, in the words people get."""

from services.runtime.files.faults import TABLE
from services.runtime.files.table import Column, FileFormat, TableFormat, Wrong
from services.runtime.language.words import Words, plain


def _columns(table: TableFormat) -> Words:
    names = Words(
        sv=", ".join(column.words.sv for column in table.columns),
        en=", ".join(column.words.en for column in table.columns),
    )
    return Words(sv="Kolumnerna är: {names}.", en="The columns are: {names}.").fill(names=names)


def unknown_column(table: TableFormat, line: int, heading: str) -> Wrong:
    """Tell of a heading that the table does not have."""
    return Wrong(line, plain(heading[:40]), Words(sv="Okänd kolumn.", en="Unknown column."), _columns(table))


def missing_column(table: TableFormat, line: int, column: Column) -> Wrong:
    """Tell of a column that must be there."""
    return Wrong(line, column.words, Words(sv="Kolumnen saknas.", en="The column is missing."), _columns(table))


def doubled_column(line: int, column: Column) -> Wrong:
    """Tell of a heading that stands twice."""
    return Wrong(
        line,
        column.words,
        Words(sv="Kolumnen står två gånger.", en="The column stands twice."),
        Words(sv="Ta bort den ena.", en="Remove one of them."),
    )


def too_many_fields(line: int, table: TableFormat) -> Wrong:
    """Tell of a row that is longer than its headings."""
    return Wrong(
        line,
        table.words,
        Words(sv="Raden har fler fält än rubriker.", en="The row has more fields than headings."),
        Words(
            sv="Ta bort det som är för mycket, eller sätt citattecken om fält som innehåller avgränsaren.",
            en="Remove what is too much, or put quotation marks around fields that hold the separator.",
        ),
    )


def unknown_table(form: FileFormat, line: int, bare: str) -> Wrong:
    """Tell of a table that there is not."""
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


def no_table(form: FileFormat, line: int) -> Wrong:
    """Tell of a row before any table."""
    return Wrong(
        line,
        TABLE,
        Words(sv="Raden hör inte till någon tabell.", en="The row belongs to no table."),
        Words(
            sv="Börja varje tabell med en rad med dess namn, till exempel [{example}], och sedan en rad med rubriker.",
            en="Begin each table with a line with its name, such as [{example}], then a line of headings.",
        ).fill(example=form.example),
    )
