"""The commands that stand in modules of their own: named at once, imported when one is asked for."""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from services.terminal import going


def _audit() -> typer.Typer:
    from services.audit_commands import audit_app

    return audit_app


def _demonstration() -> typer.Typer:
    from services.demonstration.command import demonstration_app

    return demonstration_app


def _receipt() -> typer.Typer:
    from services.runtime.vault.receipt_command import receipt_app

    return receipt_app


def _parked() -> typer.Typer:
    from services.application import SERVICES, open_database
    from services.directory.voiding.handlers import propose_by_command
    from services.runtime.parked.command import parked_app

    return parked_app(open_database, SERVICES, propose_by_command)


def _people() -> typer.Typer:
    from services.application import address, open_people
    from services.directory.people.command_line import people_app

    return people_app(open_people, going, address)


def _organisation() -> typer.Typer:
    from services.application import address, open_people
    from services.directory.people.command_line import organisation_app

    return organisation_app(open_people, going, address)


OTHERS: dict[str, Callable[[], typer.Typer]] = {
    "audit": _audit,
    "demonstration": _demonstration,
    "receipt": _receipt,
    "parked": _parked,
    "people": _people,
    "organisation": _organisation,
}


class Commands(TyperGroup):
    """The group of all commands: help names them by what stands here, and the one that is asked for takes its place."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Find the command that is asked for."""
        if args and args[0] in OTHERS:
            group = get_group(OTHERS[args[0]]())
            group.name = args[0]
            self.add_command(group)
        return super().resolve_command(ctx, args)


def whole(group: Any) -> Any:
    """Give the group with every command in its place, for whoever walks through them."""
    for name, load in OTHERS.items():
        loaded = get_group(load())
        loaded.name = name
        group.add_command(loaded)
    return group
