"""One line a request: which route answered how, and how long it took; never a path with its ids, nor a query."""

from secrets import token_hex
from time import monotonic

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

_LOG = structlog.get_logger("access")
_OFTEN = ("/static/", "/assets/", "/health/", "/metrics", "/favicon.ico")
"""Asked for by every page, or every few seconds by a machine: said at the level debug alone."""


class AccessLog:
    """ASGI middleware around everything: gives a request its number, which every line about it carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, then say how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 0, monotonic()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with bound_contextvars(request=token_hex(8)):
            try:
                await self._app(scope, receive, sending)
            finally:
                say = _LOG.debug if scope["path"].startswith(_OFTEN) else _LOG.info
                took = round((monotonic() - began) * 1000)
                say("answered", method=_method(scope), route=_route(scope), status=status, milliseconds=took)


def _method(scope: Scope) -> str:
    """Give a method that is one; a stranger may send any word."""
    return scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "OPTIONS") else "other"


def _route(scope: Scope) -> str:
    """Give the route as the program declares it, such as /cases/{case}; none where no page was asked."""
    return getattr(scope.get("route"), "path", None) or "none"
