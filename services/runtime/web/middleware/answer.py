"""The way out of one request: what stays of it is saved, then the answer goes; a fault of ours becomes a page."""

import traceback
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Send

from services.runtime.database.pool import Database
from services.runtime.language import dates
from services.runtime.language.words import Words
from services.runtime.web.middleware.body import replay
from services.runtime.web.middleware.kept_answers import is_kept, keep_answer
from services.runtime.web.page.drafts import keep_after_failure
from services.runtime.web.page.refusals import refusal_page
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.headers import add_cookies
from services.runtime.web.request.left_behind import finish_context

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
_LOG = structlog.get_logger("web")


class Answer:
    """The way out of one request: saves what the context leaves behind, then sends."""

    def __init__(self, database: Database, out: Send) -> None:
        self._database, self._out = database, out
        self.request: Request | None = None
        self.begun = False
        self._held: tuple[Message, bytearray] | None = None

    async def send(self, message: Message) -> None:
        """Send one ASGI message; before the first, save messages, sent form and draft. A page to be kept is held whole."""
        if message["type"] == "http.response.start" and self.request is not None:
            context: RequestContext = self.request.state.context
            await self._finish(self.request, context, message)
            if is_kept(self.request, context, message):
                self._held = message, bytearray()
                return
            add_cookies(message, context)
        if self._held is not None and self.request is not None:
            self._held[1].extend(message.get("body", b""))
            if not message.get("more_body", False):
                await self._lead(self.request, *self._held)
            return
        self.begun = True
        await self._out(message)

    async def _lead(self, request: Request, start: Message, page: bytearray) -> None:
        """Lead to the page that was held; where it cannot be kept it is sent as it is."""
        self._held, self.request = None, None
        context: RequestContext = request.state.context
        try:
            answer = await keep_answer(request, context, start["status"], bytes(page))
        except Exception as error:  # noqa: BLE001 - the answer is there, and only going back to it is lost
            report_fault(error)
            answer = Response(bytes(page), start["status"], media_type="text/html")

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_cookies(message, context)
            self.begun = True
            await self._out(message)

        await answer(request.scope, replay(b""), out)

    async def _finish(self, request: Request, context: RequestContext, message: Message) -> None:
        """Save what stays; the act itself is done, so a fault here must not turn its answer into a failure."""
        try:
            if request.method in SAFE:
                await finish_context(self._database, context, _location(message) if context.done else None)
            elif message["status"] < HTTPStatus.BAD_REQUEST and not context.turned_away:
                await finish_context(self._database, context, _location(message))
            elif message["status"] != HTTPStatus.UNPROCESSABLE_ENTITY or context.draft_key:
                # A form to be corrected holds what was typed itself; only one with a draft of its own keeps it there too.
                await keep_after_failure(request, context)
        except Exception as error:  # noqa: BLE001 - see above
            report_fault(error)

    async def failed(self, request: Request) -> None:
        """Answer a fault of ours: keep the draft, say so, show nothing of the fault."""
        context: RequestContext | None = getattr(request.state, "context", None)
        if context:
            await keep_after_failure(request, context)
        await error_page(request, context)(request.scope, replay(b""), self._out)


def error_page(request: Request, context: RequestContext | None) -> Response:
    """Give the page for a fault of ours; it names the draft when one was kept."""
    what = Words(sv="Något gick fel hos oss.", en="Something went wrong on our side.")
    if context and context.draft_saved_at:
        kept = Words(
            sv=f" Ditt utkast från {dates.clock(context.draft_saved_at)} finns kvar.",
            en=f" Your draft from {dates.clock(context.draft_saved_at, 'en')} is kept.",
        )
        what += kept
    return refusal_page(request, 500, what, Words(sv="Försök igen om en stund.", en="Try again shortly."))


def report_fault(error: Exception) -> None:
    """Log a fault by its kind and place only: its text may repeat what a person typed."""
    place = traceback.format_list(traceback.extract_tb(error.__traceback__))
    _LOG.error("a page failed", kind=type(error).__name__, place="".join(place[-6:]))


def _location(message: Message) -> str | None:
    if message["status"] != HTTPStatus.SEE_OTHER:
        return None
    found = [value.decode("latin-1") for name, value in message["headers"] if name.lower() == b"location"]
    return found[0] if found else None
