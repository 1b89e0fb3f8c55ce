"""The pages for what is refused: what happened, what to do, and what was typed, kept."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from services.runtime.errors import Later, Refused
from services.runtime.language.words import Words
from services.runtime.web.page.access import current_viewer
from services.runtime.web.page.drafts import keep_after_failure, typed_values
from services.runtime.web.page.drawing import address_with
from services.runtime.web.page.menu import page_routes
from services.runtime.web.page.page import render
from services.runtime.web.request.context import RequestContext, context_of
from services.runtime.web.request.verdicts import AlreadyDone, Elsewhere, Forbidden, NotFound, SignInNeeded, TurnedAway

MISSING = Words(
    sv="Sidan finns inte, eller så har du inte tillgång till den.",
    en="The page does not exist, or you do not have access to it.",
)
FORBIDDEN = Words(sv="Din roll kan inte göra det här.", en="Your role cannot do this.")
ASK = Words(sv="Fråga den som delar ut roller hos er.", en="Ask the person who assigns roles.")
CHANGED = Refused(
    "changed",
    Words(sv="Någon har ändrat sedan du öppnade sidan.", en="Somebody changed this after you opened it."),
    Words(
        sv="Din text finns kvar. Läs ändringen och spara igen.", en="Your text is kept. Read the change and save again."
    ),
)
_WRITTEN = 12
_TITLES = {
    403: Words(sv="Inte för din roll", en="Not for your role"),
    404: Words(sv="Sidan finns inte", en="Page not found"),
    409: Words(sv="Det gick inte", en="It was not done"),
    413: Words(sv="För stort", en="Too large"),
    500: Words(sv="Något gick fel", en="Something went wrong"),
}


def refusal_page(
    request: Request,
    status: int,
    what: Words,
    next_step: Words | None = None,
    *,
    title: Words | None = None,
    keep_typed: bool = True,
) -> Response:
    """Draw the page of a refusal; what was typed stands on it, so that nothing is lost without a draft either."""
    context: RequestContext | None = getattr(request.state, "context", None)
    form = context.form if keep_typed and context else None
    return render(
        request,
        "refused.html",
        context.viewer if context else None,
        title=title or _TITLES.get(status, _TITLES[409]),
        status=status,
        what=what,
        next_step=next_step,
        typed=_texts(form) if form else [],
        kept=bool(context and context.draft_saved_at),
        back=page_of_form(request, context),
    )


def _texts(form: FormData) -> list[str]:
    """Give what a person wrote with their own words: what is longer than a code or a number."""
    values = typed_values(form).values()
    texts = [text for value in values for text in ([value] if isinstance(value, str) else value)]
    return [text for text in texts if len(text.strip()) >= _WRITTEN]


def page_of_form(request: Request, context: RequestContext | None) -> str | None:
    """Give the page that a form was on: as the form says, else the form's own path when it can be opened."""
    if request.method == "GET":
        return None
    if context and context.form_page:
        return context.form_page
    path = request.url.path
    opened = [route for route in page_routes(request.app.state.page_routes) if "GET" in (route.methods or ())]
    return path if any(route.path_regex.match(path) for route in opened) else None


def install(app: FastAPI) -> None:
    """Tell the application which page answers which verdict."""
    handlers: dict[type[Exception], Any] = {
        NotFound: _missing,
        RequestValidationError: _missing,
        HTTPException: _http,
        Forbidden: _forbidden,
        SignInNeeded: _sign_in,
        AlreadyDone: _already_done,
        Elsewhere: _elsewhere,
        Refused: _refused,
        TurnedAway: _turned_away,
        Later: _later,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _missing(request: Request, _error: Exception) -> Response:
    if not hasattr(request.state, "context"):
        return Response(status_code=HTTPStatus.NOT_FOUND)
    await current_viewer(request)
    return refusal_page(request, 404, MISSING, keep_typed=False)


async def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return await _missing(request, error)
    if error.status_code == HTTPStatus.FORBIDDEN:
        return await _forbidden(request, error)
    what = Words(sv="Det gick inte att göra.", en="It could not be done.")
    return refusal_page(request, error.status_code, what)


async def _forbidden(request: Request, _error: Exception) -> Response:
    await current_viewer(request)
    return refusal_page(request, 403, FORBIDDEN, ASK)


async def _sign_in(request: Request, _error: Exception) -> Response:
    context: RequestContext = request.state.context
    context.turned_away = True
    if request.method == "GET":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(address_with("/sign-in", next=back if back != "/" else None), status_code=303)
    await keep_after_failure(request, context)
    return signed_out(context)


def signed_out(context: RequestContext) -> Response:
    """Lead to the page that says so, and from there to sign in and back to the form."""
    kept = "yes" if context.draft_saved_at else None
    return RedirectResponse(address_with("/signed-out", next=context.form_page, kept=kept), status_code=303)


async def _already_done(_request: Request, error: AlreadyDone) -> Response:
    return RedirectResponse(error.url, status_code=303)


async def _elsewhere(_request: Request, error: Elsewhere) -> Response:
    return RedirectResponse(error.url, status_code=303)


async def _refused(request: Request, error: Refused) -> Response:
    await keep_after_failure(request, context_of(request))
    return refusal_page(request, 409, error.what, error.next_step)


async def _turned_away(request: Request, error: TurnedAway) -> Response:
    return refusal_page(request, error.status, error.what, error.next_step)


async def _later(request: Request, _error: Later) -> Response:
    return refusal_page(
        request,
        503,
        Words(sv="Det går inte just nu. Inget är sparat.", en="This cannot be done just now. Nothing was saved."),
        Words(sv="Försök igen om en stund.", en="Try again shortly."),
    )
