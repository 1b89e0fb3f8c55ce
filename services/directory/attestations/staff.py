"""Staff by pseudonym: when they were engaged at a unit, and when their register extracts were seen."""

from datetime import date, datetime

from schemas.directory import ExtractsSeen, StaffEngaged
from services.directory.attestations.commands import EngageStaff, SeeExtracts
from services.directory.attestations.effective import (
    FactSubject,
    attest,
    effective_facts,
    known_provider,
    known_unit,
    not_in_future,
)
from services.directory.shared import checks
from services.directory.shared.outcome import Outcome
from services.directory.shared.register import Register
from services.runtime.language.look_alikes import identifier
from services.runtime.language.words import Words
from services.runtime.scan.scanner import check

LONGEST_LABEL = 40


def engage_staff(register: Register, command: EngageStaff, now: datetime) -> Outcome:
    """Record that somebody works at a unit. Refused: unknown unit, a label that names somebody, a shift to come, recorded already."""
    known_provider(register, command.provider)
    unit = known_unit(register, command.provider, command.unit)
    label = label_of(command.words)
    shift = not_in_future(command.first_shift, now, "first_shift")
    before = command.engaged_before_until
    if before is not None and checks.sensible(before, "engaged_before_until") >= checks.today(shift):
        raise checks.refuse(
            "span",
            "engaged_before_until",
            Words(
                sv="Den tidigare anställningen slutade inte före det första passet.",
                en="The earlier engagement did not end before the first shift.",
            ),
            Words(
                sv="Ange sista dagen i den tidigare anställningen, eller lämna fältet tomt.",
                en="Give the last day of the earlier engagement, or leave the field empty.",
            ),
        )
    if command.staff is None:
        raise ValueError("the shell must give a pseudonym before deciding: use services.directory.handlers")
    _check_engaged_before(register, command)
    fact = StaffEngaged(
        provider=command.provider,
        unit=unit.id,
        staff=command.staff,
        first_shift=shift,
        engaged_before_until=before,
    )
    return attest(
        register, command.id, fact, FactSubject(unit.id, command.provider), command.provider, shift, now, label
    )


def label_of(typed: str) -> str:
    """Give the provider's own label of somebody without stray blanks. Raises Refused for none, or one that names them."""
    label = identifier(typed)
    step = Words(
        sv="Skriv er egen beteckning, till exempel ett anställningsnummer. Inte namn eller personnummer.",
        en="Write your own label, such as an employee number. No name or personal number.",
    )
    if not label:
        raise checks.refuse("label", "label", Words(sv="Beteckningen saknas.", en="The label is missing."), step)
    if len(label) > LONGEST_LABEL:
        long = Words(sv="Beteckningen är för lång.", en="The label is too long.")
        raise checks.refuse("label", "label", long, step)
    if found := check(label, asks=False):
        raise checks.refuse("personal", "label", found, step)
    return label


def _check_engaged_before(register: Register, command: EngageStaff) -> None:
    for _, held in effective_facts(register, StaffEngaged):
        if (held.staff, held.unit) != (command.staff, command.unit):
            continue
        if held.first_shift == command.first_shift:
            raise checks.taken("label", Words(sv="Anställningen", en="The engagement"))
        if held.first_shift < command.first_shift and command.engaged_before_until is None:
            raise checks.refuse(
                "engaged_before",
                "engaged_before_until",
                Words(sv="Personen har redan arbetat på enheten.", en="That person has already worked at the unit."),
                Words(
                    sv="Ange sista dagen i den tidigare anställningen. Var det första passet fel? Rätta det i listan.",
                    en="Give the last day of the earlier engagement. Was the first shift wrong? Correct it in the list.",
                ),
            )


def see_extracts(register: Register, command: SeeExtracts, now: datetime) -> Outcome:
    """Record that extracts were seen. Refused: nobody engaged so at the unit, none seen, a time or a day to come."""
    known_provider(register, command.provider)
    unit = known_unit(register, command.provider, command.unit)
    engaged = [held for _, held in effective_facts(register, StaffEngaged)]
    if not any((held.staff, held.unit) == (command.staff, unit.id) for held in engaged):
        raise checks.refuse(
            "not_engaged",
            "staff",
            Words(sv="Ingen sådan anställd finns på enheten.", en="Nobody so engaged works at the unit."),
            Words(sv="Registrera anställningen först.", en="Tell of the engagement first."),
        )
    seen_at = not_in_future(command.seen_at, now, "seen_at")
    if command.criminal_record_on is None and command.suspicion_record_on is None:
        raise checks.refuse(
            "missing",
            "criminal_record_on",
            Words(sv="Inget utdrag är ifyllt.", en="No extract is filled in."),
            Words(sv="Ange dagen på minst ett utdrag.", en="Give the day of at least one extract."),
        )
    _check_issued(command.criminal_record_on, seen_at, "criminal_record_on")
    _check_issued(command.suspicion_record_on, seen_at, "suspicion_record_on")
    fact = ExtractsSeen(
        provider=command.provider,
        unit=unit.id,
        staff=command.staff,
        seen_at=seen_at,
        criminal_record_on=command.criminal_record_on,
        suspicion_record_on=command.suspicion_record_on,
    )
    if any(held == fact for _, held in effective_facts(register, ExtractsSeen)):
        raise checks.taken("staff", Words(sv="Uppgiften om utdragen", en="That the extracts were seen"))
    return attest(register, command.id, fact, FactSubject(unit.id, command.provider), command.provider, seen_at, now)


def _check_issued(day: date | None, seen_at: datetime, field: str) -> None:
    if day is not None and checks.sensible(day, field) > checks.today(seen_at):
        raise checks.refuse(
            "span",
            field,
            Words(sv="Utdraget är daterat efter att det sågs.", en="The extract is dated after it was seen."),
            Words(sv="Ange dagen som står på utdraget.", en="Give the day that stands on the extract."),
        )
