"""An application served on a socket that is bound before anything is printed, until it is asked to stop."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from services.runtime.web.middleware.connections import Limits, listening, server_config


class _Server(uvicorn.Server):
    """uvicorn that leaves the signals to us: the workers must stop with it, not after it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Served:
    """An application on a socket that is bound before anything is printed."""

    def __init__(self, app: FastAPI, host: str, port: int, setting: str, limits: Limits) -> None:
        """Bind. Raises ValueError, naming the setting, when the address cannot be had."""
        self.app = app
        self._socket = listening(host, port, setting)
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{self._socket.getsockname()[1]}"
        self._server = _Server(server_config(app, limits))

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is under way."""
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        self._server.should_exit = True
        await serving
