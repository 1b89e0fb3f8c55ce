"""One place commits, one clock is asked, and the lock files name public registries only."""

from __future__ import annotations

import ast
import re

from services.application import DEMONSTRATION, SERVICES
from tests.parts.code import ROOT, Module, fail_with, is_migration, modules

# Each exception with its reason.
MAY_COMMIT = {
    "services/runtime/database/transaction.py": "the one transaction of the product",
    "services/runtime/database/migrate.py": "Alembic's own transaction around a migration",
    "services/runtime/database/pool.py": "makes the pool whose connections a transaction takes",
    "services/runtime/embedded/postgres.py": "CREATE DATABASE cannot stand in a transaction",
}
COMMITTING = ("commit", "begin")
OFFSETS = re.compile(r"(consumer|kafka|message|record|msg|subscriber)\w*\.commit$", re.IGNORECASE)

MAY_ASK_THE_CLOCK = {
    "services/runtime/process/clock.py": "the clock itself",
    "services/directory/access.py": "the transaction's own instant marks what was confirmed in it",
    "services/runtime/web/request/queries.py": "a session lives in real time, also when the demonstration's clock is moved",
    "services/runtime/process/check.py": "compares the host's clock with the database's",
    "services/runtime/process/queries.py": "reads the database's clock for that",
    "services/demonstration/loading/load.py": "the year ends at the host's today unless told otherwise",
}
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "datetime.date.today",
    "time.time", "time.time_ns", "func.now", "func.clock_timestamp", "func.statement_timestamp",
    "func.transaction_timestamp", "func.current_timestamp",
}  # fmt: skip
SQL_CLOCK = re.compile(
    r"(?<![.\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\)", re.IGNORECASE
)

PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org", "maven.apache.org", "www.w3.org"}


def texts(module: Module) -> list[tuple[str, int]]:
    """Every string constant that is not a docstring, with its line."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.value, node.lineno)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def test_only_work_commits() -> None:
    found = [
        f"{module.where}:{line} {call}()"
        for module in modules("services")
        if module.where not in MAY_COMMIT and not is_migration(module)
        for call, line in module.calls
        if call.rpartition(".")[2] in COMMITTING and not OFFSETS.search(call)
    ]
    fail_with("Write through `async with database.work(service) as work`: it commits once, at its end.", found)


def test_only_work_opens_a_connection() -> None:
    allowed = {*MAY_COMMIT, "services/runtime/process/check.py"}
    found = [
        f"{module.where}:{line} {call}()"
        for module in modules("services")
        if module.where not in allowed and not is_migration(module)
        for call, line in module.calls
        if call in {"asyncpg.connect", "asyncpg.create_pool", "create_async_engine", "create_engine"}
    ]
    fail_with("Take the Database that is handed in; a connection of one's own knows no role and no tenant.", found)


def test_only_the_clock_is_asked_for_the_time() -> None:
    asked = [
        f"{module.where}:{line} {call}()"
        for module in modules("services")
        if module.where not in MAY_ASK_THE_CLOCK
        for call, line in module.calls
        if call in CLOCKS
    ]
    written = [
        f"{module.where}:{line} {text.strip()[:60]!r}"
        for module in modules("services")
        if module.where not in MAY_ASK_THE_CLOCK and not is_migration(module)
        for text, line in texts(module)
        if SQL_CLOCK.search(text)
    ]
    advice = (
        "Take `now` from work.now(), or write runtime.now() in SQL: the demonstration's clock must count everywhere."
    )
    fail_with(advice, asked + written)


def test_lock_files_name_public_registries_only() -> None:
    files = [
        "uv.lock",
        "deploy/assets/package-lock.json",
        "deploy/assets/.npmrc",
        "deploy/kafka/pom.xml",
        "pyproject.toml",
    ]
    found = [
        f"{name}: {host}"
        for name in files
        for host in sorted(set(re.findall(r"https?://([^/\"\s]+)", (ROOT / name).read_text(encoding="utf-8"))))
        if host not in PUBLIC_HOSTS
    ]
    fail_with("Lock again against the public registries; a mirror's address works for nobody else.", found)


def test_every_dependency_from_npm_is_held_by_its_hash() -> None:
    lock = (ROOT / "deploy/assets/package-lock.json").read_text(encoding="utf-8")
    assert lock.count('"integrity"') == lock.count('"node_modules/'), (
        "Run npm install --package-lock-only in deploy/assets."
    )


def test_every_panel_has_a_place_on_a_page() -> None:
    drawn = {
        slot
        for template in ROOT.glob("services/**/templates/**/*.html")
        for slot in re.findall(r'slot\("(\w+)"', template.read_text())
    }
    panels = [panel for service in (*SERVICES, DEMONSTRATION) for panel in service.panels]
    fail_with(
        "A panel that no page draws is never seen.", [panel.template for panel in panels if panel.slot not in drawn]
    )
    fail_with("A page draws a slot that nobody fills.", sorted(drawn - {panel.slot for panel in panels}))
