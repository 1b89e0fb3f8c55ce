"""The demonstration as the command line begins it: with a bar, and from the beginning when it was cut short."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from services.demonstration.loading.load import Workers, load
from services.runtime.embedded.cluster import ClusterFolder
from services.runtime.service import Service
from services.runtime.settings import Settings


def _mark(settings: Settings) -> Path:
    return settings.data / "demonstration-is-being-loaded"


def forget_what_was_cut_short(settings: Settings, say: Console) -> None:
    """Remove an embedded database whose loading was cut short: half a year would show false gaps.

    Raises EmbeddedError when it is being loaded now, by another process.
    """
    if settings.embedded_database and _mark(settings).exists():
        ClusterFolder(settings.data / "postgresql").remove()
        say.print("Loading was cut short the last time. It begins again.")
        _mark(settings).unlink()


@contextmanager
def _unfinished(settings: Settings) -> Iterator[None]:
    settings.data.mkdir(parents=True, exist_ok=True)
    _mark(settings).touch()
    yield
    _mark(settings).unlink()


async def with_bar(
    application: Workers,
    services: Sequence[Service],
    say: Console,
    *,
    seed: int = 1,
    end: date | None = None,
    year: bool = True,
) -> None:
    """Load the demonstration, showing how far it is. Raises ValueError when the database is in use."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with _unfinished(application.settings), Progress(*columns, console=say) as bar:
        task = bar.add_task("The demonstration year", total=None)
        refused = await load(
            application,
            services,
            seed,
            end,
            lambda done, total: bar.update(task, completed=done, total=total),
            year=year,
        )
    for step, why in refused:
        say.print(f"The scenario had a mistake, {step.at:%Y-%m-%d} {type(step.act).__name__}: {why.code}", markup=False)
