"""Pauses that grow: one policy for whatever is tried again, and for whatever looks again where nothing came."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class BackOff:
    """Pauses in seconds, each twice the last, from `first` up to `longest`."""

    first: float
    longest: float
    _next: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin with the first pause again: something went well."""
        self._next = self.first

    def next(self) -> float:
        """Give the pause to make now; the one after it is longer."""
        pause, self._next = self._next, min(self._next * 2, self.longest)
        return pause

    async def wait(self) -> None:
        """Make the next pause."""
        await asyncio.sleep(self.next())

    async def wait_or(self, wake: asyncio.Event) -> None:
        """Make the next pause, or go on as soon as `wake` is set."""
        await wait_for_wake(wake, self.next())


def retrying(first: float = 0.2, longest: float = 5.0) -> BackOff:
    """Give the pauses between tries of something that failed and passes by itself: a database or a broker that is away."""
    return BackOff(first, longest)


async def wait_for_wake(wake: asyncio.Event, seconds: float) -> None:
    """Wait until an event is set, so many seconds at most.

    Not wait_for: in Python 3.11 it may swallow a cancellation that comes as the event is set.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()
