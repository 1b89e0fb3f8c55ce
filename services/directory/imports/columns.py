"""The import format as data: which tables a file may hold, their columns, and what must be filled in."""

from dataclasses import dataclass

from services.runtime.words import Words


@dataclass(frozen=True)
class Column:
    """A column by its Swedish and English heading."""

    key: str
    words: Words
    required: bool = True


@dataclass(frozen=True)
class TableFormat:
    """A table of an import file; `operator_only` ones are not taken in through the portal."""

    key: str
    words: Words
    columns: tuple[Column, ...]
    operator_only: bool = False

    def column(self, key: str) -> Column:
        """Give a column by its key."""
        return next(column for column in self.columns if column.key == key)


def _column(key: str, sv: str, en: str, *, required: bool = True) -> Column:
    return Column(key, Words(sv=sv, en=en), required)


_ORGNR = _column("orgnr", "organisationsnummer", "organisation number")
_UNIT = _column("unit", "enhet", "unit")
_FROM = _column("valid_from", "från", "from")
_TO = _column("valid_to", "till", "to", required=False)
_AUDITED = _column("audited_from", "granskas från", "audited from", required=False)
_ENDS = _column("ends", "upphör", "ends", required=False)
_MUNICIPALITY = _column("municipality", "kommun", "municipality", required=False)
_BOARD = _column("board", "nämnd", "board", required=False)
_CONTRACT = _column("contract", "avtalsnummer", "contract number")

FORMATS: tuple[TableFormat, ...] = (
    TableFormat(
        "board",
        Words(sv="nämnd", en="board"),
        (_column("municipality", "kommun", "municipality"), _column("board", "nämnd", "board")),
        operator_only=True,
    ),
    TableFormat(
        "provider",
        Words(sv="utförare", en="provider"),
        (
            _ORGNR,
            _column("name", "namn", "name"),
            _column("legal_form", "bolagsform", "legal form"),
            _column("fiscal_year_end", "räkenskapsår slutar", "fiscal year ends", required=False),
            _AUDITED,
        ),
    ),
    TableFormat("unit", Words(sv="enhet", en="unit"), (_ORGNR, _UNIT)),
    TableFormat(
        "permit",
        Words(sv="tillstånd", en="permit"),
        (
            _ORGNR,
            _UNIT,
            _column("number", "beteckning", "reference"),
            _column("form", "insats", "form"),
            _column("age_bands", "åldersgrupper", "age bands"),
            _column("target_groups", "målgrupper", "target groups"),
            _column("maximum", "platser", "places"),
            _FROM,
            _TO,
            _ENDS,
            _column("reason", "skäl", "reason", required=False),
        ),
    ),
    TableFormat(
        "not_permit_bound",
        Words(sv="tillstånd behövs inte", en="not permit-bound"),
        (_ORGNR, _UNIT, _column("form", "insats", "form"), _FROM),
    ),
    TableFormat(
        "contract",
        Words(sv="avtal", en="contract"),
        (_CONTRACT, _ORGNR, _column("forms", "insatser", "forms"), _FROM, _TO, _AUDITED, _ENDS, _MUNICIPALITY, _BOARD),
    ),
    TableFormat(
        "clause",
        Words(sv="villkor", en="clause"),
        (
            _CONTRACT,
            _column("number", "villkor", "clause"),
            _column("type", "slag", "type"),
            _column("parameters", "parametrar", "parameters", required=False),
            _FROM,
            _TO,
            _MUNICIPALITY,
            _BOARD,
        ),
    ),
    TableFormat(
        "person",
        Words(sv="person", en="person"),
        (
            _column("name", "namn", "name"),
            _column("email", "e-post", "e-mail"),
            _column("language", "språk", "language", required=False),
            _column("role", "roll", "role"),
            _column("orgnr", "organisationsnummer", "organisation number", required=False),
            _column("unit", "enhet", "unit", required=False),
            _MUNICIPALITY,
            _BOARD,
            _column("valid_from", "från", "from", required=False),
            _TO,
        ),
        operator_only=True,
    ),
)
BY_KEY = {table.key: table for table in FORMATS}
BY_WORD = {word: table for table in FORMATS for word in (table.words.sv, table.words.en)}
