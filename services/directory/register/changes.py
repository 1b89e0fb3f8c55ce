"""What acts of the register would change, in words: the old value, the new one, and what the audit will find."""

from collections.abc import Iterable, Sequence
from typing import Any

from schemas import directory as facts
from services.directory.register.change import Change
from services.directory.register.facts import as_without
from services.directory.register.words import attestation_words, entity_words, named_terms, permit_words, until_words
from services.directory.shared import commands as acts
from services.directory.shared.attested import Attested
from services.directory.shared.labels import END_REASONS, FORMS, LEGAL_FORMS
from services.directory.shared.register import Register
from services.directory.shared.state import Exemption, Permit, Provider, Unit
from services.runtime.language.counties import county_name
from services.runtime.language.duties import duty_fulfilled_by, gate_rule
from services.runtime.language.words import Words, plain

ARROW = plain(" → ")
_NO_PERMIT = Words(
    sv="{rule}, kritisk, för utföraren och varje nämnd som har någon placerad där utan annat tillstånd",
    en="{rule}, critical, for the provider and every board with somebody placed there without another permit",
).fill(rule=gate_rule("permit"))
_TOO_MANY = Words(
    sv="{rule}, kritisk, för utföraren och nämnderna om fler är placerade än tillståndet medger",
    en="{rule}, critical, for the provider and the boards if more are placed than the permit allows",
).fill(rule=gate_rule("places"))
_OUTSIDE = Words(
    sv="{rule}, kritisk, för en nämnd vid start eller uppföljning av någon utanför ålder eller målgrupp",
    en="{rule}, critical, for a board at the start or the review of somebody outside the age or target group",
).fill(rule=gate_rule("group"))

_ACCOUNTS_LATE = Words(
    sv="{rule}, medel, för utföraren om räkenskaperna inte är redovisade i tid",
    en="{rule}, medium, for the provider if the accounts are not disclosed in time",
).fill(rule=duty_fulfilled_by(facts.AccountsDisclosed).rule.id)
_ACCOUNTS_FALL = Words(
    sv="{rule} som redan är funnen faller: räkenskapsår räknas från ändringen",
    en="{rule} that has been found already falls: fiscal years count from the change on",
).fill(rule=duty_fulfilled_by(facts.AccountsDisclosed).rule.id)


def change_of(register: Register, commands: Sequence[acts.RegisterCommand]) -> Change:
    """Say what acts that go together would change in the register as it is."""
    title, lines, findings = plain("–"), [], dict[Words, None]()
    after = register.copy()
    for command in commands:
        one = _WRITERS[type(command)](after, command)
        title = one.title if title == plain("–") else title
        lines += one.lines
        findings.update(dict.fromkeys(one.findings))
    return Change(title, tuple(lines), tuple(findings))


def _registered(register: Register, command: acts.RegisterPermit) -> Change:
    unit = register.find(Unit, command.unit)
    free = any((each.unit, each.form) == (command.unit, command.form) for each in register.all(Exemption))
    title = Words(sv="Nytt tillstånd {number}, {unit}", en="New permit {number}, {unit}")
    return Change(
        title.fill(number=command.number or "–", unit=unit.name if unit else "–"),
        tuple(name + plain(": ") + value for name, value in named_terms(command)),
        (_TOO_MANY, _OUTSIDE) if free else (),
    )


def _changed(register: Register, command: acts.ChangePermit) -> Change:
    held = register.find(Permit, command.id)
    if held is None:
        return Change(plain("–"), (), ())
    values = ((name, old, new) for (name, old), (_, new) in zip(named_terms(held), named_terms(command), strict=True))
    return Change(permit_words(register, held), _differences(values), tuple(_findings(held, command)))


