"""The second judge says of the lawyer's cases what the lawyer says: the cases and it were written from the rules alone."""

from typing import Any

import pytest

from tests.oracle.plain import Plain
from tests.provider_audit.casebook import Case, fairness_cases, rule_cases, same
from tests.provider_audit.speech import PROVIDER

CASES = [pytest.param(case, id=one) for one, case in [*rule_cases(), *fairness_cases()]]
NOT_STATED = {"seconds late", "lapsed by", "clause", "boards"}


@pytest.mark.parametrize("case", CASES)
def test_the_second_judge_holds_the_cases(case: Case) -> None:
    plain = Plain(PROVIDER)
    plain.fold(case.events, case.until)
    owed = [each for each in plain.kept.values() if each["rule"] in case.rules]
    found = [(ident, each) for ident, each in plain.found.items() if each["rule"] in case.rules]
    owed.sort(key=lambda each: (each["rule"], each["due"], each["about"], each["period"]))
    found.sort(key=lambda given: (given[1]["rule"], given[1]["raised"], given[1]["about"], given[0]))
    wanted = {**case.wanted, "dues": stated_only(case, "dues"), "findings": stated_only(case, "findings")}
    asked = Case(case.rules, case.script, case.until, wanted)
    same(asked, "dues", map(obligation_words, owed))
    same(asked, "findings", (finding_words(each) for _ident, each in found))


def stated_only(case: Case, key: str) -> list[dict[str, Any]]:
    return [
        {word: value for word, value in each.items() if word not in NOT_STATED} for each in case.wanted.get(key, [])
    ]


def obligation_words(owed: dict[str, Any]) -> dict[str, Any]:
    words = {"rule": "rule", "due": "due", "state": "state", "month": "period", "met at": "met_at"}
    return {word: owed[field] for word, field in words.items()}


def finding_words(found: dict[str, Any]) -> dict[str, Any]:
    words = ("rule", "standing", "severity", "raised", "judged", "settled", "largest")
    values = {word: found[word] for word in words}
    more = {"reply due": found["reply"], "high from": found["high"], "because": found["because"]}
    return values | more | {"owes": " and ".join(found["owes"])}
