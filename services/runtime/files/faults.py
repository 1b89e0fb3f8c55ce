"""What can be wrong with a file of tables before its rows are read, in words that say what to do."""

from services.runtime.files.table import Column, FileFormat, TableFormat, Wrong
from services.runtime.language.words import Words, plain

_FILE = Words(sv="filen", en="the file")
_TABLE = Words(sv="tabell", en="table")
_TO_QUOTE = Words(
    sv="Ett fält inom citattecken börjar och slutar med dem, och ett citattecken inuti skrivs två gånger.",
    en="A field in quotation marks begins and ends with them; a mark inside it is written twice.",
)
_SAVE_AGAIN = Words(
    sv="Öppna originalet, spara det som CSV (UTF-8) och välj den filen.",
    en="Open the original, save it as CSV (UTF-8) and choose that file.",
)


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


def quotation(line: int, table: TableFormat) -> Wrong:
    """Tell of quotation marks that do not go together, or a field that no reader of tables takes."""
    return Wrong(
        line,
        table.words,
        Words(
            sv="Raden går inte att läsa: ett citattecken saknas eller är för mycket, eller ett fält är för långt.",
            en="The line cannot be read: a quotation mark is missing or too much, or a field is too long.",
        ),
        _TO_QUOTE,
    )


def swallowed(line: int, column: Column) -> Wrong:
    """Tell of a field that goes on over lines and should not."""
    return Wrong(
        line,
        column.words,
        Words(
            sv="Fältet går över flera rader: ett citattecken kan stå fel och dra med sig raderna under.",
            en="The field goes on over several lines: a quotation mark may be wrong and take the rows below with it.",
        ),
        _TO_QUOTE,
    )


def too_long(line: int, table: TableFormat, most: int) -> Wrong:
    """Tell of a field that is longer than any text may be."""
    return Wrong(
        line,
        table.words,
        Words(sv="Ett fält är längre än {most} tecken.", en="A field is longer than {most} characters.").fill(
            most=most
        ),
        Words(sv="Korta texten.", en="Shorten the text."),
    )


def unreadable(line: int, column: Column) -> Wrong:
    """Tell of characters that were lost before the file came here."""
    return Wrong(
        line,
        column.words,
        Words(
            sv="Fältet innehåller tecken som gick förlorade när filen sparades.",
            en="The field holds characters that were lost when the file was saved.",
        ),
        _SAVE_AGAIN,
    )


def read_twice(line: int, column: Column, first: int) -> Wrong:
    """Tell, at the heading of a column, that letters such as å were turned into two characters each."""
    return Wrong(
        line,
        column.words,
        Words(
            sv="Kolumnen har fått Ã¤ och liknande där å, ä och ö ska stå, först på rad {first}.",
            en="The column has Ã¤ and the like where å, ä and ö should be, first in line {first}.",
        ).fill(first=first),
        _SAVE_AGAIN,
    )


def hidden(line: int, column: Column) -> Wrong:
    """Tell of characters that nobody sees, where they would do harm."""
    return Wrong(
        line,
        column.words,
        Words(sv="Fältet innehåller tecken som inte syns.", en="The field holds characters that are not seen."),
        Words(sv="Skriv om det på tangentbordet.", en="Write it anew on the keyboard."),
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
        _TABLE,
        Words(sv="Raden hör inte till någon tabell.", en="The row belongs to no table."),
        Words(
            sv="Börja varje tabell med en rad med dess namn, till exempel [{example}], och sedan en rad med rubriker.",
            en="Begin each table with a line with its name, such as [{example}], then a line of headings.",
        ).fill(example=form.example),
    )


def empty() -> Wrong:
    """Tell of a file without rows."""
    return Wrong(
        1,
        _FILE,
        Words(sv="Filen innehåller inga rader.", en="The file holds no rows."),
        Words(
            sv="Välj en fil med minst en tabell och en rad.", en="Choose a file with at least one table and one row."
        ),
    )


def too_many(form: FileFormat, count: int) -> Wrong:
    """Tell of a file that is too long to be read at once."""
    return Wrong(
        1,
        _FILE,
        Words(sv="Filen har {count} rader.", en="The file has {count} rows.").fill(count=count),
        Words(sv="Dela upp den: högst {most} rader åt gången.", en="Split it: at most {most} rows at a time.").fill(
            most=form.most_rows
        ),
    )
