"""Connections as strangers make them: too many, too slow, too large, ambiguous, under a name that is not ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from services.runtime.web.middleware.connections import Limits, listening
from tests.parts.serving import serving

SHORT = 0.4


@dataclass
class Line:
    """A bare connection to the portal."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, words: str) -> bytes:
        """Send bytes and read until the portal closes."""
        self.writer.write(words.encode("latin-1"))
        return await self.rest()

    async def rest(self) -> bytes:
        """Read until the portal closes; fails when it does not within five seconds."""
        parts = []
        async with asyncio.timeout(5):
            try:
                while part := await self.reader.read(65_536):
                    parts.append(part)
            except ConnectionError:
                pass
        return b"".join(parts)


@asynccontextmanager
async def line(address: str) -> AsyncIterator[Line]:
    """Connect."""
    at = urlsplit(address)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


def limits() -> Limits:
    return Limits(whole=8, of_one=4, seconds=SHORT, rate=100_000, unread=SHORT)


async def test_a_request_that_does_not_come_is_ended(app: FastAPI) -> None:
    allowed = limits()
    async with serving(app, allowed) as address:
        for beginning in ("", "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "POST /sign-in HTTP/1.1\r\n"):
            async with line(address) as one:
                assert await one.ask(beginning) == b"", beginning
        async with line(address) as one:
            head = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"
            assert await one.ask(f"{head}{'x' * 200}") == b""
        assert allowed.open.total() == 0


async def test_a_slow_second_request_on_a_kept_connection_is_ended(app: FastAPI) -> None:
    async with serving(app, limits()) as address, line(address) as one:
        first = "GET /static/theme.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
        second = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nhalf"
        answer = await one.ask(first + second)
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.count(b"HTTP/1.1 ") == 1


async def test_a_body_that_comes_steadily_has_its_time(app: FastAPI) -> None:
    allowed = Limits(seconds=SHORT, rate=20_000)
    async with serving(app, allowed) as address, line(address) as one:
        one.writer.write(
            b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40000\r\nConnection: close\r\n\r\n"
        )
        for _ in range(8):
            one.writer.write(b"x" * 5000)
            await asyncio.sleep(SHORT / 4)
        assert (await one.rest()).startswith(b"HTTP/1.1 403")


async def test_one_address_holds_so_many_connections_and_then_hears_why(app: FastAPI) -> None:
    allowed = Limits(of_one=4)
    async with serving(app, allowed) as address:
        held = [await asyncio.open_connection(urlsplit(address).hostname, urlsplit(address).port) for _ in range(4)]
        await asyncio.sleep(0.05)
        async with line(address) as fifth:
            assert (await fifth.rest()).startswith(b"HTTP/1.1 503")
        for _, writer in held:
            writer.close()
        await asyncio.sleep(0.1)
        async with line(address) as again:
            answer = await again.ask("GET /static/theme.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Host: localhost\r\nX-Large: " + "x" * 20_000, 431),
        ("Host: localhost\r\n" + "".join(f"X-{n}: 1\r\n" for n in range(200)) + "X-Last: 1", 431),
        ("Host: evil.example", 421),
        ("Host: evil.example:80", 421),
        ("Host: localhost.evil.example", 421),
        ("Host: evil.example\r\nX-Forwarded-Host: localhost", 421),
    ],
)
async def test_what_is_too_large_or_for_another_host_is_refused(app: FastAPI, headers: str, status: int) -> None:
    async with serving(app) as address, line(address) as one:
        answer = await one.ask(f"GET /sign-in HTTP/1.1\r\nConnection: close\r\n{headers}\r\n\r\n")
        # What comes in several pieces is refused by the parser, before the middleware sees it.
        piecemeal = status == 431 and answer.startswith(b"HTTP/1.1 400")
        assert piecemeal or answer.startswith(f"HTTP/1.1 {status}".encode()), answer[:80]
        assert b"portal" in answer or status != 421


async def test_two_lengths_of_one_body_are_refused_and_nothing_behind_them_is_answered(app: FastAPI) -> None:
    tail = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    request = (
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {5 + len(tail)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{tail}"
    )
    async with serving(app) as address, line(address) as one:
        answer = await one.ask(request)
        assert answer.startswith(b"HTTP/1.1 400")
        assert answer.count(b"HTTP/1.1 ") == 1
        assert b'"ok"' not in answer
        assert b"content-security-policy" in answer


async def test_an_address_that_is_taken_is_said_in_words() -> None:
    with listening("127.0.0.1", 0, "UTVAG_PORT") as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            ValueError, match=f"127.0.0.1:{port} cannot be listened on: another program has it.*UTVAG_PORT"
        ):
            listening("127.0.0.1", port, "UTVAG_PORT")
    with pytest.raises(ValueError, match=r"192.0.2.1:0 cannot be listened on: this machine does not have that address"):
        listening("192.0.2.1", 0, "UTVAG_HOST")
