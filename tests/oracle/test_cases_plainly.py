"""The second judge says of the lawyer's cases what the lawyer says: the cases and it were written from the rules alone."""

from typing import Any

import pytest

from tests.oracle.plain import Plain
from tests.provider_audit.casebook import Case, fairness_cases, rule_cases, same
from tests.provider_audit.speech import PROVIDER

CASES = [pytest.param(case, id=told) for told, case in [*rule_cases(), *fairness_cases()]]
NOT_TOLD = {"seconds late", "lapsed by", "clause", "boards"}


@pytest.mark.parametrize("case", CASES)
def test_the_second_judge_holds_the_cases(case: Case) -> None:
    plain = Plain(PROVIDER)
    plain.fold(case.events, case.until)
    owed = [each for each in plain.kept.values() if each["rule"] in case.rules]
    found = [(ident, each) for ident, each in plain.found.items() if each["rule"] in case.rules]
    owed.sort(key=lambda each: (each["rule"], each["due"], each["about"], each["period"]))
    found.sort(key=lambda told: (told[1]["rule"], told[1]["raised"], told[1]["about"], told[0]))
    wanted = {**case.wanted, "dues": told_only(case, "dues"), "findings": told_only(case, "findings")}
    asked = Case(case.rules, case.told, case.until, wanted)
    same(asked, "dues", map(told_obligation, owed))
    same(asked, "findings", (told_finding(each) for _ident, each in found))


def told_only(case: Case, key: str) -> list[dict[str, Any]]:
    return [{word: value for word, value in each.items() if word not in NOT_TOLD} for each in case.wanted.get(key, [])]


def told_obligation(owed: dict[str, Any]) -> dict[str, Any]:
    words = {"rule": "rule", "due": "due", "state": "state", "month": "period", "met at": "met_at"}
    return {word: owed[field] for word, field in words.items()}


def told_finding(found: dict[str, Any]) -> dict[str, Any]:
    words = ("rule", "standing", "severity", "raised", "judged", "settled", "largest")
    told = {word: found[word] for word in words}
    more = {"reply due": found["reply"], "high from": found["high"], "because": found["because"]}
    return told | more | {"owes": " and ".join(found["owes"])}
