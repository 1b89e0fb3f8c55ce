"""How the portal is served over HTTP: limits on connections, on headers, and on how slowly a request may come."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_REASONS = {
    errno.EADDRINUSE: "another program has it",
    errno.EACCES: "this user may not take so low a port",
    errno.EADDRNOTAVAIL: "this machine does not have that address",
}
HEADERS_LIMIT = 16_384
"""Bytes that a request's line and headers may take."""
STOP_SECONDS = 5
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 5\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 33\r\n\r\nToo many connections. Try later.\r\n"
)


def listening(host: str, port: int, setting: str) -> socket.socket:
    """Bind an address. Raises ValueError, in words and naming the setting, when it cannot be had."""
    bound: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as wrong:
        if bound is not None:
            bound.close()
        raise ValueError(
            f"{host}:{port} cannot be listened on: {_REASONS.get(wrong.errno or 0, 'no such address')}. "
            f"Correct {setting}, or unset it"
        ) from None
    return bound


@dataclass
class Limits:
    """What strangers may take up before anybody knows who they are.

    `whole` and `of_one` count open connections, of everybody and of one address. A request's headers must be there within
    `seconds` of its first byte (of the connection, for the first request), and its body may take as long again plus one
    second for every `rate` bytes. An answer that nobody reads is given up after `unread` seconds.
    """

    whole: int = 500
    of_one: int = 100
    seconds: float = 10.0
    rate: int = 8_192
    unread: float = 60.0
    open: Counter[str] = field(default_factory=Counter)
    """Connections open now, by address."""


def server_config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    """Give how uvicorn serves an application under these limits."""

    class Limited(_LimitedProtocol):
        pass

    Limited.limits = limits
    return uvicorn.Config(
        app,
        http=Limited,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=HEADERS_LIMIT,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


class _LimitedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, for as many connections and for as long as the limits say."""

    limits: Limits

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._waits_for: str = ""
        self._began, self._taken = 0.0, 0
        self._counted = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or say that there are too many."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        count = self.limits.open
        if count.total() >= self.limits.whole or count[address] >= self.limits.of_one:
            transport.write(_BUSY)
            transport.close()
            return
        self._counted = address or "?"
        count[self._counted] += 1
        self._wait("headers", self.limits.seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let another have its place."""
        self._end_wait()
        if self._counted:
            self.limits.open[self._counted] -= 1
            self.limits.open += Counter()
            self._counted = ""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and see what is waited for next."""
        if not self._counted:
            return
        self._taken += len(data)
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """The answer is out: what comes next, or has come already, begins a wait of its own."""
        self._end_wait()
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        """Begin the wait that fits how far the request has come, unless it has begun."""
        between = "headers" if self.conn.trailing_data[0] else ""
        what = {h11.IDLE: between, h11.SEND_BODY: "body"}.get(self.conn.their_state, "answer")
        if what and what != self._waits_for and not self.transport.is_closing():
            self._wait(what, self.limits.unread if what == "answer" else self.limits.seconds)

    def _wait(self, what: str, seconds: float) -> None:
        self._end_wait()
        self._waits_for, self._began, self._taken = what, self.loop.time(), 0
        self._deadline = self.loop.call_later(seconds, self._too_long)

    def _end_wait(self) -> None:
        self._waits_for = ""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_long(self) -> None:
        """Give up, unless a body comes fast enough, or an answer is still being made rather than left unread."""
        allowed = self._began + self.limits.seconds + self._taken / self.limits.rate
        if self._waits_for == "body" and self.loop.time() < allowed:
            self._deadline = self.loop.call_at(allowed, self._too_long)
        elif self._waits_for == "answer" and not self.transport.get_write_buffer_size():
            self._deadline = self.loop.call_later(self.limits.unread, self._too_long)
        else:
            self.transport.abort()
