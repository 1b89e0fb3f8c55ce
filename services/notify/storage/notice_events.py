"""How notify emits its own events: by the platform, with the origin of what they follow from."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from schemas.codes import Channel, Origin
from schemas.fact import Fact
from schemas.new_event import Author, NewEvent
from schemas.notify import NoticePlanned, NoticeSkipped
from services.notify.domain.notice import PLATFORM, Notice
from services.runtime.database.unfit import storable
from services.runtime.database.work import Work
from services.runtime.telemetry import Logger

SAY = Logger("notices")


class NoticeEvents:
    """Events about notices collected during one work, emitted by `emit` in the order they were added, by origin."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._facts: dict[Origin, list[NewEvent]] = defaultdict(list)

    def add(self, notice: UUID, fact: Fact, origin: Origin) -> None:
        """Add a fact about a notice."""
        self._facts[origin].append(NewEvent(subject=notice, occurred=self._now, fact=fact))

    def skipped(self, notice: UUID, reason: str, origin: Origin, channels: Iterable[Channel] = tuple(Channel)) -> None:
        """Add that a notice was not sent, on every channel unless some are named."""
        for channel in channels:
            self.add(notice, NoticeSkipped(channel=channel, reason=reason), origin)

    def emit(self, work: Work) -> None:
        """Hand the events to the work, with the platform as their teller."""
        for origin in sorted(self._facts):
            fitting = storable(self._facts[origin], SAY)
            work.emit(fitting, Author(teller=PLATFORM, origin=origin, arrived=self._now))


def planned(notice: Notice) -> NoticePlanned:
    """Give the fact that a notice is planned."""
    return NoticePlanned(
        condition=notice.condition,
        about=notice.subject.about,
        organisation=notice.recipient.organisation,
        role=notice.recipient.role,
        step=notice.step,
        take_by=notice.take_by,
    )
