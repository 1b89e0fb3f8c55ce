"""Days, distances and numbers as templates write them: in the page's language, from the request's own now."""

from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from services.runtime.language import dates, distances
from services.runtime.web.page.page_drawn import page_drawn


def now_of_page() -> Any:
    """Give the now of the request whose page is drawn."""
    request_context = page_drawn.get().request_context
    return request_context.now if request_context else None


def in_language(function: Callable[..., str]) -> Callable[..., str]:
    """Make a function of dates usable in templates: it gets the page's language by itself."""

    @pass_context
    def written(_context: Context, *values: Any, **options: Any) -> str:
        return function(*values, language=page_drawn.get().language, **options)

    return written


def _with_now(function: Callable[..., str]) -> Callable[..., str]:
    """Let a distance be written from the request's own now, unless another is given."""

    def written(value: Any, now: Any = None, *, language: str) -> str:
        return function(value, now if now is not None else now_of_page(), language)

    return written


def _tagged(function: Callable[..., str]) -> Callable[..., str]:
    def written(value: Any, *, language: str, **options: Any) -> str:
        return dates.time_tag(value, function(value, language=language, **options))

    return written


FILTERS: dict[str, Callable[..., str]] = {
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
