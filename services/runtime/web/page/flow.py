"""Flöde: whether everything that was published is consumed and applied, and what to do where it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.runtime.database.log import HEAD
from services.runtime.database.pool import Database
from services.runtime.language import dates
from services.runtime.language.words import Words, count_words
from services.runtime.service import Service
from services.runtime.web.page.access import allow
from services.runtime.web.page.page import pages_router, render
from services.runtime.web.page.queries import LOG_STATES
from services.runtime.web.request.viewer import Viewer

OLD = timedelta(seconds=30)
flow = pages_router("flow")


@dataclass(frozen=True)
class Stream:
    """How far one service has consumed one log; `age` is that of the newest watermark, None before the first."""

    service: str
    log: str
    published: int
    consumed: int
    waiting: int
    parked: int
    received: datetime | None
    age: timedelta | None

    @property
    def lag(self) -> int:
        """Events that are in the log and have not been consumed."""
        return max(0, self.published - self.consumed)

    @property
    def state(self) -> str:
        """The kind of state shown, worst first."""
        if self.age is None or self.age > OLD:
            return "missing"
        if self.parked:
            return "late"
        return "judging" if self.lag or self.waiting else "met"

    @property
    def state_words(self) -> Words:
        """The state in words."""
        return {
            "missing": Words(sv="Står still", en="Stands still"),
            "late": Words(sv="Parkerat", en="Parked"),
            "judging": Words(sv="Hör ikapp", en="Catching up"),
            "met": Words(sv="Hört", en="Heard"),
        }[self.state]

    @property
    def remedy(self) -> Words:
        """What to do."""
        return {
            "missing": Words(
                sv="Kör utvag check. Inget senare bedöms.", en="Run utvag check. Nothing later is judged."
            ),
            "late": Words(sv="Öppna Parkerat och läs skälet.", en="Open Parked and read the reason."),
            "judging": Words(sv="Vänta. Växer talet, kör utvag check.", en="Wait. If it grows, run utvag check."),
            "met": Words(sv="Inget.", en="Nothing."),
        }[self.state]


@flow.get("/flow")
async def flow_page(request: Request, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """Show every consumer, the worst first."""
    now: datetime = request.state.now
    streams = await _streams(request.app.state.database, request.app.state.services, now)
    order = ("missing", "late", "judging", "met")
    streams.sort(key=lambda stream: (order.index(stream.state), stream.service, stream.log))
    known = request.app.state.health
    title = Words(sv="Flöde", en="Flow")
    stopped = known.ready() if known else ()
    answer = _answer(streams, stopped)
    return render(request, "flow.html", viewer, title=title, streams=streams, stopped=stopped, answer=answer)


def _answer(streams: Sequence[Stream], stopped: Sequence[str]) -> tuple[Words, str]:
    """Say in words whether everything is consumed, and whether somebody must act."""
    wrong = [stream for stream in streams if stream.state in ("missing", "late")]
    if wrong or stopped:
        one, several = (
            Words(sv="sak behöver ses över.", en="thing needs attention."),
            Words(sv="saker behöver ses över.", en="things need attention."),
        )
        return count_words(len(wrong) + len(stopped), one, several), "act"
    if not streams:
        return Words(sv="Ingen tjänst hör någon annan här.", en="No service here hears another."), "calm"
    left = sum(stream.lag + stream.waiting for stream in streams)
    if left:
        fact, facts = Words(sv="faktum kvar.", en="fact left."), Words(sv="fakta kvar.", en="facts left.")
        return Words(sv="Hör ikapp: ", en="Catching up: ") + count_words(left, fact, facts), "calm"
    until = min(stream.received for stream in streams if stream.received is not None)
    sv, en = dates.clock(until, "sv", seconds=True), dates.clock(until, "en", seconds=True)
    return Words(sv=f"Allt är hört till och med {sv}.", en=f"Everything is heard up to {en}."), "calm"


async def _streams(database: Database, services: Sequence[Service], now: datetime) -> list[Stream]:
    published: dict[str, int] = {}
    for log in sorted({log for service in services for log in service.consumes}):
        async with database.work(log) as work:
            head = await work.one(HEAD.of(log))
        published[log] = head.position if head else 0
    streams = []
    for service in services:
        if not service.consumes:
            continue
        async with database.work(service.name) as work:
            states = await work.all(LOG_STATES.of(service.name), logs=list(service.consumes))
        streams += [
            Stream(
                service=service.name,
                log=state.log,
                published=published[state.log],
                consumed=state.consumed,
                waiting=state.waiting,
                parked=state.parked + state.unreadable,
                received=state.received,
                age=now - state.received if state.received else None,
            )
            for state in states
        ]
    return streams
