"""What a service hands to the process that runs it: data, read on one page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

from schemas.codes import Role
from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.settings import Settings

if TYPE_CHECKING:
    from fastapi import APIRouter

    from services.runtime.database.work import Work

ApplyFunction = Callable[..., Awaitable[dict[UUID, str] | None]]
"""apply(work, batch) in order of subject; apply(work, batch, until) in order of time. May give facts to park, with why."""


class Stages(Protocol):
    """How a service applies a batch in order of time: it reads, decides without any transaction, and saves in a short one.

    What `load` gives has an instant `until`: the batch is applied up to there.
    """

    async def load(self, work: "Work", batch: Sequence[Event], until: datetime, fence: UUID | None) -> Any:
        """Read what a batch is decided with. What was kept in memory is good while `fence` is the one of `committed`."""

    def judge(self, loaded: Any) -> None:
        """Decide, in what was loaded; in a thread of its own."""

    async def save(self, work: "Work", loaded: Any) -> dict[UUID, str] | None:
        """Save; give the facts to park with the reason of each. None: something else was done first, the batch comes again."""

    def committed(self, loaded: Any, fence: UUID) -> None:
        """Learn that what was saved is committed, and the fence that stands since."""


RetryFunction = Callable[["Work", UUID], Awaitable[bool]]
"""retry(work, fact): have a parked fact tried again; says whether it is parked here."""


Load = Callable[..., Awaitable[Mapping[str, Any] | None]]
"""load(request, viewer, **kwargs): what a panel shows, None for nothing."""


@dataclass(frozen=True)
class Panel:
    """What a service shows in a slot: for which roles (none named: all), loaded how, drawn by which template.

    `load(request, viewer, **kwargs)` gives the template's context, or None for nothing to show.
    """

    slot: str
    roles: tuple[Role, ...]
    load: Load
    template: str


@dataclass(frozen=True)
class Context:
    """What a loop of a service gets."""

    database: Database
    settings: Settings
    behind: dict[str, str] = field(default_factory=dict)
    """By what a loop calls it: why what is shown may be old, "" when it is not; health says it."""


@dataclass(frozen=True)
class Loop:
    """Something a service does again and again, such as sending what is due; `step` tells whether there is more at once."""

    name: str
    seconds: float
    step: Callable[[Context], Awaitable[Any]]


@dataclass(frozen=True)
class Service:
    """A service: what it consumes, how it applies it, its pages, what it shows on others' pages, and its loops."""

    name: str
    consumes: tuple[str, ...] = ()
    order: Literal["subject", "time"] = "subject"
    apply: ApplyFunction | None = None
    stages: Callable[[], Stages] | None = None
    """How it applies in order of time, where it does not in one transaction."""
    retry: RetryFunction | None = None
    """None: the fact waits for its turn again."""
    pages: tuple["APIRouter", ...] = ()
    templates: Path | None = None
    panels: tuple[Panel, ...] = ()
    loops: tuple[Loop, ...] = ()
