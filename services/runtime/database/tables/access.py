"""Who may touch the rows of a table: policies and grants as data, made into SQL here alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.runtime.database.roles import roles


@dataclass(frozen=True)
class Condition:
    """An SQL condition over a row; `|` and `&` join two."""

    sql: str

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql} or {other.sql})")

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql} and {other.sql})")


BOARD = Condition("board_id = any(runtime.my_boards())")
PROVIDER = Condition("provider_id = any(runtime.my_providers())")
PARTIES = BOARD | PROVIDER
SUPERVISOR = Condition("runtime.is_supervisor()")
OPERATOR = Condition("runtime.is_operator()")
KEEPER = Condition("runtime.is_keeper()")
ADMINISTRATOR = Condition("organisation = runtime.my_administered()")
THEMSELVES = Condition("person = runtime.me()")
EVERYBODY = Condition("true")
NOBODY = Condition("false")


@dataclass(frozen=True)
class Policy:
    """A row-level policy; without a role it is the service's web role's."""

    name: str
    verb: str
    using: Condition | None = None
    check: Condition | None = None
    role: str = ""

    def statement(self, schema: str, table: str) -> str:
        """Make it."""
        parts = [f"create policy {self.name} on {schema}.{table}"]
        parts.append("" if self.verb == "all" else f"for {self.verb}")
        parts.append(f"to {self.role or roles(schema)[1]}")
        parts += [f"using ({self.using.sql})"] if self.using else []
        parts += [f"with check ({self.check.sql})"] if self.check else []
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Grant:
    """What a role may do with a table, or with some columns of it; without a role it is the service's web role's."""

    verbs: tuple[str, ...]
    columns: tuple[str, ...] = ()
    role: str = ""

    def statement(self, schema: str, table: str) -> str:
        """Make it."""
        columns = f" ({', '.join(self.columns)})" if self.columns else ""
        return f"grant {', '.join(verb + columns for verb in self.verbs)} on {schema}.{table} to {self.role or roles(schema)[1]}"


@dataclass(frozen=True)
class Access:
    """Everything declared of a table; `guarded` puts it under row-level security, with the worker's policy."""

    items: tuple[Policy | Grant, ...] = ()
    guarded: bool = True

    def __add__(self, other: "Access") -> "Access":
        return Access(self.items + other.items, self.guarded or other.guarded)

    def statements(self, schema: str, table: str) -> list[str]:
        """Make it all."""
        if not self.guarded:
            return [item.statement(schema, table) for item in self.items]
        everything = Policy("worker", "all", EVERYBODY, EVERYBODY, roles(schema)[0])
        return [
            f"alter table {schema}.{table} enable row level security",
            f"alter table {schema}.{table} force row level security",
            *(item.statement(schema, table) for item in (everything, *self.items)),
        ]


WORKER_ALONE = Access()
"""Under row-level security, and nobody's but the service's own."""
UNGUARDED = Access(guarded=False)
"""Without row-level security: what holds nothing of anybody, or what the web role is granted nothing of."""


def readable(by: Condition) -> Access:
    """Let the web role read such rows."""
    return Access((Policy("web_reads", "select", by), Grant(("select",))))


def addable(by: Condition) -> Access:
    """Let the web role add such rows."""
    return Access((Policy("web_adds", "insert", check=by), Grant(("insert",))))


def changeable(by: Condition, columns: Sequence[str] = ()) -> Access:
    """Let the web role change such rows into such rows; where columns are named, those alone."""
    return Access((Policy("web_changes", "update", by, by), Grant(("update",), tuple(columns))))


def removable(by: Condition) -> Access:
    """Let the web role remove such rows."""
    return Access((Policy("web_removes", "delete", by), Grant(("delete",))))


def also(*items: Policy | Grant) -> Access:
    """Let more through than the usual words say."""
    return Access(items)


def granted(*verbs: str) -> Access:
    """Let the web role do this to a table that is under no policy."""
    return Access((Grant(verbs),), guarded=False)
