"""What can be wrong with a file of tables before its rows are read, in words that say what to do."""

from services.runtime.files.table import Column, FileFormat, TableFormat, Wrong
from services.runtime.language.words import Words

_FILE = Words(sv="filen", en="the file")
TABLE = Words(sv="tabell", en="table")
_TO_QUOTE = Words(
    sv="Ett fält inom citattecken börjar och slutar med dem, och ett citattecken inuti skrivs två gånger.",
    en="A field in quotation marks begins and ends with them; a mark inside it is written twice.",
)
_SAVE_AGAIN = Words(
    sv="Öppna originalet, spara det som CSV (UTF-8) och välj den filen.",
    en="Open the original, save it as CSV (UTF-8) and choose that file.",
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
