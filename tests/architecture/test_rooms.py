"""Rooms know one another only as drawn here; nothing goes round in a circle; no folder holds more than one keeps in mind."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath

from tests.parts.code import ROOT, Module, fail_with, is_migration, modules

RUNTIME = {
    ("ground", "language"): "an error is words for people",
    ("ground", "database"): "what a service declares and its loops get names the database; the runtime's own tables",
    ("ground", "vault"): "what a handler acts with seals what it keeps",
    ("database", "ground"): "settings, errors, telemetry",
    ("database", "language"): "ids, and refusals in words",
    ("database", "scan"): "no fact is appended whose text may reveal somebody",
    ("database", "database/tables"): "statements speak of declared tables",
    ("database/tables", "database"): "who may touch a row is said by roles",
    ("ground", "database/tables"): "the runtime's own tables",
    ("events", "database/tables"): "the log, the inbox",
    ("parked", "database/tables"): "the inbox",
    ("process", "database/tables"): "a service's first migration is written from its tables",
    ("vault", "database/tables"): "the table of what is sealed",
    ("web", "database/tables"): "the portal's own tables",
    ("kafka", "ground"): "settings",
    ("events", "ground"): "settings, errors, telemetry, what a service hears and applies",
    ("events", "database"): "the log, the inbox",
    ("events", "kafka"): "publishing and consuming",
    ("parked", "ground"): "services, telemetry, their own tables",
    ("parked", "database"): "the inbox, and what was set aside",
    ("parked", "events"): "what becomes of a fact in an inbox",
    ("parked", "language"): "facts and reasons in words",
    ("parked", "scan"): "what an operator writes about a parked fact",
    ("process", "parked"): "what is parked is tried again by another program",
    ("files", "language"): "faults in words",
    ("forms", "ground"): "refusals, shown at their fields",
    ("forms", "language"): "days and times as they are typed; what is wrong, in words",
    ("forms", "scan"): "what a text may reveal",
    ("scan", "language"): "what was found, in words; places and look-alikes",
    ("vault", "ground"): "settings",
    ("vault", "database"): "sealing in the transaction that keeps what is sealed",
    ("vault", "language"): "receipts in words",
    ("oidc", "language"): "refusals in words",
    ("process", "oidc"): "identity providers are checked before a start",
    ("web", "language"): "which language somebody reads who has been let in",
    ("web", "oidc"): "who may vouch for people",
    ("process", "ground"): "settings, telemetry, services",
    ("process", "database"): "the pool, migrations, roles",
    ("process", "kafka"): "topics, the broker",
    ("process", "events"): "the workers it runs",
    ("process", "vault"): "keys are checked before a start",
    ("process", "web"): "style sheets are checked before a start",
    ("process", "web/middleware"): "limits on connections are checked before a start",
    ("web", "ground"): "settings, services",
    ("web", "database"): "health, its own tables",
    ("web", "vault"): "drafts and receipts",
    ("web", "web/request"): "put together",
    ("web", "web/page"): "put together",
    ("web", "web/middleware"): "put together",
    ("web/middleware", "ground"): "settings",
    ("web/middleware", "database"): "sessions are read and kept answers written",
    ("web/middleware", "language"): "refusals in words",
    ("web/middleware", "web/request"): "who asks",
    ("web/middleware", "web/page"): "a refusal is a page; drafts outlive a lost session",
    ("web/page", "oidc"): "one signs out of the identity provider, too",
    ("web/page", "ground"): "settings, panels",
    ("web/page", "database"): "a page works in a transaction",
    ("web/page", "files"): "a file that was chosen",
    ("web/page", "language"): "words, dates, numbers",
    ("web/page", "scan"): "what a file holds",
    ("web/page", "vault"): "drafts are sealed",
    ("web/page", "web"): "style sheets and their digests; the portal's own tables",
    ("web/page", "web/request"): "who asks",
    ("web/request", "ground"): "settings",
    ("web/request", "web"): "the portal's own tables",
    ("web/request", "database"): "sessions",
    ("web/request", "language"): "roles and refusals in words",
}
AUDIT = {
    ("facts", "top"): "the calendar",
    ("rules", "top"): "the calendar",
    ("rules", "facts"): "a rule reads what was heard",
    ("judge", "top"): "the calendar",
    ("judge", "facts"): "facts are judged",
    ("judge", "rules"): "by the rules",
    ("judge", "judge/conditions"): "conditions are judged at each instant",
    ("judge/conditions", "judge"): "what is suspended, what is told of it, ids",
    ("judge/conditions", "facts"): "who is placed where, and on what terms",
    ("judge/conditions", "rules"): "by the rules",
    ("judge/conditions", "top"): "the calendar",
    ("replay", "top"): "the calendar, queries",
    ("replay", "facts"): "dossiers made again",
    ("replay", "rules"): "a finding explained by its rule",
    ("replay", "judge"): "judged again",
    ("replay", "measures"): "which measure falls by a finding",
    ("replay", "storage"): "a database is compared with its log",
    ("storage", "top"): "tables, queries, the calendar",
    ("storage", "facts"): "dossiers",
    ("storage", "judge"): "a batch is judged",
    ("storage", "replay"): "what judging again changed",
    ("casework", "top"): "working days",
    ("casework", "judge"): "how long somebody has to reply",
    ("pages", "top"): "tables, the rule book",
    ("pages", "rules"): "what a rule is called and asks",
    ("pages", "casework"): "how many days a reply has, in the rules as they are told",
    ("pages", "judge"): "what a duty that was resolved is called",
    ("pages/board", "pages"): "states, words, what the pages read",
    ("pages/board", "pages/findings"): "findings as lines",
    ("pages/board", "top"): "tables, the calendar",
    ("pages", "pages/duties"): "a duty as a line",
    ("pages/duties", "pages"): "states and words",
    ("pages/duties", "judge"): "duties that are foreseen stand beside those that are owed",
    ("pages/duties", "top"): "tables",
    ("pages/board", "pages/duties"): "duties as rows of the grid",
    ("pages/findings", "pages"): "states, words, what the pages read",
    ("pages/findings", "casework"): "decisions and replies",
    ("pages/findings", "facts"): "which facts a finding rests on",
    ("pages/findings", "judge"): "how a clock was counted",
    ("pages/findings", "measures"): "which measure falls by a finding",
    ("pages/findings", "rules"): "what a rule is called and asks",
    ("pages/findings", "top"): "tables, the calendar",
    ("pages/panels", "pages"): "states, words, what the pages read",
    ("pages/panels", "pages/duties"): "what is due soon",
    ("pages/panels", "pages/board"): "the board in small",
    ("pages/panels", "pages/findings"): "findings in small",
    ("pages/panels", "top"): "tables, the calendar",
    ("pages/performance", "measures"): "how providers are counted",
    ("pages/performance", "pages"): "states, words, what the pages read",
    ("pages/performance", "pages/board"): "its chart and filters",
    ("pages/performance", "top"): "tables",
    ("top", "pages"): "the rule book's words",
    ("top", "pages/board"): "the application",
    ("top", "pages/findings"): "the application",
    ("top", "pages/panels"): "the application",
    ("top", "pages/performance"): "the application",
    ("top", "measures"): "the rule book",
    ("top", "rules"): "the rule book, clause numbers",
    ("top", "storage"): "the application",
}
REGISTRIES = {"services/provider_audit/rules"}
"""Folders whose files are all of one kind."""
MOST_MODULES = 15


def test_runtime_rooms_know_one_another_as_drawn() -> None:
    fail_with("Move the code to the room that needs it, or draw the arrow with its reason.", faults("runtime", RUNTIME))


def test_audit_rooms_know_one_another_as_drawn() -> None:
    fail_with(
        "Move the code to the room that needs it, or draw the arrow with its reason.", faults("provider_audit", AUDIT)
    )


def faults(service: str, drawn: dict[tuple[str, str], str]) -> list[str]:
    """Arrows that are not drawn, and drawn ones that nothing uses any more."""
    found: dict[tuple[str, str], str] = {}
    for module in ours():
        for name in targets(module):
            here, there = room(module.name, service), room(name, service)
            if here and there and here != there:
                found.setdefault((here, there), f"{module.where} imports {name}")
    return [f"{a} -> {b}: {why}" for (a, b), why in sorted(found.items()) if (a, b) not in drawn] + [
        f"{a} -> {b} is drawn and not there" for a, b in sorted(set(drawn) - set(found))
    ]


def ours() -> list[Module]:
    """All modules of services but migrations."""
    return [module for module in modules("services") if not is_migration(module)]


def targets(module: Module) -> set[str]:
    """The modules of ours that a module imports."""
    known = {each.name for each in ours()}
    return {near for name in module.imports if (near := name if name in known else name.rpartition(".")[0]) in known}


def room(name: str, service: str) -> str:
    """The room of a service in which a module lies: its folder, `web/page` for a folder of web; the loose files are the ground."""
    parts = name.split(".")
    if parts[:2] != ["services", service]:
        return ""
    folder = ROOT.joinpath(*parts) if ROOT.joinpath(*parts).is_dir() else ROOT.joinpath(*parts[:-1])
    inside = PurePosixPath(folder.relative_to(ROOT / "services" / service).as_posix())
    return str(inside) if inside.parts else ("ground" if service == "runtime" else "top")


def test_nothing_goes_round_in_a_circle() -> None:
    arrows = {module.name: targets(module) - {module.name} for module in ours()}
    left = dict(arrows)
    while ends := [name for name, to in left.items() if not to & left.keys()]:
        for name in ends:
            del left[name]
    begun_by = {name for to in left.values() for name in to}
    fail_with(
        "Each of these reaches itself again: move what both need into a module of its own.",
        [f"{name} -> {', '.join(sorted(to & left.keys()))}" for name, to in sorted(left.items()) if name in begun_by],
    )


def test_no_folder_holds_too_many_modules() -> None:
    folders: dict[str, int] = defaultdict(int)
    for module in ours():
        folders[module.path.parent.relative_to(ROOT).as_posix()] += module.path.name != "__init__.py"
    found = [f"{folder}: {count}" for folder, count in sorted(folders.items()) if count > MOST_MODULES]
    fail_with(
        f"A folder holds at most {MOST_MODULES} modules: give what belongs together a room of its own.",
        [line for line in found if line.split(":")[0] not in REGISTRIES],
    )
