"""The folder of rules is their registry: every file that is not one of its tools declares one."""

from importlib import import_module
from importlib.resources import files

from services.provider_audit.rules.declaration import Rule

_HERE = str(__package__)
_NO_RULES = {
    "__init__",
    "claim",
    "claiming",
    "conditions",
    "declaration",
    "folder",
    "months",
    "named",
    "stays",
    "units",
}
"""What the files of the folder that are rules are written with."""


def load() -> dict[str, Rule]:
    """Load every rule of the folder by its id.

    Raises ValueError when two files declare one id, TypeError when a file declares none.
    """
    names = sorted(entry.name.removesuffix(".py") for entry in files(_HERE).iterdir() if entry.name.endswith(".py"))
    return gather(
        [(name, getattr(import_module(f"{_HERE}.{name}"), "RULE", None)) for name in names if name not in _NO_RULES]
    )


def gather(found: list[tuple[str, object]]) -> dict[str, Rule]:
    """Gather rules by id; `found` names the file of each."""
    rules: dict[str, Rule] = {}
    for name, rule in found:
        if not isinstance(rule, Rule):
            raise TypeError(f"rules/{name}.py declares no RULE")
        if rule.id in rules:
            raise ValueError(f"two rules are called {rule.id}: rename the one in rules/{name}.py")
        rules[rule.id] = rule
    return rules
