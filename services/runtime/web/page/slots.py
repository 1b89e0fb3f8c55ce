"""Slots: named places on a page that other services fill with panels, read under their own role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import Request

from services.runtime.web.request.viewer import Viewer

_LOG = structlog.get_logger("web")


@dataclass(frozen=True)
class Filled:
    """A panel that was loaded for a page; `context` is None when loading failed."""

    slot: str
    kwargs: Mapping[str, Any]
    template: str
    context: Mapping[str, Any] | None


async def fill(request: Request, viewer: Viewer | None, slot: str, **kwargs: Any) -> list[Filled]:
    """Load every panel of a slot that the viewer's role may see; a panel that fails leaves a place that says so."""
    loaded: list[Filled] = []
    for panel in request.app.state.panels.get(slot, ()):
        if viewer is None or (panel.roles and viewer.role not in panel.roles):
            continue
        try:
            context = await panel.load(request, viewer, **kwargs)
        except Exception as error:  # noqa: BLE001 - a part that fails says so, the rest of the page stands
            _LOG.error("a panel failed", slot=slot, template=panel.template, kind=type(error).__name__)
            loaded.append(Filled(slot, kwargs, panel.template, None))
            continue
        if context is not None:
            loaded.append(Filled(slot, kwargs, panel.template, context))
    filled_of(request).extend(loaded)
    return loaded


def filled_of(request: Request) -> list[Filled]:
    """Give the panels loaded so far for a request."""
    if not hasattr(request.state, "filled"):
        request.state.filled = []
    filled: list[Filled] = request.state.filled
    return filled
