"""Drawing a page: the Jinja environment, and what every template finds in it."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from services.runtime.language import dates, distances
from services.runtime.language.identifiers import reference, short
from services.runtime.language.words import Language, Words, pick
from services.runtime.web.assets import address_of
from services.runtime.web.page.menu import FOOTER, MENUS, shown
from services.runtime.web.page.slots import filled_of
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.viewer import Viewer

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True)
class _Current:
    request: Request
    request_context: RequestContext | None
    viewer: Viewer | None
    language: Language
    theirs: Mapping[str, Words]


_current: ContextVar[_Current] = ContextVar("page being drawn")


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
    made.filters.update({name: _in_language(function) for name, function in _FILTERS.items()})
    made.globals.update({name: _in_language(function) for name, function in _FILTERS.items()})
    made.globals.update(
        t=_t,
        slot=_slot,
        form_token=form_token,
        draft_field=_draft_field,
        asset=address_of,
        language=_language,
        saved_now=_saved_now,
        now=_now,
    )
    made.filters.update(
        t=pass_context(lambda _, words: _t(words)), reference=reference, table_day=dates.table_day, chosen=_chosen
    )
    made.globals.update(reference=reference, short=short, table_day=dates.table_day)
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
    mark = _current.set(_Current(request, request_context, viewer, language, context.get("theirs") or {}))
    try:
        drawn: Environment = request.app.state.templates
        return drawn.get_template(template).render(
            **_frame(request, request_context, viewer, language),
            title=title,
            crumbs=crumbs,
            **{"errors": {}, "kept_in_form": "values" in context, "conflict": False, **context},
        )
    finally:
        _current.reset(mark)


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
        "here": (request_context.form_page if request_context else None) or _here(request),
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
        return pick(words, _current.get().language)
    return str(words)


def _saved_now(name: str) -> Words | None:
    """Give what stands saved in a field's place, where that is not what the form holds."""
    return _current.get().theirs.get(name)


def _language() -> str:
    return _current.get().language


def _now() -> Any:
    request_context = _current.get().request_context
    return request_context.now if request_context else None


def form_token(*, at_page: bool = True, typed: bool = True) -> Markup:
    """Give the hidden fields every form carries: the session's token, a key that lets it be taken once only, its page.

    A form of the frame is of no page. What is `typed` in a form that could not be taken is brought back to its page;
    a button alone, and what somebody looks for, is not.
    """
    current = _current.get()
    request_context = current.request_context
    fields = {"form_token": request_context.token if request_context else "", "form_key": str(uuid4())}
    if at_page:
        fields["form_at"] = (request_context.form_page if request_context else None) or _here(current.request)
    if not typed:
        fields["form_typed"] = "no"
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(hidden.format(name, value) for name, value in fields.items())


def _here(request: Request) -> str:
    """Give the page's own address, as it can be opened again."""
    path, query = request.url.path, request.url.query
    return f"{path}?{query}" if query and request.method == "GET" else path


def _draft_field(form: str) -> Markup:
    return Markup('<input type="hidden" name="draft_key" value="{}">').format(form)


def _slot(name: str, **kwargs: Any) -> Markup:
    """Draw the panels loaded for a slot; with arguments, only those loaded with the same."""
    current = _current.get()
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


def _in_language(function: Callable[..., str]) -> Callable[..., str]:
    """Make a function of dates usable in templates: it gets the page's language by itself."""

    @pass_context
    def written(_context: Context, *values: Any, **options: Any) -> str:
        return function(*values, language=_current.get().language, **options)

    return written


def _with_now(function: Callable[..., str]) -> Callable[..., str]:
    """Let a distance be written from the request's own now, unless another is given."""

    def written(value: Any, now: Any = None, *, language: str) -> str:
        return function(value, now if now is not None else _now(), language)

    return written


def _tagged(function: Callable[..., str]) -> Callable[..., str]:
    def written(value: Any, *, language: str, **options: Any) -> str:
        return dates.time_tag(value, function(value, language=language, **options))

    return written


def address_with(path: str, **query: object) -> str:
    """Give a path with a query, leaving out what is None."""
    pairs = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


_FILTERS: dict[str, Callable[..., str]] = {
    "day": dates.day,
    "weekday": dates.weekday,
    "short_weekday": dates.short_weekday,
    "clock": dates.clock,
    "instant": dates.instant,
    "table_instant": dates.table_instant,
    "day_tag": _tagged(dates.day),
    "instant_tag": _tagged(dates.instant),
    "table_instant_tag": _tagged(dates.table_instant),
    "distance_days": _with_now(distances.distance_days),
    "distance_working_days": _with_now(distances.distance_working_days),
    "distance_clock": _with_now(distances.distance_clock),
    "due_by_days": _with_now(distances.due_by_days),
    "due_by_working_days": _with_now(distances.due_by_working_days),
    "due_by_clock": _with_now(distances.due_by_clock),
    "ago": _with_now(distances.ago),
    "duration": distances.duration,
    "period_name": dates.period_name,
    "short_period_name": dates.short_period_name,
    "week_name": dates.week_name,
    "number": dates.number,
    "percent": dates.percent,
    "kronor": dates.kronor,
}
