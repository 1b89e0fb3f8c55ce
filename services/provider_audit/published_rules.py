"""What other services need of the rules, gathered from the rules' files into schemas/duties.json, where they read it.

`python -m services.provider_audit.published_rules` writes the file.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.codes import ClauseType
from schemas.duties import FILE
from schemas.fact import Fact
from services.provider_audit.rules.conditions import Breach
from services.provider_audit.rules.declaration import RETURN_CLOCK, Duty, Parameter, Rule
from services.provider_audit.rules.folder import load
from services.provider_audit.rules.named import Named, Unwaivable, Waiver
from services.runtime.language.words import Words

OF_NO_RULE: dict[ClauseType, tuple[Parameter, ...]] = {
    ClauseType.ESCALATION: (
        Parameter(
            "hours",
            "hours until a notice that nobody took is passed on",
            0,
            most=30 * 24,
            said=Words(sv="{n} timmar", en="{n} hours"),
        ),
    ),
}
"""Clauses that no rule reads: the hours of ESCALATION are notify's, whose own depend on the severity."""


def document(rules: Mapping[str, Rule] | None = None) -> str:
    """Give the file's text: the numbers a clause may set, by its type, and what each rule says of itself, by its id.

    `correction_working_days` is how long anybody has to correct what was returned, whatever the rule.

    Raises ValueError when two duties name the same fact, by which nobody could tell them apart.
    """
    rules = rules or load()
    for name in ("fulfilled_by", "asked_by"):
        _one_duty_each(name, rules.values())
    whole = {
        "clauses": {kind.value: _numbers(kind, rules) for kind in ClauseType},
        "correction_working_days": RETURN_CLOCK.count,
        "rules": {identity: _rule(rule) for identity, rule in sorted(rules.items())},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _numbers(kind: ClauseType, rules: Mapping[str, Rule]) -> dict[str, Any]:
    declared = next((rule.parameters for rule in rules.values() if rule.clause is kind), OF_NO_RULE.get(kind, ()))
    return {
        each.name: {
            "unit": each.unit,
            "said": _words(each.in_clause or each.said),
            "least": each.least,
            "most": each.most,
            "default": None if kind in OF_NO_RULE else each.default,
        }
        for each in declared
    }


def _rule(rule: Rule) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "title": _words(Words(sv=rule.title_sv, en=rule.title_en)),
        "owes": [party.value for party in rule.owes],
        "reach": rule.reach,
        "clause": rule.clause.value if rule.clause else None,
        "numbers": rule.numbers(None),
        "unwaivable": _unwaivable(rule.unwaivable) if rule.unwaivable else None,
    }
    if isinstance(rule, Duty):
        entry["short"] = _words(rule.short or rule.named.notice)
        entry["waiver"] = _waiver(rule.waiver) if rule.waiver else None
        entry["named"] = _named(rule.named)
        entry["parts"] = {part: _named(named) for part, named in rule.parts.items()}
    elif isinstance(rule, Breach):
        entry["short"] = _words(rule.short or rule.notice)
        entry["named"] = {"notice": _words(rule.notice)}
        entry["gate"] = rule.gate
        entry["warned_by"] = _fact(rule.warned_by)
    return entry


def _named(named: Named) -> dict[str, Any]:
    return {
        "notice": _words(named.notice),
        "page": named.page.path if named.page else None,
        "fulfilled_by": _fact(named.fulfilled_by),
        "asked_by": _fact(named.asked_by),
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {"each": waiver.each, "facts": [fact.__name__ for fact in waiver.facts], "since": waiver.since}


def _unwaivable(unwaivable: Unwaivable) -> dict[str, Any]:
    return {
        "because": unwaivable.because,
        "listed": _words(unwaivable.listed) if unwaivable.listed else None,
    }


def _words(words: Words) -> dict[str, str]:
    return {"sv": words.sv, "en": words.en}


def _fact(kind: type[Fact] | None) -> str | None:
    return kind.__name__ if kind else None


def _one_duty_each(name: str, rules: Iterable[Rule]) -> None:
    duties = [rule for rule in rules if isinstance(rule, Duty)]
    facts = Counter(getattr(named, name) for rule in duties for named in (rule.named, *rule.parts.values()))
    twice = [kind.__name__ for kind, times in facts.items() if kind and times > 1]
    if twice:
        raise ValueError(f"{name} of two duties is {', '.join(sorted(twice))}: other services know a duty by it")


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
