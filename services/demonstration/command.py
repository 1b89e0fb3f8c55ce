"""`utvag demonstration`: live through the demonstration year in an empty database."""

from datetime import datetime
from typing import Annotated

import typer

from services.application import SERVICES, open_application
from services.demonstration.loading import begin
from services.runtime.process.workers import tune_collector
from services.runtime.settings import Settings
from services.terminal import SAY, going

demonstration_app = typer.Typer(help="The demonstration year.", no_args_is_help=True)


@demonstration_app.command("load")
def demonstration_load(
    seed: Annotated[int, typer.Option(help="the same seed and end date give the same year")] = 1,
    end: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day after the year; today if none")
    ] = None,
    *,
    year: Annotated[bool, typer.Option(help="live through a year, or only put everybody on file")] = True,
) -> None:
    """Live through the demonstration year in an empty database; nobody is mailed."""

    async def act() -> None:
        tune_collector()
        async with open_application(Settings()) as application:
            last = end.date() if end else None
            await begin.with_bar(application, SERVICES, SAY, seed=seed, end=last, year=year)

    going(act())
