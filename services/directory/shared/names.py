"""Names and numbers as the register takes them: written in one way, and pointing nobody out."""

import re

from organisationsnummer.organisationsnummer import Organisationsnummer, OrganisationsnummerException

from services.directory.shared.checks import refuse
from services.runtime.language.look_alikes import foreign_letter, foreign_words, identifier, one_line
from services.runtime.language.words import Words
from services.runtime.scan.scanner import scan

LONGEST_NAME = 200
LONGEST_CLAUSE_NUMBER = 20
_AS_NUMBER = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
_POINT_OUT = Words(
    sv="Namn och nummer i registret läses av alla: skriv dem utan att peka ut någon.",
    en="Everybody reads the names and numbers of the register: write them without pointing anybody out.",
)


def organisation_number(text: str) -> str:
    """Give the ten digits of an organisation number written in any usual way.

    Raises Refused when the check digit is wrong, or when it is a personnummer: no fact may carry one.
    """
    typed = identifier(text).replace(" ", "")
    step = Words(
        sv="Kontrollera mot registreringsbeviset. Det ska vara tio siffror, till exempel 559999-0016.",
        en="Check it against the certificate of registration. It has ten digits, such as 559999-0016.",
    )
    try:
        number = Organisationsnummer(typed)
    except (OrganisationsnummerException, ValueError):
        what = Words(
            sv="Organisationsnumret {typed} stämmer inte.", en="The organisation number {typed} is not right."
        ).fill(typed=typed[:20] or "–")
        if _AS_NUMBER.fullmatch(typed):
            step = Words(
                sv="Kalkylbladet har räknat om numret. Gör kolumnen till text och skriv numret igen.",
                en="The spreadsheet has turned it into a number. Make the column text and write it again.",
            )
        raise refuse("organisation_number", "orgnr", what, step) from None
    if number.is_personnummer():
        raise refuse(
            "personal_number",
            "orgnr",
            Words(sv="Det här är ett personnummer, inte ett organisationsnummer.", en="This is a personal number."),
            Words(
                sv="En enskild firma kan inte läggas in: personnummer får inte stå i registret. Fråga driften.",
                en="A sole trader cannot be entered: a personal number must not stand in the register. Ask the operator.",
            ),
        )
    return str(number.format())


def written_organisation_number(orgnr: str) -> str:
    """Write ten digits as people do: 559999-0016."""
    return f"{orgnr[:6]}-{orgnr[6:]}"


def name(text: str, field: str = "name") -> str:
    """Give a name as it is seen, without stray blanks.

    Raises Refused when it is empty or too long, begins as a formula, holds letters of another alphabet or points somebody out.
    """
    return _named(one_line(text), field)


def number(text: str, field: str = "number") -> str:
    """Give an identifier that somebody else gave, such as a contract's number: as a name, with hyphens for dashes."""
    return _named(identifier(text), field)


def clause_number(text: str) -> str:
    """Give the number of a clause in its contract, or nothing. Raises Refused as `number`, and when it is too long."""
    typed = number(text) if text else ""
    if len(typed) > LONGEST_CLAUSE_NUMBER:
        raise refuse(
            "name_long",
            "number",
            Words(
                sv=f"Villkorets nummer är längre än {LONGEST_CLAUSE_NUMBER} tecken.",
                en=f"The clause's number is longer than {LONGEST_CLAUSE_NUMBER} characters.",
            ),
            Words(sv="Skriv det kortare, till exempel 6.3.", en="Write it shorter, such as 6.3."),
        )
    return typed


def _named(typed: str, field: str) -> str:
    if not typed:
        raise refuse(
            "name_missing",
            field,
            Words(sv="Namnet saknas.", en="The name is missing."),
            Words(sv="Skriv namnet.", en="Write the name."),
        )
    if len(typed) > LONGEST_NAME:
        raise refuse(
            "name_long",
            field,
            Words(
                sv=f"Namnet är längre än {LONGEST_NAME} tecken.",
                en=f"The name is longer than {LONGEST_NAME} characters.",
            ),
            Words(sv="Skriv ett kortare namn.", en="Write a shorter name."),
        )
    if typed[0] in "=+@-":
        raise refuse(
            "formula",
            field,
            Words(
                sv="{typed} börjar som en formel i ett kalkylblad.", en="{typed} begins like a spreadsheet's formula."
            ).fill(typed=typed[:20]),
            Words(sv="Skriv det som ska stå, utan formel.", en="Write what is to stand there, without a formula."),
        )
    if letter := foreign_letter(typed):
        raise refuse("foreign_letter", field, *foreign_words(letter))
    if found := scan(typed):
        raise refuse("personal", field, found, _POINT_OUT)
    return typed
