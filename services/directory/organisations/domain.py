"""Boards, providers and their units: what an act needs and which facts it emits."""

import re
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from schemas.codes import LegalForm
from schemas.directory import BoardRegistered, EnteredInError, ProviderRegistered, UnitRegistered
from schemas.new_event import NewEvent
from schemas.reasons import ErrorReason
from services.directory.attestations.effective import effective_facts
from services.directory.shared import checks, names
from services.directory.shared.commands import (
    ChangeCounty,
    CorrectProvider,
    RegisterBoard,
    RegisterProvider,
    RegisterUnit,
)
from services.directory.shared.outcome import Outcome, given, new_event
from services.directory.shared.register import Register
from services.directory.shared.state import Board, Provider, Unit
from services.runtime.language.counties import NAMES
from services.runtime.language.look_alikes import alike
from services.runtime.language.words import Words, plain

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def register_board(register: Register, command: RegisterBoard, now: datetime) -> Outcome:
    """Make a board a tenant. Refused: unknown municipality; a board of that name is there already."""
    name = names.name(command.name)
    if command.municipality not in register.municipalities:
        raise checks.unknown(
            "municipality",
            Words(sv="Kommunkoden {code}", en="The municipality code {code}").fill(code=command.municipality[:10]),
        )
    for board in register.all(Board):
        if board.municipality == command.municipality and alike(board.name) == alike(name):
            raise checks.taken("name", Words(sv="Nämnden {name}", en="The board {name}").fill(name=name))
    board = Board(given(register, command.id), command.municipality, name)
    return board, [new_event(board.id, now, BoardRegistered(municipality=board.municipality, name=name))]


def register_provider(register: Register, command: RegisterProvider, now: datetime) -> Outcome:
    """Put a provider on file. Refused: wrong or known organisation number, impossible end of fiscal year."""
    orgnr = names.organisation_number(command.orgnr)
    if any(provider.orgnr == orgnr for provider in register.all(Provider)):
        raise checks.taken(
            "orgnr",
            Words(sv="Utföraren {orgnr}", en="The provider {orgnr}").fill(
                orgnr=names.written_organisation_number(orgnr)
            ),
        )
    _check_month_day(command.fiscal_year_end)
    audited_from = checks.sensible(command.audited_from or checks.today(now), "audited_from")
    provider = Provider(
        given(register, command.id),
        orgnr,
        names.name(command.name),
        LegalForm(command.legal_form),
        command.fiscal_year_end,
        audited_from,
    )
    return provider, [_provider_event(provider, now)]


def correct_provider(register: Register, command: CorrectProvider, now: datetime) -> Outcome:
    """Correct a provider: what was effective of it is entered in error and it is registered anew. Refused: not on file, no difference.

    Where the name alone is put right it is registered anew and nothing is entered in error: what was owed since it was registered, such
    as its accounts, stays owed.
    """
    held = register.find(Provider, command.id)
    registrations = [each for each, _ in effective_facts(register, ProviderRegistered) if each.subject == command.id]
    if held is None or not registrations:
        raise checks.unknown("orgnr", Words(sv="Utföraren", en="The provider"))
    _check_month_day(command.fiscal_year_end)
    changed = replace(
        held,
        name=names.name(command.name),
        legal_form=LegalForm(command.legal_form),
        fiscal_year_end=command.fiscal_year_end,
    )
    if changed == held:
        raise checks.refuse(
            "unchanged",
            "name",
            Words(sv="Utföraren har redan de uppgifterna.", en="The provider already says that."),
            Words(sv="Ändra en uppgift, eller låt det vara.", en="Change something, or let it be."),
        )
    anew = _provider_event(changed, now)
    if replace(changed, name=held.name) == held:
        return changed, [anew]
    # The newest first: an earlier fact is never effective for an instant in place of the one that is taken away.
    return changed, [*(_wrong(held.id, each.id, now) for each in reversed(registrations)), anew]


def _wrong(provider: UUID, fact: UUID, now: datetime) -> NewEvent:
    wrong = EnteredInError(
        provider=provider, board=None, fact=fact, reason=ErrorReason.WRONG_CONTENT, register_word=True
    )
    return new_event(provider, now, wrong)


def _check_month_day(typed: str) -> None:
    if not _MONTH_DAY.fullmatch(typed):
        raise checks.refuse(
            "fiscal_year_end",
            "fiscal_year_end",
            Words(sv="Räkenskapsårets slut stämmer inte.", en="The end of the fiscal year is not right."),
            Words(sv="Skriv månad och dag, till exempel 12-31.", en="Write month and day, such as 12-31."),
        )


def _provider_event(provider: Provider, now: datetime) -> NewEvent:
    fact = ProviderRegistered(
        orgnr=provider.orgnr,
        name=provider.name,
        legal_form=provider.legal_form,
        fiscal_year_end=provider.fiscal_year_end,
        audited_from=provider.audited_from,
    )
    return new_event(provider.id, now, fact)


def register_unit(register: Register, command: RegisterUnit, now: datetime) -> Outcome:
    """Put a unit on file. Refused: unknown provider or county; the provider has a unit of that name."""
    name = names.name(command.name)
    if register.find(Provider, command.provider) is None:
        raise checks.unknown("provider", Words(sv="Utföraren", en="The provider"))
    for unit in register.all(Unit):
        if unit.provider == command.provider and alike(unit.name) == alike(name):
            raise checks.taken("unit", Words(sv="Enheten {name}", en="The unit {name}").fill(name=plain(name)))
    unit = Unit(given(register, command.id), command.provider, name, _county(command.county))
    return unit, [_unit_event(unit, now)]


def change_county(register: Register, command: ChangeCounty, now: datetime) -> Outcome:
    """Record another county of a unit, or none. Refused: not on file, unknown county, or nothing that differs."""
    held = register.find(Unit, command.id)
    if held is None:
        raise checks.unknown("unit", Words(sv="Enheten", en="The unit"))
    changed = replace(held, county=_county(command.county))
    if changed == held:
        raise checks.refuse(
            "unchanged",
            "county",
            Words(sv="Enheten har redan det länet.", en="The unit already has that county."),
            Words(sv="Ange ett annat län, eller låt det vara.", en="Give another county, or let it be."),
        )
    return changed, [_unit_event(changed, now)]


def _county(code: str | None) -> str | None:
    if code is not None and code not in NAMES:
        raise checks.unknown("county", Words(sv="Länskoden {code}", en="The county code {code}").fill(code=code[:10]))
    return code


def _unit_event(unit: Unit, now: datetime) -> NewEvent:
    return new_event(unit.id, now, UnitRegistered(provider=unit.provider, name=unit.name, county=unit.county))