def _differences(values: Iterable[tuple[Words, Words, Words]]) -> tuple[Words, ...]:
    """Name what differs, old and new; where the register says all of it already, as once it is confirmed, what it says."""
    values = tuple(values)
    changed = tuple(name + plain(": ") + old + ARROW + new for name, old, new in values if old != new)
    return changed or tuple(name + plain(": ") + new for name, _, new in values)


def _findings(held: Permit, command: acts.ChangePermit | Permit) -> Iterable[Words]:
    sooner = command.valid_to is not None and (held.valid_to is None or command.valid_to < held.valid_to)
    if sooner or command.valid_from > held.valid_from or command.form != held.form:
        yield _NO_PERMIT
    if command.maximum < held.maximum:
        yield _TOO_MANY
    if set(held.age_bands) - set(command.age_bands) or set(held.target_groups) - set(command.target_groups):
        yield _OUTSIDE


def _ended(register: Register, command: acts.EndPermit) -> Change:
    held = register.find(Permit, command.id)
    until = until_words(held.valid_to if held else None)
    line = Words(sv="Gäller {until} → upphör {at}, {why}", en="In force {until} → ends {at}, {why}").fill(
        until=until, at=command.at, why=END_REASONS[command.reason].lower()
    )
    return Change(permit_words(register, held) if held else plain("–"), (line,), (_NO_PERMIT,))


def _not_bound(register: Register, command: acts.RecordNotPermitBound) -> Change:
    unit = register.find(Unit, command.unit)
    line = Words(sv="{form}: tillstånd behövs inte från {on}", en="{form}: no permit needed from {on}")
    title = Words(sv="Tillstånd behövs inte, {unit}", en="No permit needed, {unit}")
    return Change(
        title.fill(unit=unit.name if unit else "–"), (line.fill(form=FORMS[command.form], on=command.on),), ()
    )


def _county(register: Register, command: acts.ChangeCounty) -> Change:
    held = register.find(Unit, command.id)
    values = (Words(sv="Län", en="County"), county_name(held.county if held else None), county_name(command.county))
    return Change(plain(held.name if held else "–"), _differences([values]), ())


def _retracted(register: Register, command: acts.RetractFact) -> Change:
    target = register.find(Attested, command.fact)
    held: Any = register.entities.get(target.subject) if target else None
    if target is None or held is None:
        return Change(plain("–"), (), ())
    without = as_without(register, held, {target.id})
    line = attestation_words(target) + Words(
        sv=": felregistrerat, har aldrig gällt", en=": entered in error, never was"
    )
    register.put(without)
    harms: tuple[Words, ...] = (_NO_PERMIT,) if isinstance(held, Permit | Exemption) and without.retracted else ()
    if isinstance(held, Permit) and isinstance(without, Permit) and not without.retracted:
        harms = tuple(_findings(held, without))
    return Change(entity_words(register, held), (line,), harms)


def _provider(register: Register, command: acts.CorrectProvider) -> Change:
    held = register.find(Provider, command.id)
    if held is None:
        return Change(plain("–"), (), ())
    values = (
        (Words(sv="Namn", en="Name"), plain(held.name), plain(command.name)),
        (Words(sv="Bolagsform", en="Legal form"), LEGAL_FORMS[held.legal_form], LEGAL_FORMS[command.legal_form]),
        (
            Words(sv="Räkenskapsår slutar", en="Fiscal year ends"),
            plain(held.fiscal_year_end),
            plain(command.fiscal_year_end),
        ),
    )
    lines = _differences(values)
    return Change(
        plain(held.name), lines, (_ACCOUNTS_LATE, _ACCOUNTS_FALL) if lines[1:] or held.name == command.name else ()
    )


_WRITERS: dict[type, Any] = {
    acts.RegisterPermit: _registered,
    acts.ChangePermit: _changed,
    acts.EndPermit: _ended,
    acts.RecordNotPermitBound: _not_bound,
    acts.ChangeCounty: _county,
    acts.RetractFact: _retracted,
    acts.CorrectProvider: _provider,
}
