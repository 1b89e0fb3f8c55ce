"""The import format as data: which tables a file may hold, their columns, and what must be filled in."""

from services.runtime.files.table import Column, FileFormat, TableFormat
from services.runtime.language.words import Words
from services.runtime.scan.scanner import READ_THROUGH


def _column(key: str, sv: str, en: str, *, required: bool = True, prose: bool = False, exact: bool = False) -> Column:
    return Column(key, Words(sv=sv, en=en), required, prose, exact)


_ORGNR = _column("orgnr", "organisationsnummer", "organisation number")
_UNIT = _column("unit", "enhet", "unit")
_COUNTY = _column("county", "län", "county", required=False)
_FROM = _column("valid_from", "från", "from")
_TO = _column("valid_to", "till", "to", required=False)
_AUDITED = _column("audited_from", "granskas från", "audited from", required=False)
_ENDS = _column("ends", "upphör", "ends", required=False)
_MUNICIPALITY = _column("municipality", "kommun", "municipality", required=False)
_BOARD = _column("board", "nämnd", "board", required=False)
_CONTRACT = _column("contract", "avtalsnummer", "contract number")

_LABEL = _column("label", "personalbeteckning", "staff label")
_FACT = _column("fact", "uppgift", "told")
_OWN_ORGNR = _column("orgnr", "organisationsnummer", "organisation number", required=False)

_READ = Column(READ_THROUGH, Words(sv="genomläst", en="read through"), required=False)

ATTESTED: tuple[TableFormat, ...] = (
    TableFormat(
        "accounts",
        Words(sv="räkenskaper", en="accounts"),
        (
            _ORGNR,
            _column("fiscal_year", "räkenskapsår", "fiscal year"),
            _column("ownership", "ägare redovisade", "owners disclosed"),
        ),
        of=("provider",),
    ),
    TableFormat(
        "request",
        Words(sv="begäran om uppgifter", en="information request"),
        (
            _column("reference", "beteckning", "reference"),
            _ORGNR,
            _column("question", "fråga", "question", prose=True),
            _MUNICIPALITY,
            _BOARD,
            _READ,
        ),
    ),
    TableFormat(
        "answer",
        Words(sv="svar på begäran", en="information answer"),
        (_column("request", "begäran", "request"), _column("answer", "svar", "answer", prose=True), _READ),
        of=("provider",),
    ),
    TableFormat(
        "staff",
        Words(sv="anställning", en="engagement"),
        (
            _ORGNR,
            _UNIT,
            _LABEL,
            _column("first_shift", "första pass", "first shift"),
            _column("engaged_before_until", "anställd tidigare till", "engaged before until", required=False),
        ),
        of=("provider",),
    ),
    TableFormat(
        "extracts",
        Words(sv="registerutdrag", en="register extracts"),
        (
            _ORGNR,
            _UNIT,
            _LABEL,
            _column("seen_at", "sett", "seen"),
            _column("criminal_record_on", "belastningsregistret", "criminal record", required=False),
            _column("suspicion_record_on", "misstankeregistret", "suspicion record", required=False),
        ),
        of=("provider",),
    ),
    TableFormat(
        "interruption",
        Words(sv="avbrott", en="interruption"),
        (_column("from_at", "från", "from"), _column("to_at", "till", "to")),
        of=(),
    ),
    TableFormat(
        "entered_in_error",
        Words(sv="felregistrerad", en="entered in error"),
        (_FACT, _column("reason", "skäl", "reason")),
        of=("board", "provider"),
    ),
    TableFormat(
        "date_corrected",
        Words(sv="rättad tid", en="corrected time"),
        (_FACT, _column("to", "rätt tid", "right time")),
        of=("board", "provider"),
    ),
    TableFormat(
        "correction_agreed",
        Words(sv="godkänd rättelse", en="agreed correction"),
        (_column("correction", "rättelse", "correction"), _OWN_ORGNR, _MUNICIPALITY, _BOARD),
        of=("board", "provider"),
    ),
)
FORMATS: tuple[TableFormat, ...] = (
    TableFormat(
        "board",
        Words(sv="nämnd", en="board"),
        (_column("municipality", "kommun", "municipality"), _column("board", "nämnd", "board")),
        of=(),
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
    TableFormat("unit", Words(sv="enhet", en="unit"), (_ORGNR, _UNIT, _COUNTY), of=("board", "provider")),
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
        of=("board", "provider"),
    ),
    TableFormat(
        "not_permit_bound",
        Words(sv="tillstånd behövs inte", en="not permit-bound"),
        (_ORGNR, _UNIT, _column("form", "insats", "form"), _FROM),
        of=("board", "provider"),
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
            _column("email", "e-post", "e-mail", exact=True),
            _column("language", "språk", "language", required=False),
            _column("role", "roll", "role"),
            _column("orgnr", "organisationsnummer", "organisation number", required=False),
            _column("unit", "enhet", "unit", required=False),
            _MUNICIPALITY,
            _BOARD,
            _column("valid_from", "från", "from", required=False),
            _TO,
        ),
        of=(),
    ),
    *ATTESTED,
)
FILE = FileFormat(FORMATS, Words(sv="tillstånd", en="permit"), most_rows=5000)
