"""The edge every request passes: whole body, clock, session, origin and token; then headers and cookie on the way out."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from time import monotonic
from uuid import UUID

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.runtime.database.pool import Database
from services.runtime.language import dates
from services.runtime.language.words import Words, as_language
from services.runtime.settings import Settings
from services.runtime.web.middleware.body import BodyTooLarge, read_whole, replay
from services.runtime.web.middleware.kept_answers import is_kept, keep_answer, kept_answer
from services.runtime.web.middleware.stale import stale_form
from services.runtime.web.page.drafts import keep_after_failure
from services.runtime.web.page.refusals import refusal_page
from services.runtime.web.request.context import COOKIE, LANGUAGE_COOKIE, RequestContext, kept_key
from services.runtime.web.request.guard import check_form, check_origin, own_hosts, wrong_request
from services.runtime.web.request.headers import add_cookies, add_headers
from services.runtime.web.request.sessions import begin_context, finish_context
from services.runtime.web.request.verdicts import StaleForm, TurnedAway

BODY_LIMIT, STRANGERS_LIMIT = 1_000_000, 65_536
"""Bytes a request may carry; without a session's cookie only what a sign-in needs."""
_BARE = ("/static/", "/assets/", "/health/", "/metrics", "/favicon.ico")
_SAFE = ("GET", "HEAD", "OPTIONS")
_LOG = structlog.get_logger("web")

_TOO_LARGE = TurnedAway(
    413,
    Words(sv="Det du skickade är för stort. Gränsen är 1 MB.", en="What you sent is too large. The limit is 1 MB."),
    Words(sv="Korta texten eller dela filen och skicka igen.", en="Shorten the text or split the file and send again."),
)

_STRANGER = TurnedAway(
    413,
    Words(
        sv="Du är inte inloggad, och det du skickade är för stort för att tas emot.",
        en="You are not signed in, and what you sent is too large to be taken.",
    ),
    Words(sv="Logga in och skicka igen.", en="Sign in and send again."),
)
_UNREADABLE = TurnedAway(
    400,
    Words(sv="Formuläret gick inte att läsa.", en="The form could not be read."),
    Words(sv="Gå tillbaka, ladda om sidan och skicka igen.", en="Go back, reload the page and send again."),
)


