"""Health and metrics for whoever watches the process; nothing here tells about people."""

from collections.abc import Callable, Sequence
from typing import Protocol

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from services.runtime.web.page.access import watchers
from services.runtime.web.write_probe import WriteProbe

Metrics = Callable[[], bytes]


class Health(Protocol):
    """Who knows how the process stands; each answer lists what is wrong, and is empty when nothing is."""

    def alive(self) -> Sequence[str]:
        """Why the process should be ended and started again."""
        ...

    def ready(self) -> Sequence[str]:
        """Why the process cannot do its work yet or any more."""
        ...

    def caught_up(self) -> Sequence[str]:
        """Why what is shown may be old."""
        ...


watching = APIRouter(tags=["health"])


@watching.get("/health/live")
async def live(request: Request, _: None = Depends(watchers)) -> Response:
    """Tell whether the process lives: 200, or 503 with the reasons."""
    known: Health | None = request.app.state.health
    return _answer(known.alive() if known else ())


@watching.get("/health/ready")
async def ready(request: Request, _: None = Depends(watchers)) -> Response:
    """Tell whether the process can serve: the database takes what is submitted and every part runs."""
    known: Health | None = request.app.state.health
    return _answer([*(known.ready() if known else ()), *await _database(request)])


@watching.get("/health/caught-up")
async def caught_up(request: Request, _: None = Depends(watchers)) -> Response:
    """Tell whether everything published has been consumed and applied."""
    known: Health | None = request.app.state.health
    return _answer([*(known.caught_up() if known else ()), *await _database(request)])


def _answer(wrong: Sequence[str]) -> Response:
    return JSONResponse({"ok": not wrong, "wrong": list(wrong)}, status_code=503 if wrong else 200)


async def _database(request: Request) -> list[str]:
    probe: WriteProbe = request.app.state.write_probe
    return await probe.wrong()


@watching.get("/metrics")
async def metrics(request: Request, _: None = Depends(watchers)) -> Response:
    """Give the metrics in the text form Prometheus reads."""
    ask: Metrics | None = request.app.state.metrics
    content = ask() if ask else b""
    return Response(content, media_type="text/plain; version=0.0.4; charset=utf-8")
