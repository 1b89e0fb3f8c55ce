"""Files as people and spreadsheets really write them, with what each must come to."""

from __future__ import annotations

from dataclasses import dataclass

BOARD = "[nämnd]\nkommun;nämnd\nLund;Socialnämnden\n"
PROVIDER = "[utförare]\norganisationsnummer;namn;bolagsform\n559999-0032;Prov Öst AB;AB\n"
UNIT = "[enhet]\norganisationsnummer;enhet\n559999-0032;Gård\n"
CONTRACT = (
    f"{BOARD}{PROVIDER}[avtal]\navtalsnummer;organisationsnummer;insatser;från;kommun;nämnd\n"
    "RA-7;559999-0032;HVB;2025-01-01;Lund;Socialnämnden\n"
    "[villkor]\navtalsnummer;villkor;slag;parametrar;från;kommun;nämnd\n"
)
PERMIT = (
    f"{PROVIDER}{UNIT}[tillstånd]\n"
    "organisationsnummer;enhet;beteckning;insats;åldersgrupper;målgrupper;platser;från;till\n"
)
PERSON = f"{BOARD}[person]\nnamn;e-post;roll;kommun;nämnd\n"
REQUEST = f"{PROVIDER}[begäran om uppgifter]\nbeteckning;organisationsnummer;fråga\n"
STAFF = f"{PROVIDER}{UNIT}[anställning]\norganisationsnummer;enhet;personalbeteckning;första pass\n"


@dataclass(frozen=True)
class Trap:
    """One file: its kind, a name, its bytes, and either how many rows are new and the same, or which lines are wrong."""

    kind: str
    name: str
    content: bytes
    new: int = 0
    same: int = 0
    wrong: tuple[int, ...] = ()


def _text(kind: str, name: str, text: str, new: int = 0, same: int = 0, wrong: tuple[int, ...] = ()) -> Trap:
    return Trap(kind, name, text.encode(), new, same, wrong)


def _clause(parameters: str, kind: str = "R01") -> str:
    return f"{CONTRACT}RA-7;6.1;{kind};{parameters};2025-01-01;Lund;Socialnämnden\n"


def _permit(places: str = "8", first: str = "2025-01-01", last: str = "", number: str = "IVO-5") -> str:
    return f"{PERMIT}559999-0032;Gård;{number};HVB;18-20;Kriminella nätverk;{places};{first};{last}\n"


def _person(email: str) -> str:
    return f"{PERSON}Prov Person;{email};coordinator;Lund;Socialnämnden\n"


