"""The code stays small, named in words of the field, finished, and explained."""

from __future__ import annotations

import ast
import re

import pytest

from tests.parts.code import ROOT, Module, fail_with, is_migration, modules

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
MOST_FILES = 170
"""How long nine of ten files are at most."""
MOST_FUNCTIONS = 20
"""How long nine of ten functions are at most."""
MOST_ARGUMENTS = 5
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "base", "misc"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: Module) -> list[Function]:
    """Every function and method, nested ones too."""
    return [node for node in ast.walk(module.tree) if isinstance(node, Function)]


def classes(module: Module) -> list[ast.ClassDef]:
    """Every class."""
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]


def length(function: Function) -> int:
    """The lines of a function from its `def` to its end, without its docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def test_no_file_is_long() -> None:
    found = [
        f"{module.where}: {len(module.lines)} lines"
        for module in modules("services", "schemas", "tests")
        if len(module.lines) > LONGEST_FILE and not is_migration(module)
    ]
    fail_with(f"A file has at most {LONGEST_FILE} lines: split it by what it is about.", found)


def test_no_function_is_long() -> None:
    found = [
        f"{module.where}:{function.lineno} {function.name}: {length(function)} lines"
        for module in modules("services", "schemas", "tests")
        if not is_migration(module)
        for function in functions(module)
        if length(function) > LONGEST_FUNCTION
    ]
    fail_with(f"A function has at most {LONGEST_FUNCTION} lines: give its steps names of their own.", found)


def arguments(function: Function) -> list[ast.arg]:
    """What is handed to a function, by position or by name."""
    given = function.args
    return [one for one in (*given.posonlyargs, *given.args, *given.kwonlyargs) if one.arg not in {"self", "cls"}]


def nine_of_ten(lengths: list[int]) -> int:
    """The length that nine of ten do not exceed."""
    return sorted(lengths)[int(len(lengths) * 0.9)]


@pytest.mark.parametrize("folders", [("services", "schemas"), ("tests",)])
def test_most_files_and_functions_are_short(folders: tuple[str, ...]) -> None:
    found = [module for module in modules(*folders) if not is_migration(module)]
    files = nine_of_ten([len(module.lines) for module in found])
    assert files <= MOST_FILES, f"nine of ten files of {folders} have {files} lines at most: split the longest"
    lengths = nine_of_ten([length(function) for module in found for function in functions(module)])
    assert lengths <= MOST_FUNCTIONS, f"nine of ten functions of {folders} have {lengths} lines at most"


def test_what_is_asked_of_a_handler_or_a_form_is_a_value() -> None:
    found = [
        f"{module.where}:{function.lineno} {function.name}: {len(arguments(function))} arguments"
        for module in modules("services")
        if module.path.name in {"handlers.py", "form.py"}
        for function in functions(module)
        if len(arguments(function)) > MOST_ARGUMENTS
    ]
    fail_with(f"At most {MOST_ARGUMENTS} arguments: Acting, what it is about, and a command.", found)


def test_no_module_has_an_empty_name() -> None:
    found = [
        module.where
        for module in modules("services", "schemas", "tests")
        if EMPTY_NAMES & {part.removesuffix(".py").strip("_") for part in module.path.relative_to(ROOT).parts}
    ]
    fail_with("Name a module after the one thing it does; these names say nothing.", found)


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    found = [
        module.where
        for module in modules("services", "schemas", "tests")
        if not is_migration(module)
        and not (ast.get_docstring(module.tree) or "").split("\n\n")[0].rstrip().endswith((".", "?"))
    ]
    fail_with("Begin the file with a docstring of one sentence, closed by a full stop.", found)


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    found = [
        f"{module.where}:{number} {line.strip()[:80]}"
        for module in modules("services", "schemas", "tests")
        for number, line in enumerate(module.lines, start=1)
        if mark.search(line)
    ]
    fail_with("Finish it, or leave it out and say so in the documentation.", found)


def test_only_a_class_that_others_complete_may_leave_a_method_open() -> None:
    everywhere = modules("services", "schemas")
    completed = {ast.unparse(base) for module in everywhere for node in classes(module) for base in node.bases}
    found = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in everywhere
        for node in classes(module)
        if "raise NotImplementedError" in ast.unparse(node) and node.name not in completed
    ]
    fail_with("Write the method, or leave it out.", found)


def test_nothing_is_replaced_behind_its_back() -> None:
    found = [
        f"{module.where}:{line} {call}"
        for module in modules("tests", "services")
        for call, line in module.calls
        if call in {"patch", "mock.patch", "MagicMock", "AsyncMock", "Mock", "mocker.patch"}
    ]
    fail_with("Hand in an ordinary class that passes the same contract tests as the real thing.", found)


def test_no_init_file_lies_below_tests() -> None:
    found = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("__init__.py")]
    fail_with("Remove it: below tests it would shadow the package of the same name.", found)
