"""Pages that answer a sending, kept so that the browser opens them by GET.

Drawn as the answer to a POST, a page could not be gone back to or loaded again without sending everything once more. What
is drawn is kept sealed under the key of whoever sent the form, for the session, and the browser is led to it.
"""

import re
from http import HTTPStatus
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Message

from services.runtime.web.page.access import current_viewer
from services.runtime.web.page.drafts import Values, drafts_of
from services.runtime.web.page.drawing import address_with
from services.runtime.web.page.refusals import page_of_form
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.left_behind import answers_of
from services.runtime.web.request.viewer import Viewer

SHOWN = "shown"
"""The name in an address of which answer is to be opened; it says nothing of what stands in it."""
_TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
_IDENTITY = b"data-identity"


def is_kept(request: Request, context: RequestContext, message: Message) -> bool:
    """Tell whether an answer that begins is a page to be led to: of a form that a browser has sent from a page of ours.

    Only browsers say that they navigate, and only they have a Back; whatever else sends a form reads the answer itself.
    """
    kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
    return (
        request.method == "POST"
        and request.headers.get("sec-fetch-mode") == "navigate"
        and context.token_checked
        and not context.turned_away
        and context.viewer is not None
        and context.viewer.person == context.person
        and message["status"] != HTTPStatus.SEE_OTHER
        and message["status"] < HTTPStatus.INTERNAL_SERVER_ERROR
        and any(kind.startswith(b"text/html") for kind in kinds)
        and page_of_form(request, context) is not None
    )


async def keep_answer(request: Request, context: RequestContext, status: int, page: bytes) -> Response:
    """Keep a drawn page and lead to it. One that shows a person, or what somebody looked for, opens once only."""
    viewer, path = context.viewer, page_of_form(request, context)
    if viewer is None or path is None:
        raise LookupError("an answer is kept for somebody, at a page")
    once = _IDENTITY in page or (isinstance(context.form, FormData) and context.form.get("form_typed") == "no")
    token, at = token_urlsafe(16), urlsplit(path)
    values: Values = {"status": str(status), "page": page.decode(), "once": "yes" if once else ""}
    form = answers_of(context, at.path) + token
    async with request.app.state.database.work("web") as work:
        await drafts_of(request).keep(work, viewer.person, viewer.organisation, form, values)
    query = [pair for pair in parse_qsl(at.query) if pair[0] != SHOWN]
    return RedirectResponse(_address(at.path, [*query, (SHOWN, token)]), status_code=HTTPStatus.SEE_OTHER)


async def kept_answer(request: Request, context: RequestContext) -> Response | None:
    """Give the kept answer that an address asks for, or lead to the page itself where it is gone; None for other addresses.

    It is gone once its form has been taken, the session has ended, or it was to be shown once.
    """
    token = request.query_params.get(SHOWN)
    if token is None or not _TOKEN.fullmatch(token) or context.person is None:
        return None
    viewer = await current_viewer(request)
    if viewer is None:
        return None
    kept = await _taken_out(request, viewer, answers_of(context, request.url.path) + token)
    if kept is None:
        query = [pair for pair in request.query_params.multi_items() if pair[0] != SHOWN]
        return RedirectResponse(_address(request.url.path, query), status_code=HTTPStatus.SEE_OTHER)
    return HTMLResponse(kept["page"], status_code=int(kept["status"]))


async def _taken_out(request: Request, viewer: Viewer, form: str) -> dict[str, str] | None:
    drafts = drafts_of(request)
    async with request.app.state.database.work("web") as work:
        kept = {name: str(value) for name, value in (await drafts.load(work, viewer, form)).values.items()}
        if kept.get("once"):
            await drafts.drop(work, viewer, form)
    return kept or None


def _address(path: str, query: list[tuple[str, str]]) -> str:
    names = dict.fromkeys(name for name, _ in query)
    return address_with(path, **{name: [value for each, value in query if each == name] for name in names})
