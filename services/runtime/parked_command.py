"""`utvag parked`: see what could not be applied or heard, and let the hearing go on past a forged message."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

import typer
from rich.console import Console

from services.runtime.database import Database
from services.runtime.errors import StatementFailed
from services.runtime.parked import parked, skip_message

_SAY = Console(highlight=False, soft_wrap=True)
_ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)
Opened = Callable[[], AbstractAsyncContextManager[Database]]


def parked_app(opened: Opened, hearers: Sequence[str]) -> typer.Typer:
    """Make the command over a database that `opened` opens, for the services that hear."""
    app = typer.Typer(help="What could not be applied or heard, with the reason.")

    @app.callback(invoke_without_command=True)
    def whole(context: typer.Context) -> None:
        """List what could not be applied or heard, with the reason; its subject waits, others go on."""
        if context.invoked_subcommand is None:
            _run(_list(opened, hearers))

    @app.command("skip-message")
    def skip(
        topic: Annotated[str, typer.Argument(help="as `utvag parked` shows it")],
        partition: Annotated[int, typer.Argument(min=0)],
        offset: Annotated[int, typer.Argument(min=0)],
        reason: Annotated[str, typer.Option(help="why, without anybody's name; it is kept")],
    ) -> None:
        """Go on without a message that claims a position where the log holds another fact."""
        _run(_skip(opened, hearers, topic, partition, offset, reason))

    return app


def _run(act: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(act)
    except (OSError, ValueError, LookupError, StatementFailed) as wrong:
        _ERRORS.print(str(wrong), markup=False)
        raise typer.Exit(1) from wrong


async def _list(opened: Opened, hearers: Sequence[str]) -> None:
    async with opened() as database:
        found = await parked(database, hearers)
    for one in found:
        _SAY.print(one.line(), markup=False)
    _SAY.print(f"{len(found)} parked.")


async def _skip(opened: Opened, hearers: Sequence[str], topic: str, partition: int, offset: int, reason: str) -> None:
    async with opened() as database:
        skipping = await skip_message(database, hearers, topic, partition, offset, reason)
    _SAY.print(f"Skipped by {', '.join(skipping)}. Start {'it' if len(skipping) == 1 else 'them'} again.", markup=False)
