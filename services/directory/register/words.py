"""What the things of the register are called, and what each of its facts says, in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from schemas import directory as facts
from services.directory.shared.attested import Attested
from services.directory.shared.labels import AGES, END_REASONS, FORMS, GROUPS
from services.directory.shared.register import Register
from services.directory.shared.state import Contract, Exemption, Permit, Provider, Unit
from services.runtime.language.counties import county_name
from services.runtime.language.words import Words, joined, plain

_UNTIL_FURTHER = Words(sv="tills vidare", en="until further notice")


def entity_words(register: Register, held: object) -> Words:
    """Name a thing of the register: "Tillståndet IVO-2024-0117, Enhet Nord"."""
    if isinstance(held, Permit):
        return permit_words(register, held)
    if isinstance(held, Exemption):
        unit = register.find(Unit, held.unit)
        title = Words(sv="Tillstånd behövs inte, {unit}", en="No permit needed, {unit}")
        return title.fill(unit=unit.name if unit else "–")
    if isinstance(held, Contract):
        return Words(sv="Avtalet {number}", en="The contract {number}").fill(number=held.number)
    return plain(held.name) if isinstance(held, Provider | Unit) else plain("–")


def attestation_words(attestation: Attested) -> Words:
    """Say what a fact of the register says, by its kind and its day."""
    return _WORDS[type(attestation.fact)](attestation.fact)


def _end_words(fact: facts.PermitEnded) -> Words:
    words = Words(sv="Upphör {at}, {why}", en="Ends {at}, {why}")
    return words.fill(at=fact.at, why=END_REASONS[fact.reason].lower())


def _terms_words(fact: facts.PermitTerms) -> Words:
    name = _CHANGED if isinstance(fact, facts.PermitChanged) else _REGISTERED
    return name + plain(" (") + joined([value for _, value in named_terms(fact)]) + plain(")")


def _not_bound_words(fact: facts.NotPermitBound) -> Words:
    words = Words(sv="{form}: tillstånd behövs inte från {on}", en="{form}: no permit needed from {on}")
    return words.fill(form=FORMS[fact.form], on=fact.on)


def _unit_words(fact: facts.UnitRegistered) -> Words:
    words = Words(sv="Enheten lades in ({name}, {county})", en="The unit was entered ({name}, {county})")
    return words.fill(name=fact.name, county=county_name(fact.county))


def _clause_words(fact: facts.ClauseRegistered) -> Words:
    words = Words(sv="Villkor {number}, version {version}", en="Clause {number}, version {version}")
    return words.fill(number=fact.clause.number or "–", version=fact.clause.version)


_WORDS: dict[type, Callable[[Any], Words]] = {
    facts.ProviderRegistered: lambda _: Words(sv="Utföraren lades in", en="The provider was entered"),
    facts.UnitRegistered: _unit_words,
    facts.PermitRegistered: _terms_words,
    facts.PermitChanged: _terms_words,
    facts.PermitEnded: _end_words,
    facts.NotPermitBound: _not_bound_words,
    facts.ContractRegistered: lambda fact: Words(
        sv="Avtalet {number} lades in", en="The contract {number} was entered"
    ).fill(number=fact.number),
    facts.ClauseRegistered: _clause_words,
    facts.ContractEnded: lambda fact: Words(sv="Avtalet upphör {at}", en="The contract ends {at}").fill(at=fact.at),
}
_REGISTERED = Words(sv="Tillståndet lades in", en="The permit was entered")
_CHANGED = Words(sv="Tillståndet ändrades", en="The permit was changed")


def permit_words(register: Register, held: Permit) -> Words:
    """Name a permit: "Tillståndet IVO-2024-0117, Enhet Nord"."""
    unit = register.find(Unit, held.unit)
    title = Words(sv="Tillståndet {number}, {unit}", en="The permit {number}, {unit}")
    return title.fill(number=held.number or "–", unit=unit.name if unit else "–")


def named_terms(terms: Any) -> list[tuple[Words, Words]]:
    """Give the terms of a permit, as anything names them, each with its name."""
    return [
        (Words(sv="Insats", en="Form"), FORMS[terms.form]),
        (Words(sv="Ålder", en="Age"), joined([AGES[band] for band in sorted(terms.age_bands)])),
        (
            Words(sv="Målgrupp", en="Target group"),
            joined([GROUPS[group] for group in sorted(terms.target_groups)]),
        ),
        (Words(sv="Platser", en="Places"), plain(str(terms.maximum))),
        (Words(sv="Från", en="From"), plain(terms.valid_from.isoformat())),
        (Words(sv="Till", en="To"), last_day_words(terms.valid_to)),
    ]


def last_day_words(day: date | None) -> Words:
    """Write the last day of something: "2026-12-31", or "tills vidare"."""
    return plain(day.isoformat()) if day else _UNTIL_FURTHER


def until_words(day: date | None) -> Words:
    """Write how long something lasts: "till 2026-12-31", or "tills vidare"."""
    return Words(sv="till {day}", en="until {day}").fill(day=day) if day else _UNTIL_FURTHER
