"""`utvag parked`: see what could not be applied or consumed, have it tried again, propose to void it, or go on past a forged message."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console

from schemas.reasons import VoidReason
from services.runtime.database.pool import Database
from services.runtime.errors import Refused, StatementFailed
from services.runtime.language.fact_words import fact_words
from services.runtime.parked.facts import ParkedFact, parked_facts, retry
from services.runtime.parked.messages import parked_messages, skip_message
from services.runtime.parked.words import reason_words
from services.runtime.scan.scanner import check
from services.runtime.service import Service

_SAY = Console(highlight=False, soft_wrap=True)
_ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)
Opened = Callable[[], AbstractAsyncContextManager[Database]]
Propose = Callable[[Database, ParkedFact, VoidReason, UUID], Awaitable[str]]
"""propose(database, fact, reason, person): propose to void it in an operator's name; gives what is to be done next."""
_FACT = typer.Argument(help="the fact's id, as `utvag parked` shows it")


def parked_app(opened: Opened, services: Sequence[Service], propose: Propose) -> typer.Typer:
    """Make the command over a database that `opened` opens, for the services that consume."""
    app = typer.Typer(help="What could not be applied or heard, with the reason.")

    @app.callback(invoke_without_command=True)
    def whole(context: typer.Context) -> None:
        """List what could not be applied or heard, with the reason; its subject waits, others go on."""
        if context.invoked_subcommand is None:
            _run(_list(opened, services))

    @app.command("list")
    def list_all() -> None:
        """List what could not be applied or heard, with the reason."""
        _run(_list(opened, services))

    @app.command("show")
    def show(fact: Annotated[UUID, _FACT]) -> None:
        """Show one parked fact: what, whose word, why, where, and what waits behind it."""
        _run(_show(opened, services, fact))

    @app.command("retry")
    def try_again(fact: Annotated[UUID, _FACT]) -> None:
        """Have a parked fact tried again wherever it is parked, after its cause was mended or with a new version."""
        _run(_retry(opened, services, fact))

    @app.command("void")
    def leave_out(
        fact: Annotated[UUID, _FACT],
        person: Annotated[UUID, typer.Option(help="the id of the operator who proposes it")],
        reason: Annotated[VoidReason, typer.Option(help="why", case_sensitive=False)],
    ) -> None:
        """Propose to leave a parked fact out for good. That operator stands by it, and another confirms it, both signed in."""
        _run(_void(opened, services, fact, propose, reason, person))

    _skipping(app, opened, services)
    return app


def _skipping(app: typer.Typer, opened: Opened, services: Sequence[Service]) -> None:
    @app.command("skip-message")
    def skip(
        topic: Annotated[str, typer.Argument(help="as `utvag parked` shows it")],
        partition: Annotated[int, typer.Argument(min=0)],
        offset: Annotated[int, typer.Argument(min=0)],
        reason: Annotated[str, typer.Option(help="why, without anybody's name; it is kept")],
    ) -> None:
        """Go on without a message that claims a position where the log holds another fact."""
        hearers = [service.name for service in services if service.consumes]
        _run(_skip(opened, hearers, topic, partition, offset, reason))


def _run(act: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(act)
    except Refused as refused:
        _ERRORS.print(f"{refused.what.en} {refused.next_step.en}", markup=False)
        raise typer.Exit(1) from refused
    except (OSError, ValueError, LookupError, StatementFailed) as wrong:
        _ERRORS.print(str(wrong), markup=False)
        raise typer.Exit(1) from wrong


async def _list(opened: Opened, services: Sequence[Service]) -> None:
    async with opened() as database:
        facts = await parked_facts(database, services)
        messages = await parked_messages(database, services)
    lines = [one.line() for one in facts] + [one.line() for one in messages]
    for line in lines:
        _SAY.print(line, markup=False)
    _SAY.print(f"{len(lines)} parked.")


async def _one(database: Database, services: Sequence[Service], fact: UUID) -> ParkedFact:
    found = await parked_facts(database, services, fact)
    if not found:
        raise LookupError(f"the fact {fact} is parked nowhere: see `utvag parked`")
    return found[0]


async def _show(opened: Opened, services: Sequence[Service], fact: UUID) -> None:
    async with opened() as database:
        found = await _one(database, services, fact)
    _SAY.print(found.line(), markup=False)
    _SAY.print(
        f"{fact_words(found.type).en}. Received {found.received.isoformat()}, told by {found.teller}.", markup=False
    )
    for each in found.at:
        _SAY.print(f"{each.service}: {reason_words(each.reason).en} {each.behind} wait behind it.", markup=False)
    _SAY.print(
        "Its teller can correct it or enter it in error, and what waits is then judged by itself. Or: "
        f"utvag parked retry {fact} once the cause is mended; utvag parked void {fact} proposes to void it when nobody can correct it.",
        markup=False,
    )


async def _retry(opened: Opened, services: Sequence[Service], fact: UUID) -> None:
    async with opened() as database:
        trying = await retry(database, services, fact)
    _SAY.print(
        f"Tried again by {', '.join(trying)}. What is still wrong is parked again: see `utvag parked`.", markup=False
    )


async def _void(
    opened: Opened, services: Sequence[Service], fact: UUID, propose: Propose, reason: VoidReason, person: UUID
) -> None:
    async with opened() as database:
        _SAY.print(await propose(database, await _one(database, services, fact), reason, person), markup=False)


async def _skip(opened: Opened, hearers: Sequence[str], topic: str, partition: int, offset: int, reason: str) -> None:
    if found := check(reason, asks=False):
        raise ValueError(found.en)
    async with opened() as database:
        skipping = await skip_message(database, hearers, topic, partition, offset, reason)
    _SAY.print(f"Skipped by {', '.join(skipping)}. Start {'it' if len(skipping) == 1 else 'them'} again.", markup=False)
