"""The rule book in the documentation and on the page is the one the rules' own files give."""

import re
from pathlib import Path

import pytest

from services.provider_audit.measures.falls_by import FALLS_BY
from services.provider_audit.measures.measures import MEASURES
from services.provider_audit.rule_book import entries, markdown
from services.provider_audit.rules.folder import load
from services.runtime.language.words import LANGUAGES, Language

DOCS = Path(__file__).resolve().parents[2] / "docs"
RULES = load()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_in_the_documentation_is_up_to_date(language: Language) -> None:
    kept = (DOCS / f"rules.{language}.md").read_text(encoding="utf-8")
    assert kept == markdown(language), "Run: .venv/bin/python -m services.provider_audit.rule_book"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_is_told_in_words(rule: str) -> None:
    """A rule has a sentence in both languages, and words for what makes a finding fall."""
    recorded = RULES[rule].said
    assert recorded.sv != recorded.en
    assert "{" not in recorded.sv + recorded.en
    assert [code for code in RULES[rule].falls_by if code not in FALLS_BY] == [], "write them in falls_by.py"


def test_a_rules_number_is_said_in_a_phrase_that_can_be_read() -> None:
    assert RULES["R02"].parameters[0].words(5).sv == "senast arbetsdag nummer 5 i månaden efter"
    for rule in RULES.values():
        for each in rule.parameters:
            for language in LANGUAGES:
                assert re.findall(r"\d+", each.words(each.default).pick(language)) == [str(each.default)]


def test_the_sentence_tells_the_rules_own_numbers() -> None:
    for rule in RULES.values():
        for language in LANGUAGES:
            numbers = set(re.findall(r"\d+", rule.said.pick(language)))
            assert numbers <= {str(each.default) for each in rule.parameters}, rule.id


def test_the_book_names_every_rule_and_every_measure() -> None:
    assert [entry.id for entry in entries()] == sorted(RULES)
    for language in LANGUAGES:
        book = markdown(language)
        assert all(f"\n## {entry.id} {entry.title.pick(language)}\n" in book for entry in entries())
        assert all(measure.formula.pick(language) in book for measure in MEASURES)
