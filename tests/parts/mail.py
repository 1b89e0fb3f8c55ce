"""A real SMTP server for tests: it keeps every mail it accepts and can be told to refuse, to stall or to break off."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 OK"
BREAK_OFF = "break off"
STALL = "stall"
STALLED_SECONDS = 1.0


@dataclass(frozen=True)
class Mail:
    """One accepted mail: who it was handed in by, for whom, and what it says."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain text of the mail."""
        body = self.message.get_body(preferencelist=("plain",))
        return "" if body is None else str(body.get_content())


@dataclass
class MailServer:
    """SMTP on a free loopback port, served by its own thread.

    `answers` holds what the next mails are answered, for example `451 try later`, `550 no such mailbox`, or BREAK_OFF
    to close the connection after the mail was taken and before the answer, or STALL not to answer at all; when it is empty
    every mail is accepted.
    """

    mails: list[Mail] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)
    host: str = "127.0.0.1"
    port: int = 0

    def open(self) -> Self:
        """Start serving; returns when the port is open. After `close` the same port is taken again."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), name="mail server")
        self._thread.start()
        ready.wait()
        return self

    def close(self) -> None:
        """Stop serving; what was accepted stays in `mails`."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def clear(self) -> None:
        """Forget the mails and the answers in wait."""
        self.mails.clear()
        self.answers.clear()

    def _serve(self, ready: threading.Event) -> None:
        """The thread: an event loop of its own, so that a busy or closed test loop changes nothing."""
        asyncio.run(self._serve_until_stopped(ready))

    async def _serve_until_stopped(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await self._loop.create_server(
            lambda: SMTP(self, hostname="mail.test", loop=self._loop), self.host, self.port
        )
        self.port = int(server.sockets[0].getsockname()[1])
        ready.set()
        await self._stopping.wait()
        server.close()
        await server.wait_closed()

    async def handle_DATA(  # noqa: N802  the name that aiosmtpd calls
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002  handed over by aiosmtpd
        envelope: Envelope,
    ) -> str:
        """Take a whole mail, or answer as it was told."""
        answer = self.answers.popleft() if self.answers else ACCEPTED
        if answer in (ACCEPTED, BREAK_OFF):
            content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
            message = cast("EmailMessage", message_from_bytes(content, policy=policy.default))
            self.mails.append(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        if answer == STALL:
            await asyncio.sleep(STALLED_SECONDS)
            return "451 too late"
        if answer == BREAK_OFF and server.transport is not None:
            server.transport.abort()
        return ACCEPTED if answer == BREAK_OFF else answer