CLAUSES = (
    _text("clause numbers", "a Swedish name for the number", _clause("dygn=21"), wrong=(12,)),
    _text("clause numbers", "another rule's number", _clause("emergency_hours=3"), wrong=(12,)),
    _text("clause numbers", "a number that stands twice", _clause("days=14/days=21"), wrong=(12,)),
    _text("clause numbers", "a number of nought", _clause("placed_days=0", "R02"), wrong=(12,)),
    _text("clause numbers", "more days than a year", _clause("days=400"), wrong=(12,)),
    _text("clause numbers", "a number of what has none", _clause("days=5", "INSIGHT"), wrong=(12,)),
    _text(
        "clause numbers", "all numbers of a rule", _clause("short_working_days=3/standard_working_days=8", "R09"), new=4
    ),
)
ALIKE = (
    _text("look-alikes", "a soft hyphen in a unit", PROVIDER + UNIT + "559999-0032;Gå\u00adrd\n", new=2, same=1),
    _text("look-alikes", "a no-break space in a board", BOARD + "Lund;Social\u2060nämnden\n", new=1, same=1),
    _text("look-alikes", "a composed and a decomposed town", BOARD + "Malmo\u0308;Nämnden\n", new=2),
    _text("look-alikes", "Arabic digits in a number", PROVIDER + "٥٥٩٩٩٩-٠٠٣٢;Prov Öst AB;AB\n", new=1, same=1),
    _text("look-alikes", "a Cyrillic letter in a unit", PROVIDER + UNIT + "559999-0032;G\u0430rd\n", wrong=(7,)),
    _text("look-alikes", "a Greek letter in a provider", PROVIDER.replace("Prov", "Pr\u03bfv"), wrong=(3,)),
    _text("look-alikes", "a minus in a permit's reference",
          _permit(number="IVO\u22125") + "559999-0032;Gård;IVO-5;HVB;18-20;Kriminella nätverk;8;2025-01-01;\n", new=3, same=1),
    _text("look-alikes", "wide letters in a contract number", _clause("days=21").replace("RA-7;6.1", "ＲＡ－７;6.1"), new=4),
    _text("look-alikes", "a hidden mark in a heading", PROVIDER.replace("namn", "na\u200bmn"), new=1),
)  # fmt: skip
ENCODINGS = (
    Trap("encodings", "a mark first", b"\xef\xbb\xbf" + (PROVIDER + UNIT).encode(), new=2),
    Trap("encodings", "Unicode text of a spreadsheet", (PROVIDER + UNIT).replace(";", "\t").encode("utf-16"), new=2),
    Trap("encodings", "Windows text with a dash", PROVIDER.replace("Prov", "Prov –").encode("cp1252"), new=1),
    Trap("encodings", "an old DOS page", (PROVIDER + UNIT).encode("cp850"), wrong=(1,)),
    Trap("encodings", "an old Mac page", (PROVIDER + UNIT).encode("mac_roman"), wrong=(1,)),
    Trap("encodings", "UTF-8 with one byte of Windows", (PROVIDER + UNIT).encode() + b"559999-0032;S\xe4ter\n", wrong=(1,)),
    Trap("encodings", "UTF-8 read as Windows text and saved", PROVIDER.encode() + UNIT.encode().decode("cp1252").encode(), wrong=(5,)),
    Trap("encodings", "UTF-8 read as Latin 1 and saved", PROVIDER.encode().decode("latin-1").encode(), wrong=(1,)),
    Trap("encodings", "letters lost for good", (PROVIDER + UNIT).replace("Gård", "G\ufffdrd").encode(), wrong=(6,)),
    Trap("encodings", "a workbook", b"PK\x03\x04\x14\x00", wrong=(1,)),
)  # fmt: skip
QUOTES = (
    _text("quotation marks", "a mark that swallows two rows in silence",
          PROVIDER + '[enhet]\norganisationsnummer;enhet\n559999-0032;"Gård\n559999-0032;Dal\n559999-0032;Berg"\n', wrong=(6,)),
    _text("quotation marks", "a mark that is never closed", PROVIDER + UNIT + '559999-0032;"Dal\n559999-0032;Berg\n', wrong=(7,)),
    _text("quotation marks", "a word after a closing mark", PROVIDER.replace("Prov Öst AB", '"Prov" Öst AB'), wrong=(3,)),
    _text("quotation marks", "inches inside a name", PROVIDER.replace("Prov Öst AB", 'Prov 12" AB'), new=1),
    _text("quotation marks", "marks written twice", PROVIDER.replace("Prov Öst AB", '"Prov ""Öst"" AB"'), new=1),
    _text("quotation marks", "a name of 140,000 letters", PROVIDER.replace("Prov", "P" * 140_000), wrong=(3,)),
    _text("quotation marks", "a quoted field of 140,000 letters", PROVIDER.replace("Prov Öst AB", f'"{"P" * 140_000}"'), wrong=(3,)),
    _text("quotation marks", "the separator told first, by commas", "sep=,\n" + PROVIDER.replace(";", ","), new=1),
    _text("quotation marks", "a heading over two lines, starred",
          PROVIDER.replace("bolagsform", 'bolagsform *;"granskas\r\nfrån"').replace(";AB\n", ";AB;\n"), new=1),
    _text("quotation marks", "a form feed inside a name", PROVIDER.replace("Prov ", "Prov\x0c "), new=1),
)  # fmt: skip
TEXTS = (
    _text("texts over lines", "a semicolon inside", REQUEST + 'B-7;559999-0032;"Skicka schemat;\nför oktober; och november."\n', new=2),
    _text("texts over lines", "a row swallowed", REQUEST + 'B-7;559999-0032;"Schemat.\nB-8;559999-0032;Skicka planen."\n', wrong=(6,)),
    _text("texts over lines", "a mark not closed", REQUEST + 'B-7;559999-0032;"Skicka schemat.\n', wrong=(6,)),
    _text("texts over lines", "somebody's name in it", REQUEST + "B-7;559999-0032;Skicka Ali Hassans schema.\n", wrong=(6,)),
    _text("texts over lines", "a number in it", REQUEST + 'B-7;559999-0032;"Skicka schemat för 121212\n- 1212."\n', wrong=(6,)),
)  # fmt: skip
SPREADSHEETS = (
    _text("spreadsheets", "days with midnight and a T", _permit(first="2025-01-01T00:00:00.000", last="2026-12-31 00:00"), new=3),
    _text("spreadsheets", "a day with a time that is not midnight", _permit(first="2025-01-01 07:30:00"), wrong=(9,)),
    _text("spreadsheets", "a day as the sheet's own number", _permit(first="45658"), wrong=(9,)),
    _text("spreadsheets", "places with a decimal nought", _permit(places="8,0"), new=3),
    _text("spreadsheets", "places with half a place", _permit(places="8,5"), wrong=(9,)),
    _text("spreadsheets", "places as a formula", _permit(places="=4+4"), wrong=(9,)),
    _text("spreadsheets", "a reference as a formula", _permit(number="=A1"), wrong=(9,)),
    _text("spreadsheets", "a clock with seconds and noughts", STAFF + "559999-0032;Gård;A-1;2025-01-01T07:00:00.000\n", new=3),
    _text("spreadsheets", "a number turned into thousands of millions", PROVIDER.replace("559999-0032", "5,6E+09"), wrong=(3,)),
    _text("spreadsheets", "true, as a sheet writes it",
          PROVIDER + "[räkenskaper]\norganisationsnummer;räkenskapsår;ägare redovisade\n559999-0032;2024;SANT\n", new=2),
    _text("spreadsheets", "municipalities as people call them",
          "[nämnd]\nkommun;nämnd\nBorås stad;A\nGöteborgs Stad;A\nRegion Gotland;A\n380;A\nUmeå kommun;A\n", new=5),
    _text("spreadsheets", "a municipality that is none", "[nämnd]\nkommun;nämnd\nHåbos stadd;A\n", wrong=(3,)),
    _text("spreadsheets", "legal forms as they are abbreviated", "[utförare]\norganisationsnummer;namn;bolagsform\n"
          "559999-0032;A;HB\n559999-0040;B;AB (publ)\n559999-0057;C;Ek. för.\n", new=3),
)  # fmt: skip
MAILS = (
    _text("e-mail", "two at signs", _person("a@@example.org"), wrong=(6,)),
    _text("e-mail", "a link", _person("mailto:a@example.org"), wrong=(6,)),
    _text("e-mail", "a name before it", _person("Prov <a@example.org>"), wrong=(6,)),
    _text("e-mail", "two of them", _person("a@example.org, b@example.org"), wrong=(6,)),
    _text("e-mail", "no top domain", _person("a@example"), wrong=(6,)),
    _text("e-mail", "dots that follow one another", _person("a..b@example.org"), wrong=(6,)),
    _text("e-mail", "Swedish letters", _person("åsa@example.org"), wrong=(6,)),
    _text("e-mail", "a mark of direction", _person("a\u200e@example.org"), wrong=(6,)),
    _text("e-mail", "capitals and a plus", _person("A.B+utvag@Example.Org"), new=2),
)
YEARS = (
    _text("years", "a year without its nought", _permit(first="0202-01-01"), wrong=(9,)),
    _text("years", "the first year of all", _permit(first="0001-01-01"), wrong=(9,)),
    _text("years", "a year after 2100", _permit(last="9999-12-31"), wrong=(9,)),
    _text("years", "a shift of 1899", STAFF + "559999-0032;Gård;A-1;1899-12-30 07:00\n", wrong=(9,)),
    _text("years", "a shift of 1990", STAFF + "559999-0032;Gård;A-1;1990-01-01 07.00\n", new=3),
)
TRAPS = (*CLAUSES, *ALIKE, *ENCODINGS, *QUOTES, *TEXTS, *SPREADSHEETS, *MAILS, *YEARS)
