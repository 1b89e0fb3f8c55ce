"""A portal of one service on a port of its own, for the tests in Chromium, and windows of people who are signed in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from playwright.async_api import BrowserContext, Page

from services.runtime.web.middleware.connections import Limits, server_config
from services.runtime.web.request.context import COOKIE


@asynccontextmanager
async def serving(app: FastAPI, limits: Limits | None = None) -> AsyncIterator[str]:
    """Serve an application as the portal is served, for as long as the block lasts; gives its address."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(server_config(app, limits or Limits()))
        task = asyncio.create_task(server.serve([bound]))
        while not server.started:
            await asyncio.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


async def window(context: BrowserContext, address: str, session: str) -> Page:
    """Give a window in which the holder of a session's cookie is signed in."""
    secure = address.replace("http:", "https:")
    await context.add_cookies([{"name": COOKIE, "value": session, "url": secure, "secure": True}])  # type: ignore[list-item]
    return await context.new_page()
