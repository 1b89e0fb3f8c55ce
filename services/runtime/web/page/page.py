"""What a page uses: who may see it, how it is drawn, where it goes after an act."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import bindparam
from sqlmodel import select
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.words import Words
from services.runtime.web.page.drawing import draw
from services.runtime.web.request.context import context_of
from services.runtime.web.request.left_behind import submission
from services.runtime.web.request.queries import SUBMITTED
from services.runtime.web.request.verdicts import AlreadyDone
from services.runtime.web.request.viewer import Viewer
from services.runtime.web.tables import SubmissionRow

_SEEN = ("version", "revision")
_FIRST_ANSWER = query(
    select(SubmissionRow.url).where(
        SubmissionRow.person == bindparam("person"), SubmissionRow.form_key == bindparam("form_key")
    ),
    into=str,
)
Crumbs = Sequence[tuple[Words | str, str]]


def pages_router(name: str) -> APIRouter:
    """Give the router for a service's pages. Every route on it names who may see it."""
    return APIRouter(tags=[name], default_response_class=HTMLResponse)


def render(
    request: Request,
    template: str,
    viewer: Viewer | None,
    *,
    title: Words | str,
    status: int = HTTPStatus.OK,
    crumbs: Crumbs = (),
    **context: Any,
) -> Response:
    """Draw a page. A non-empty `errors` (field -> Words) in the context makes it a form to be corrected: status 422.

    `crumbs` are the pages above this one as (words, path).
    """
    if request.method == "GET" and "values" in context:
        context["values"] = _brought_back(request, context["values"])
    if context.get("errors") and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    text = draw(request, template, viewer, title=title, crumbs=crumbs, status=status, **context)
    return HTMLResponse(text, status_code=status)


def _brought_back(request: Request, values: Any) -> Any:
    """Give what was sent from this page and could not be taken, in place of a form's first values.

    What the form saw of what stands is not brought back: its version is the newest.
    """
    kept = getattr(getattr(request.state, "context", None), "kept", None)
    if not kept or not isinstance(values, Mapping):
        return values
    return {**kept, **{name: values[name] for name in _SEEN if name in values}}


def redirect_done(request: Request, url: str, words: Words) -> Response:
    """Go on after an act; the next page shows a green box with what was done, the receipt and what comes."""
    context_of(request).done = words
    return RedirectResponse(url, status_code=303)


def ask_first(request: Request) -> Response:
    """Go to the page that asks whether an act is meant, at the act's own address.

    Drawn as the answer to a sending, it could not be gone back to.
    """
    return RedirectResponse(request.url.path, status_code=303)


async def read_form(request: Request, _viewer: Viewer | None = None) -> FormData:
    """Give the sent form; the middleware has checked its origin and token before the page ran."""
    form = context_of(request).form
    return form if form is not None else FormData()


async def post_once(work: Work, request: Request, url: str, words: Words) -> None:
    """Take a form once only, in the very transaction of its effect; call it before anything else is changed.

    When the same form was taken before, also by a process that died before it could answer, the first answer is given
    again and nothing else happens.
    """
    context = context_of(request)
    if context.form_key is None or context.person is None:
        return
    context.done = words
    if await work.run(SUBMITTED, **submission(context, url)):
        return
    first = await work.one(_FIRST_ANSWER, person=context.person, form_key=context.form_key)
    raise AlreadyDone(first or url)


def form_key_of(request: Request) -> UUID | None:
    """Give the unique key of the form being sent."""
    return context_of(request).form_key
