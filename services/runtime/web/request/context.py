"""The context of one request: what is known of a request before its page runs, kept on request.state."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request

from services.runtime.language.words import Language, Words
from services.runtime.web.request.viewer import Viewer

COOKIE = "__Host-utvag"
LANGUAGE_COOKIE = "__Host-utvag-language"


@dataclass
class RequestContext:
    """A request's session, clock and form, and what its answer must save.

    `secret` is the cookie's value; only its hash is stored. `hash` is what the session table knows.
    """

    arrived: datetime
    now: datetime
    secret: str
    new_secret: bool
    language: Language = "sv"
    language_chosen: bool = False
    demonstration: bool = False
    person: UUID | None = None
    commission: UUID | None = None
    issuer: str | None = None
    expired_person: UUID | None = None
    viewer: Viewer | None = None
    seconds_left: int | None = None
    messages: list[tuple[UUID, Words]] = field(default_factory=list)
    messages_shown: bool = False
    form: FormData | None = None
    form_key: UUID | None = None
    draft_key: str | None = None
    earlier_url: str | None = None
    done: Words | None = None
    draft_saved_at: datetime | None = None
    has_kept: bool = False
    kept: dict[str, str | list[str]] = field(default_factory=dict)
    token_checked: bool = False
    turned_away: bool = False

    @property
    def hash(self) -> bytes:
        """Give the hash under which the session is stored."""
        return secret_hash(self.secret)

    @property
    def form_page(self) -> str | None:
        """Give the page that the form being sent was on: its path and query."""
        at = self.form.get("form_at") if self.form else None
        own = isinstance(at, str) and at.startswith("/") and not at.startswith(("//", "/\\")) and at.isprintable()
        return str(at) if own else None

    @property
    def kept_key(self) -> str | None:
        """Name the draft of a form that keeps none of its own: by the page it was on."""
        return kept_key(self.form_page.partition("?")[0]) if self.form_page else None

    @property
    def draft_keys(self) -> list[str]:
        """Name the drafts that are done with once the form is taken."""
        return [key for key in (self.draft_key, self.kept_key) if key]

    @property
    def token(self) -> str:
        """Give the token every form carries: derived from the cookie, so another site cannot make it."""
        return self.derived("utvag form token")

    def derived(self, purpose: str) -> str:
        """Give a secret of this browser's for one purpose; only whoever holds its cookie can make it again."""
        made = hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(made).decode().rstrip("=")

    def token_is(self, given: str) -> bool:
        """Compare a given token in constant time."""
        return hmac.compare_digest(self.token.encode(), given.encode())


def kept_key(path: str) -> str:
    """Name the draft of what was sent from a page and could not be taken."""
    return f"kept{path}"


def secret_hash(secret: str) -> bytes:
    """Hash a cookie's value; it is 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """Make a new random cookie value."""
    return secrets.token_urlsafe(32)


def context_of(request: Request) -> RequestContext:
    """Give the context of a request."""
    context = request.state.context
    if not isinstance(context, RequestContext):
        raise TypeError("request.state.context is set by the middleware alone")
    return context
