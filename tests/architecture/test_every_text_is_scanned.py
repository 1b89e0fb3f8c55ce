"""No text that somebody writes and others read escapes the scan: every field of every form, found in the code and the templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.parts.code import ROOT, fail_with, modules

# Each exception with its reason.
READ_OTHERWISE = {
    "placement": "names a placement, which is looked up; it is kept nowhere",
    "event": "names an incident, which is looked up; it is kept nowhere",
    "fact": "names a fact, which is looked up; it is kept nowhere",
    "correction": "names a correction, which is looked up; it is kept nowhere",
    "period": "a month, read as one",
    "rule": "names a rule, which is looked up",
    "phone": "the board's own telephone, by which the provider reaches a function",
    "name": "the person's own name, sealed in the vault, read by nobody but who may know the person",
    "personnummer": "the person's own number, sealed in the vault",
    "wanted": "what is searched for; it is kept nowhere",
    "label": "refused by the domain with every hit, also the likely: staff.label_of",
    "receipt": "names a receipt, which is looked up; another is refused",
    "guest": "the name of whoever is invited to a role, sealed in the vault",
    "email": "their address at work, sealed in the vault",
    "fiscal_year_end": "a month and a day, read as them",
    "text in table_file.html": "a pasted file, whose rows are scanned one by one",
}  # fmt: skip
_PROSE = ("reason", "why", "note", "words")
"""What a command calls a text that people write."""
_MACRO = re.compile(r"fields\.(?:text_field|textarea)\(\s*\"(\w+)\"")
_RAW = re.compile(r"<(?:textarea|input[^>]*type=\"(?:text|search)\")[^>]*?name=\"(\w+)\"")


def _name(node: ast.expr) -> str | None:
    """The name of a field, without its number."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return str(node.values[0].value)
    return None


def _calls(attribute: bool) -> Iterator[tuple[str, ast.Call]]:
    for module in modules("services"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute if attribute else ast.Name):
                yield module.where, node


def declared() -> set[tuple[str, str]]:
    """Every text field that is described as data: where, and its name."""
    found = set()
    for where, call in _calls(attribute=False):
        if isinstance(call.func, ast.Name) and call.func.id == "Field" and call.args and (name := _name(call.args[0])):
            given = [each for each in call.args[2:3] if isinstance(each, ast.Constant)]
            given += [
                each.value for each in call.keywords if each.arg == "kind" and isinstance(each.value, ast.Constant)
            ]
            if (given[0].value if given else "text") in ("text", "textarea"):
                found.add((where, name))
    return found


def drawn() -> set[tuple[str, str]]:
    """Every text field that a template draws by itself."""
    found = set()
    for template in ROOT.glob("services/**/templates/**/*.html"):
        if template.name != "fields.html":
            text = template.read_text(encoding="utf-8")
            found |= {(template.name, name) for name in (*_MACRO.findall(text), *_RAW.findall(text))}
    return found


def scanned() -> set[str]:
    """The names of the fields that are read by what scans them."""
    found = set()
    for where, call in _calls(attribute=True):
        if not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        reads = call.func.attr == "prose" or (call.func.attr == "text" and where.startswith("services/referral/"))
        name = _name(call.args[0])
        if reads and name and "unscanned" not in {each.arg for each in call.keywords}:
            found.add(name)
    for where, call in _calls(attribute=False):
        if (
            where == "services/provider_audit/casework/checks.py"
            and isinstance(call.func, ast.Name)
            and call.func.id == "_scanned"
        ):
            found |= {_name(key) for each in call.args if isinstance(each, ast.Dict) for key in each.keys if key} - {
                None
            }
    return found


def test_every_text_field_of_every_form_is_scanned() -> None:
    read = scanned()
    missing = [
        f"{where}: {name}"
        for where, name in sorted(declared() | drawn())
        if name not in read and name not in READ_OTHERWISE and f"{name} in {where}" not in READ_OTHERWISE
    ]
    fail_with(
        "Read it by Reader.text, Reader.prose or services.runtime.scan.scanner.check, or say here why it is not.",
        missing,
    )


def test_every_reason_on_the_command_line_is_scanned() -> None:
    asking = [
        module
        for module in modules("services")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.arg) and node.arg in _PROSE and "typer." in ast.unparse(node.annotation or node)
    ]
    assert asking, "no command asks for a reason any more: take this test away"
    missing = [each.where for each in asking if not any(call.rpartition(".")[2] == "check" for call, _ in each.calls)]
    fail_with("Look through it with services.runtime.scan.scanner.check before it is kept.", missing)


def test_whoever_leaves_the_scan_out_says_why() -> None:
    found = [
        f"{where}:{call.lineno}"
        for where, call in _calls(attribute=True)
        for option in call.keywords
        if option.arg == "unscanned"
        and not (isinstance(option.value, ast.Constant) and len(str(option.value.value)) > 20)
    ]
    fail_with("Give the reason as a sentence.", found)