class PortalMiddleware:
    """ASGI middleware around all pages; static files and health pass with headers only."""

    def __init__(self, app: ASGIApp, database: Database, settings: Settings) -> None:
        self._app = app
        self._database = database
        self._hosts = own_hosts(settings)
        self._sending: dict[tuple[str, UUID], tuple[asyncio.Lock, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; HEAD is GET whose body stays here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        out = add_headers(send, scope)
        wrong = wrong_request(scope, self._hosts)
        if wrong is not None:
            answer = PlainTextResponse(f"{wrong[1]}\n", wrong[0], {"connection": "close"})
            await answer(scope, receive, out)
            return
        if scope["method"] == "HEAD":
            scope, out = {**scope, "method": "GET"}, _without_body(out)
        if scope["path"].startswith(_BARE):
            await self._bare(scope, receive, out)
            return
        request = Request(scope)
        try:
            await self._serve(request, receive, out)
        except TurnedAway as refused:
            await refusal_page(request, refused.status, refused.what, refused.next_step)(scope, receive, out)

    async def _bare(self, scope: Scope, receive: Receive, out: Send) -> None:
        """Serve a file or a watcher's question: no session, no page, and no fault without the headers."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await out(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            _report(error)
            if begun:
                raise
            await PlainTextResponse("Something went wrong on our side.\n", 500)(scope, receive, out)

    async def _serve(self, request: Request, receive: Receive, out: Send) -> None:
        cookie = request.cookies.get(COOKIE)
        try:
            body = await read_whole(receive, BODY_LIMIT if cookie else STRANGERS_LIMIT)
        except BodyTooLarge:
            raise _TOO_LARGE if cookie else _STRANGER from None
        read_at = monotonic()
        form = await _form(request, body)
        form_key = _uuid(form.get("form_key")) if form else None
        async with self._one_at_a_time(cookie, form_key):
            await self._context(request, body, form, form_key, read_at, out)

    async def _context(
        self, request: Request, body: bytes, form: FormData | None, form_key: UUID | None, read_at: float, out: Send
    ) -> None:
        answer = _Answer(self._database, out)
        try:
            language = as_language(request.cookies.get(LANGUAGE_COOKIE))
            context = await begin_context(
                self._database, request.cookies.get(COOKIE), read_at, form_key, language, kept_key(request.url.path)
            )
            context.form, context.draft_key = form, _text(form, "draft_key")
            request.state.context, request.state.arrived, request.state.now = context, context.arrived, context.now
            answer.request = request
            await self._answer(request, context, body, answer)
        except Exception as error:
            _report(error)
            if answer.begun:
                raise
            await answer.failed(request)

    async def _answer(self, request: Request, context: RequestContext, body: bytes, answer: "_Answer") -> None:
        if request.method not in _SAFE:
            try:
                check_origin(request)
                check_form(request, context)
            except StaleForm:
                await (await stale_form(request, context))(request.scope, replay(body), answer.send)
                return
            except TurnedAway as refused:
                page = refusal_page(request, refused.status, refused.what, refused.next_step)
                await page(request.scope, replay(body), answer.send)
                return
            if context.earlier_url:
                await RedirectResponse(context.earlier_url, status_code=303)(request.scope, replay(body), answer.send)
                return
        elif (kept := await kept_answer(request, context)) is not None:
            await kept(request.scope, replay(body), answer.send)
            return
        await self._app(request.scope, replay(body), answer.send)

    @asynccontextmanager
    async def _one_at_a_time(self, cookie: str | None, form_key: UUID | None) -> AsyncIterator[None]:
        """Let the second of two clicks wait for the first, so that it gets the first one's answer."""
        if cookie is None or form_key is None:
            yield
            return
        key = (cookie, form_key)
        lock, users = self._sending.get(key, (asyncio.Lock(), 0))
        self._sending[key] = lock, users + 1
        try:
            async with lock:
                yield
        finally:
            users = self._sending[key][1] - 1
            if users:
                self._sending[key] = lock, users
            else:
                del self._sending[key]


class _Answer:
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
            _report(error)
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
            if request.method in _SAFE:
                await finish_context(self._database, context, _location(message) if context.done else None)
            elif message["status"] < HTTPStatus.BAD_REQUEST and not context.turned_away:
                await finish_context(self._database, context, _location(message))
            elif message["status"] != HTTPStatus.UNPROCESSABLE_ENTITY or context.draft_key:
                # A form to be corrected holds what was typed itself; only one with a draft of its own keeps it there too.
                await keep_after_failure(request, context)
        except Exception as error:  # noqa: BLE001 - see above
            _report(error)

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


def _report(error: Exception) -> None:
    """Log a fault by its kind and place only: its text may repeat what a person typed."""
    place = traceback.format_list(traceback.extract_tb(error.__traceback__))
    _LOG.error("a page failed", kind=type(error).__name__, place="".join(place[-6:]))


async def _form(request: Request, body: bytes) -> FormData | None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in _SAFE or kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return None
    try:
        form = await Request(request.scope, replay(body)).form(max_fields=2000, max_files=5)
    except Exception:  # noqa: BLE001 - whatever a broken form makes the parser raise, the answer is the same
        raise _UNREADABLE from None
    if any("\0" in name or (isinstance(value, str) and "\0" in value) for name, value in form.multi_items()):
        raise _UNREADABLE
    return form


def _without_body(send: Send) -> Send:
    """Wrap an ASGI send so that the answer's headers go out alone."""

    async def sending(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sending


def _text(form: FormData | None, name: str) -> str | None:
    value = form.get(name) if form else None
    return None if isinstance(value, UploadFile) else value


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _location(message: Message) -> str | None:
    if message["status"] != HTTPStatus.SEE_OTHER:
        return None
    found = [value.decode("latin-1") for name, value in message["headers"] if name.lower() == b"location"]
    return found[0] if found else None
