"""The `utvag` command: everything an operator does without the portal."""

import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from services.commands import Commands
from services.runtime.database.roles import SERVICES as NAMES
from services.runtime.process.environment import read_settings
from services.runtime.process.health_command import Question, ask
from services.runtime.settings import Settings
from services.runtime.settings_shown import shown
from services.terminal import ERRORS, SAY, fail, going

app = typer.Typer(cls=Commands, no_args_is_help=True)
log_app = typer.Typer(help="The event logs.", no_args_is_help=True)
topics_app = typer.Typer(help="The topics in Kafka.", no_args_is_help=True)
app.add_typer(log_app, name="log")
app.add_typer(typer.Typer(help="The judgement: fold, verify, explain."), name="audit")
app.add_typer(topics_app, name="topics")
app.add_typer(typer.Typer(help="The demonstration year."), name="demonstration")
app.add_typer(typer.Typer(help="Receipts of what was handed in."), name="receipt")
app.add_typer(typer.Typer(help="What could not be applied or heard, with the reason."), name="parked")
app.add_typer(typer.Typer(help="Who holds which role at an organisation."), name="people")
app.add_typer(typer.Typer(help="The organisations on file."), name="organisation")
PARTS = ("all", "web", *NAMES)


def say_version(wanted: bool) -> None:
    """Say which Utväg this is, before any setting is looked at."""
    if wanted:
        SAY.print(f"utvag {version('utvag')}")
        raise typer.Exit


@app.callback()
def whole(
    *,
    _version: Annotated[bool, typer.Option("--version", callback=say_version, is_eager=True, help="say which")] = False,
) -> None:
    """Utväg: referral and provider oversight for municipal exit programmes."""
    from services.runtime.logs import set_up_logs

    settings, problems = read_settings()
    if settings is None:
        fail("\n".join(str(problem) for problem in problems))
    set_up_logs(settings.lowest_logged, as_json=settings.log == "json")


@app.command()
def run(
    part: Annotated[str, typer.Argument(help=f"one of {', '.join(PARTS)}")] = "all",
    *,
    demonstration: Annotated[
        bool, typer.Option(help="load the demonstration year into an empty embedded database")
    ] = True,
) -> None:
    """Run everything in one process, or one part: the portal (web) or one service's workers."""
    from services.running import run_parts
    from services.runtime.process.configuration import configuration

    if part not in PARTS:
        fail(f"There is no part called {part}. Choose one of: {', '.join(PARTS)}.")
    settings = Settings()
    if part != "all" and (settings.embedded_database or settings.embedded_kafka):
        fail("A part alone needs a real database and broker: set UTVAG_DATABASE and UTVAG_KAFKA.")
    if problems := configuration(settings):
        fail("\n".join(str(problem) for problem in problems))
    going(run_parts(settings, part, demonstration=demonstration))


@app.command()
def check() -> None:
    """Say in plain words what is wrong with the configuration, database, broker, password or clock."""
    from services.runtime.process.check import check as look

    settings, problems = read_settings()
    problems = problems or (going(look(settings)) if settings else [])
    for problem in problems:
        ERRORS.print(str(problem), markup=False)
    if problems:
        raise typer.Exit(1)
    SAY.print("All is well.")


@app.command("config")
def config_command() -> None:
    """Show every setting with its value and where it came from; of a password only that it is set."""
    for setting in shown(Settings()):
        SAY.print(str(setting), markup=False)


@app.command()
def health(
    question: Annotated[Question, typer.Argument(help="live, ready or caught-up")] = Question.READY,
) -> None:
    """Ask the process at UTVAG_WATCH how it is; ends with 0 when all is well, else with 1 and the reasons."""
    try:
        wrong = ask(Settings(), question)
    except ValueError as unset:
        fail(f"{unset}.")
    if wrong:
        fail("\n".join(wrong))


@topics_app.command("apply")
def topics_apply() -> None:
    """Make the topics of deploy/topics.yaml and set their retention and rights."""
    from services.runtime.kafka import broker, topics

    settings = Settings()
    if settings.embedded_kafka:
        fail("The embedded broker needs no topics. Set UTVAG_KAFKA to the cluster.")
    for line in going(topics.apply(broker.configured(settings))):
        SAY.print(line, markup=False)


@app.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date; every start does this too, unless UTVAG_MIGRATE is never."""
    from services.application import open_application

    async def act() -> None:
        async with open_application(Settings(), with_broker=False, migrates=True):
            SAY.print("The database is up to date.")

    going(act())


@app.command()
def replay(
    log: Annotated[str, typer.Argument(help="directory, referral, provider_audit or notify")],
    from_position: Annotated[int, typer.Option("--from", help="the first position to tell again")] = 1,
) -> None:
    """Tell a log again from a position on; hearing the same fact twice changes nothing."""
    from services.application import open_application
    from services.runtime.events.replay import replay as publish_again

    if log not in PARTS[2:]:
        fail(f"There is no log called {log}. Choose one of: {', '.join(PARTS[2:])}.")

    async def act() -> int:
        async with open_application(Settings(), with_broker=False) as application:
            return await publish_again(application.database, log, from_position)

    SAY.print(f"{going(act())} facts of {log} will be published again.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="read in what is right, when nothing is wrong")] = False,
) -> None:
    """Show what an import file would change, and with --yes read it in; docs/import-format.md describes the file."""
    from services.application import open_application
    from services.directory.imports import import_file as read_in
    from services.notify import handlers as notify

    async def act() -> bool:
        async with open_application(Settings(), with_broker=False) as application:
            reach = partial(notify.set_channel, application.database, application.vault)
            return await read_in(application.database, file, sys.stdout, yes=yes, vault=application.vault, reach=reach)

    if not going(act()):
        raise typer.Exit(1)


@log_app.command("export")
def log_export() -> None:
    """Write every log with its watermark to standard output, as JSON lines."""
    from services.application import open_application
    from services.runtime.events.export import export

    async def act() -> None:
        async with open_application(Settings(), with_broker=False) as application:
            await export(application.database, sys.stdout)

    going(act())


@app.command("restore-check")
def restore_check_command() -> None:
    """Say whether a restored database is whole, before anything is started; docs/backup.md tells the rest."""
    from services.application import SERVICES, open_application
    from services.provider_audit.replay.verify import verify as judge_again
    from services.runtime.process.restore_check import restore_check

    async def act() -> tuple[list[str], Any]:
        async with open_application(Settings(), with_broker=False) as application:
            database, vault = application.database, application.vault
            return await restore_check(database, vault, SERVICES), await judge_again(database)

    wrong, judged = going(act())
    for line in wrong:
        ERRORS.print(line, markup=False)
    SAY.print(str(judged), markup=False)
    raise typer.Exit(1 if wrong or not judged.same else 0)


if __name__ == "__main__":
    app()
