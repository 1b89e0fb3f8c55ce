"""The middleware that every request passes: whole body, clock, session, origin and token; then headers and cookie on the way out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.runtime.database.pool import Database
from services.runtime.language.words import as_language
from services.runtime.settings import Settings
from services.runtime.web.middleware.answer import SAFE, Answer, report_fault
from services.runtime.web.middleware.body import read_whole, replay
from services.runtime.web.middleware.form_body import read_form, text_of, uuid_or_none
from services.runtime.web.middleware.kept_answers import kept_answer
from services.runtime.web.middleware.stale import stale_form
from services.runtime.web.page.refusals import refusal_page
from services.runtime.web.request.context import COOKIE, LANGUAGE_COOKIE, RequestContext, kept_key
from services.runtime.web.request.guard import check_form, check_origin, own_hosts, wrong_request
from services.runtime.web.request.headers import add_headers
from services.runtime.web.request.sessions import begin_context
from services.runtime.web.request.verdicts import StaleForm, TurnedAway

_BARE = ("/static/", "/assets/", "/health/", "/metrics", "/favicon.ico", "/sign-in/backchannel-logout")


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
            report_fault(error)
            if begun:
                raise
            await PlainTextResponse("Something went wrong on our side.\n", 500)(scope, receive, out)

    async def _serve(self, request: Request, receive: Receive, out: Send) -> None:
        cookie = request.cookies.get(COOKIE)
        body = await read_whole(receive, signed_in=cookie is not None)
        read_at = monotonic()
        form = await read_form(request, body)
        form_key = uuid_or_none(form.get("form_key")) if form else None
        async with self._one_at_a_time(cookie, form_key):
            await self._context(request, body, form, form_key, read_at, out)

    async def _context(
        self, request: Request, body: bytes, form: FormData | None, form_key: UUID | None, read_at: float, out: Send
    ) -> None:
        answer = Answer(self._database, out)
        try:
            language = as_language(request.cookies.get(LANGUAGE_COOKIE))
            context = await begin_context(
                self._database, request.cookies.get(COOKIE), read_at, form_key, language, kept_key(request.url.path)
            )
            context.form, context.draft_key = form, text_of(form, "draft_key")
            request.state.context, request.state.arrived, request.state.now = context, context.arrived, context.now
            answer.request = request
            await self._answer(request, context, body, answer)
        except Exception as error:
            report_fault(error)
            if answer.begun:
                raise
            await answer.failed(request)

    async def _answer(self, request: Request, context: RequestContext, body: bytes, answer: Answer) -> None:
        if request.method not in SAFE:
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


def _without_body(send: Send) -> Send:
    """Wrap an ASGI send so that the answer's headers go out alone."""

    async def sending(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sending
