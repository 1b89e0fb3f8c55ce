"""The page that is being drawn: what a template's functions ask of it."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from fastapi import Request

from services.runtime.language.words import Language, Words
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.viewer import Viewer


@dataclass(frozen=True)
class Current:
    """What belongs to one page while it is drawn."""

    request: Request
    request_context: RequestContext | None
    viewer: Viewer | None
    language: Language
    theirs: Mapping[str, Words]


page_drawn: ContextVar[Current] = ContextVar("page being drawn")
