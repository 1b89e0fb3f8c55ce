"""The first migration of a new service, made from what it declares: it is written out once, and frozen.

`python -m services.runtime.process.first_migration NAME` prints the file, once services/NAME declares its tables and NAME stands
among the services in services/runtime/database/roles.py.
"""

import sys
from dataclasses import replace
from importlib import import_module

from services.runtime.database.roles import roles
from services.runtime.database.tables.access import Grant, Policy
from services.runtime.database.tables.declared import name_of, rows_of, statements
from services.runtime.database.tables.table import Schema
from services.runtime.tables import RUNTIME
from services.runtime.web.tables import WEB

ONE_ROW = ("log_head", "relay_cursor", "progress")
"""Tables of the service schema that hold a single row from the beginning."""
_FILE = '''"""The first tables of {name}."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
{statements}
)


def upgrade() -> None:
    """Make the roles, the schema, and the service's place among those that the portal serves."""
    for statement in _STATEMENTS:
        op.execute(statement)
'''


def first(schema: Schema) -> list[str]:
    """Give what adds a service to a standing database: its roles, its schema, and its share of the runtime's and the portal's."""
    tables = {name_of(row) for row in rows_of(schema)}
    return [
        *_roles(schema.name),
        *statements(schema),
        *(f"insert into {schema.name}.{table} default values" for table in ONE_ROW if table in tables),
        *(each for shared in (RUNTIME, WEB) for each in _share(shared, set(roles(schema.name)))),
    ]


def _roles(service: str) -> list[str]:
    made = []
    for role in roles(service):
        asked = (
            f"if not exists (select from pg_roles where rolname = '{role}') then create role {role} nologin; end if;"
        )
        made += [f"do $$ begin {asked} end $$", f"grant {role} to current_user"]
    return [*made, f"grant usage on schema runtime, web to {', '.join(roles(service))}"]


def _share(shared: Schema, mine: set[str]) -> list[str]:
    """Give what of another schema's access names these roles: their own policies and grants, and their place in common policies."""
    made = []
    for row in rows_of(shared):
        table = name_of(row)
        for item in row.__access__.items:
            named = set(item.role.split(", ")) & mine
            if not named:
                continue
            if isinstance(item, Policy) and set(item.role.split(", ")) > mine:
                made.append(f"alter policy {item.name} on {shared.name}.{table} to {item.role}")
            else:
                only: Grant | Policy = replace(item, role=", ".join(sorted(named)))
                made.append(only.statement(shared.name, table))
    return made


def text(schema: Schema) -> str:
    """Write the file of the migration."""
    lines = ",\n".join(f'    r"""{" ".join(each.split()) if "$$" not in each else each}"""' for each in first(schema))
    return _FILE.format(name=schema.name, statements=lines + ",")


def main(name: str) -> None:
    """Print the first migration of the service of this name."""
    schema = import_module(f"services.{name}.schema")
    import_module(f"services.{name}.tables")
    (found,) = [each for each in vars(schema).values() if isinstance(each, Schema)]
    sys.stdout.write(text(found))


if __name__ == "__main__":
    main(sys.argv[1])
