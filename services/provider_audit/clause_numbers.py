"""The numbers that clauses may set, gathered from the rules into schemas/duties.json, where every service reads them.

`python -m services.provider_audit.clause_numbers` writes the file.
"""

import json
from pathlib import Path

import schemas.duties
from schemas.codes import ClauseType
from services.provider_audit.rules.declaration import Parameter
from services.provider_audit.rules.folder import load
from services.runtime.language.words import plain

OF_NO_RULE: dict[ClauseType, tuple[Parameter, ...]] = {
    ClauseType.ESCALATION: (
        Parameter("hours", "hours until a notice that nobody took is passed on", 0, most=30 * 24, said=plain("{n}")),
    ),
}
"""Clauses that no rule reads: the hours of ESCALATION are notify's, whose own depend on the severity."""
FILE = Path(schemas.duties.__file__).with_suffix(".json")


def document() -> str:
    """Give the file's text: a line a number, by type of clause."""
    rules = load()
    kinds = {}
    for kind in ClauseType:
        declared = rules[kind.value].parameters if kind.value in rules else OF_NO_RULE.get(kind, ())
        kinds[kind.value] = {
            each.name: {"unit": each.unit, "least": each.least, "most": each.most, "default": each.default or None}
            for each in declared
        }
    return json.dumps(kinds, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
