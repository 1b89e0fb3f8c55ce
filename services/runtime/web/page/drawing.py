"""Drawing a page: the Jinja environment, and what every template finds in it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup

from services.runtime.language import dates
from services.runtime.language.identifiers import reference, short
from services.runtime.language.words import Language, Words, pick
from services.runtime.web.assets import address_of
from services.runtime.web.page.filters import FILTERS, in_language, now_of_page
from services.runtime.web.page.hidden_fields import address_of_page, draft_field, form_token
from services.runtime.web.page.menu import FOOTER, MENUS, shown
from services.runtime.web.page.page_drawn import Current, page_drawn
from services.runtime.web.page.slots import filled_of
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.viewer import Viewer

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def environment(folders: tuple[Path, ...]) -> Environment:
    """Give the environment over the frame's templates and those of the services: the same for the same folders."""
    loader = ChoiceLoader([FileSystemLoader(TEMPLATES), *(FileSystemLoader(folder) for folder in folders)])
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update({name: in_language(function) for name, function in FILTERS.items()})
    made.globals.update({name: in_language(function) for name, function in FILTERS.items()})
    made.globals.update(
        t=_t,
        slot=_slot,
        form_token=form_token,
        draft_field=draft_field,
        asset=address_of,
        language=_language,
        saved_now=_saved_now,
        now=now_of_page,
    )
    made.filters.update(
        t=pass_context(lambda _, words: _t(words)), reference=reference, table_day=dates.table_day, chosen=_chosen
    )
    made.globals.update(reference=reference, address_with=address_with, short=short, table_day=dates.table_day)
    return made


def draw(
    request: Request,
    template: str,
    viewer: Viewer | None,
    *,
    title: Words | str,
    crumbs: Sequence[tuple[Words | str, str]] = (),
    **context: Any,
) -> str:
    """Draw a template under the frame and give its text.

    `theirs` in the context gives, by field, what stands saved where it differs from what is in the form: shown beside.
    """
    request_context: RequestContext | None = getattr(request.state, "context", None)
    language: Language = request_context.language if request_context else "sv"
    mark = page_drawn.set(Current(request, request_context, viewer, language, context.get("theirs") or {}))
    try:
        drawn: Environment = request.app.state.templates
        return drawn.get_template(template).render(
            **_frame(request, request_context, viewer, language),
            title=title,
            crumbs=crumbs,
            **{"errors": {}, "kept_in_form": "values" in context, "conflict": False, **context},
        )
    finally:
        page_drawn.reset(mark)


def _frame(
    request: Request, request_context: RequestContext | None, viewer: Viewer | None, language: Language
) -> dict[str, Any]:
    paths: frozenset[str] = request.app.state.paths_to_open
    path = request.url.path
    if request_context:
        request_context.messages_shown = True
    return {
        "viewer": viewer,
        "lang": language,
        "path": path,
        "here": (request_context.form_page if request_context else None) or address_of_page(request),
        "menu": shown(MENUS[viewer.role], paths) if viewer else [],
        "footer": shown(FOOTER, paths),
        "opens": paths,
        "takes": request.app.state.paths_to_send,
        "messages": [words for _, words in request_context.messages] if request_context else [],
        "demonstration": bool(request_context and request_context.demonstration),
        "seconds_left": request_context.seconds_left if request_context and viewer else None,
        "page_now": request_context.now if request_context else None,
        "brought_back": request_context.kept if request_context else {},
    }


def _t(words: object, english: str | None = None) -> str:
    """Pick the language of the page: t(words), or t("Skicka", "Send"); anything else is written as it is."""
    if isinstance(words, str) and english is not None:
        words = Words(sv=words, en=english)
    if words is None or isinstance(words, (Words, str)):
        return pick(words, page_drawn.get().language)
    return str(words)


def _saved_now(name: str) -> Words | None:
    """Give what stands saved in a field's place, where that is not what the form holds."""
    return page_drawn.get().theirs.get(name)


def _language() -> str:
    return page_drawn.get().language


def _slot(name: str, **kwargs: Any) -> Markup:
    """Draw the panels loaded for a slot; with arguments, only those loaded with the same."""
    current = page_drawn.get()
    drawn: Environment = current.request.app.state.templates
    parts = []
    for filled in filled_of(current.request):
        if filled.slot != name or (kwargs and filled.kwargs != kwargs):
            continue
        context: dict[str, Any] = {
            "viewer": current.viewer,
            "lang": current.language,
            "path": current.request.url.path,
            "errors": {},
        }
        template = drawn.get_template(filled.template if filled.context is not None else "panel_failed.html")
        parts.append(template.render(**context, **(filled.context or {})))
    return Markup("").join(Markup(part) for part in parts)  # noqa: S704 - drawn by templates that escape


def _chosen(values: object, name: str) -> list[str]:
    """Give what was typed or ticked for a field as a list of texts."""
    got = values.get(name) if isinstance(values, dict) else None
    if got is None or got == "":
        return []
    return [str(item) for item in got] if isinstance(got, (list, tuple, set, frozenset)) else [str(got)]


def address_with(path: str, **query: object) -> str:
    """Give a path with a query, leaving out what is None."""
    pairs = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path
