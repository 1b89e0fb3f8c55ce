"""The project's own code as syntax trees, for the tests that watch over its shape."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file: where it lies, what it is called when imported, and its tree."""

    path: Path

    @cached_property
    def where(self) -> str:
        """The path from the root of the project, for messages."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def name(self) -> str:
        """The dotted name, `services.referral.domain`."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def lines(self) -> list[str]:
        """The text, line by line."""
        return self.path.read_text(encoding="utf-8").splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse("\n".join(self.lines), filename=self.where)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every imported name, in full; `from a import b` gives `a.b`. What only a type checker reads counts too."""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                base = ".".join([*above, node.module] if node.module else above)
                found.update(f"{base}.{alias.name}" for alias in node.names)
        return frozenset(found)

    @cached_property
    def calls(self) -> tuple[tuple[str, int], ...]:
        """Every call of a plain name as (`datetime.now`, line); what is called on a result counts from its last dot."""
        return tuple(
            (called, node.lineno)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call) and (called := dotted(node.func))
        )


def dotted(node: ast.expr) -> str:
    """Write `a.b.c` as text; the part before a name that hangs on a result is left out."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """All Python files below the named folders of the project, in order of path; each file is read once."""
    if len(folders) > 1:
        return tuple(module for folder in folders for module in modules(folder))
    return tuple(Module(path) for path in sorted((ROOT / folders[0]).rglob("*.py")))


def is_migration(module: Module) -> bool:
    """Whether the file is a database migration, which is frozen once it has run."""
    return "migrations" in module.path.parts


def fail_with(advice: str, found: list[str]) -> None:
    """Fail with what to do and every place where it is to be done; pass when there is none."""
    assert not found, advice + "\n  " + "\n  ".join(found)
