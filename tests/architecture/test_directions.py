"""Imports point inward: services know nothing of one another, and what decides knows nothing of the outside."""

from __future__ import annotations

import sys

from tests.parts.code import ROOT, Module, fail_with, modules

SERVICES = ("directory", "referral", "provider_audit", "notify")
JOINING = (
    "services.main", "services.commands", "services.audit_commands", "services.running", "services.application", "services.demonstration",
)  # fmt: skip
PURE_FILES = {"domain.py", "calendar.py"}
PURE_MODULES = {
    "services.directory.attestations.commands", "services.directory.attestations.effective",
    "services.directory.attestations.staff", "services.directory.decide", "services.directory.register.facts",
    "services.directory.register.folding",
    "services.directory.register.hands", "services.directory.shared.attested", "services.directory.shared.checks",
    "services.directory.shared.commands", "services.directory.shared.names", "services.directory.shared.outcome",
    "services.directory.shared.register", "services.directory.shared.state",
    "services.referral.cases.identity", "services.referral.corrections.refold",
    "services.referral.corrections.refold_events", "services.referral.incidents.happening", "services.referral.amendments.domain",
    "services.referral.shared.civil_time", "services.referral.shared.commands", "services.referral.terms.gates",
    "services.referral.shared.lifecycle", "services.referral.shared.states",
    "services.referral.terms.papers", "services.referral.terms.terms", "services.referral.shared.recorded",
}  # fmt: skip
PURE_FOLDERS = {"domain", "rules", "facts", "judge"}
OUTSIDE = {
    "sqlalchemy", "sqlmodel", "asyncpg", "alembic", "psycopg", "fastapi", "starlette", "uvicorn", "aiokafka", "faststream",
    "confluent_kafka", "httpx", "httpx2", "aiosmtplib", "requests", "socket", "ssl", "subprocess", "asyncio", "threading",
    "jinja2", "typer", "structlog", "prometheus_client",
}  # fmt: skip
CLOCKS_AND_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "datetime.date.today",
    "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "uuid4", "uuid7", "uuid1", "uuid.uuid4", "uuid.uuid1",
    "uuid_utils.uuid7", "identifiers.new_id", "new_id", "random.random", "random.choice", "random.randint", "os.urandom",
}  # fmt: skip


def service_of(name: str) -> str:
    """The part of services that a dotted name belongs to: `referral`, `runtime`, …; empty outside."""
    parts = name.split(".")
    return parts[1] if parts[0] == "services" and len(parts) > 1 else ""


def is_pure(module: Module) -> bool:
    """Whether the module decides, and so must not touch the outside."""
    if not module.name.startswith("services.") or service_of(module.name) not in SERVICES:
        return False
    return (
        module.path.name in PURE_FILES
        or module.name in PURE_MODULES
        or bool(PURE_FOLDERS & set(module.path.relative_to(ROOT).parent.parts))
    )


def test_services_never_import_one_another() -> None:
    found = [
        f"{module.where} imports {name}"
        for module in modules("services")
        for name in sorted(module.imports)
        if service_of(module.name) in (*SERVICES, "runtime")
        and service_of(name) not in ("", "runtime", service_of(module.name))
    ]
    fail_with(
        "Services share only schemas and services.runtime: move the wiring to services/application.py, or emit a fact.",
        found,
    )


def test_only_the_joining_modules_know_several_services() -> None:
    found = [
        f"{module.where} knows {', '.join(sorted(known))}"
        for module in modules("services")
        if not module.name.startswith(JOINING)
        and len(known := {service_of(name) for name in module.imports} & set(SERVICES) - {service_of(module.name)}) > 0
    ]
    fail_with(
        "Only what joins services (main, commands, running, application, demonstration and the like) may know them: move the code there.",
        found,
    )


def test_schemas_import_nothing_but_pydantic() -> None:
    allowed = {*sys.stdlib_module_names, "pydantic", "pydantic_core", "schemas"}
    found = [
        f"{module.where} imports {name}"
        for module in modules("schemas")
        for name in sorted(module.imports)
        if name.split(".")[0] not in allowed
    ]
    fail_with("The contract between services rests on pydantic alone: move what needs more into a service.", found)


def test_each_pure_module_is_there() -> None:
    found = sorted(PURE_MODULES - {module.name for module in modules("services")})
    fail_with("It has moved or gone: name it where it is, so that it stays pure.", found)


def test_what_decides_imports_nothing_of_the_outside() -> None:
    known = {module.name: module for module in modules("services", "schemas")}
    found = [
        f"{module.where} reaches {library} by {' -> '.join(path)}"
        for module in modules("services")
        if is_pure(module)
        for library, path in reach(module, known).items()
    ]
    fail_with("Pure modules take everything as arguments: do the loading and saving in handlers.py or store.py.", found)


def reach(start: Module, known: dict[str, Module]) -> dict[str, list[str]]:
    """The outside libraries that `start` imports, itself or through our own modules, each with the way there."""
    found: dict[str, list[str]] = {}
    waiting, seen = [(start, [start.name])], {start.name}
    while waiting:
        module, path = waiting.pop()
        for name in module.imports:
            library = name.split(".")[0]
            if library in OUTSIDE:
                found.setdefault(library, path)
            target = name if name in known else name.rpartition(".")[0]
            if target in known and target not in seen:
                seen.add(target)
                waiting.append((known[target], [*path, target]))
    return found


def test_what_decides_asks_no_clock_and_draws_no_lot() -> None:
    found = [
        f"{module.where}:{line} calls {call}"
        for module in modules("services")
        if is_pure(module)
        for call, line in module.calls
        if call in CLOCKS_AND_CHANCE
    ]
    fail_with("Time and new ids are handed in: take `now` or the id as an argument.", found)
