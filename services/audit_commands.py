"""`utvag audit`: judge an exported log, judge again what was judged, and say why a finding stands."""

import sys
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from services.application import open_application
from services.provider_audit.replay.fold import main as fold_main
from services.provider_audit.replay.verify import explain as say_why
from services.provider_audit.replay.verify import verify as judge_again
from services.runtime.settings import Settings
from services.terminal import SAY, fail, going

audit_app = typer.Typer(help="The judgement: fold, verify, explain.", no_args_is_help=True)


@audit_app.command()
def fold(
    until: Annotated[str | None, typer.Option(help="judge as of this instant, such as 2026-10-01T00:00:00Z")] = None,
) -> None:
    """Judge an exported log from standard input and write obligations and findings to standard output."""
    moment = None
    if until is not None:
        try:
            moment = datetime.fromisoformat(until)
        except ValueError:
            fail(f"{until} is not an instant. Write it like 2026-10-01T00:00:00Z.")
        if moment.tzinfo is None:
            fail(f"{until} has no time zone. Write it like 2026-10-01T00:00:00Z.")
    raise typer.Exit(fold_main(sys.stdin, sys.stdout, moment))


@audit_app.command()
def verify() -> None:
    """Judge what was consumed again, compare with what stands, and say which differences there are, by id and field."""

    async def act() -> Any:
        async with open_application(Settings(), with_broker=False) as application:
            return await judge_again(application.database)

    result = going(act())
    for line in result.first:
        SAY.print(line, markup=False)
    if result.differences > len(result.first):
        SAY.print(f"… and {result.differences - len(result.first)} more")
    SAY.print(str(result), markup=False)
    raise typer.Exit(0 if result.same else 1)


@audit_app.command()
def explain(finding: Annotated[UUID, typer.Argument(help="the finding's id")]) -> None:
    """Tell why a finding stands: rule, version, clause, parameters, calendar arithmetic, facts."""

    async def act() -> Any:
        async with open_application(Settings(), with_broker=False) as application:
            return await say_why(application.database, finding)

    for line in going(act()):
        SAY.print(line, markup=False)
