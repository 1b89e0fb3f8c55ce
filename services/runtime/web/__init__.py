"""The portal's web: the frame, sessions, forms, drafts and slots that every service's pages stand on."""

from services.runtime.service import Panel
from services.runtime.web.app import create_app, create_watch_app
from services.runtime.web.page.access import allow, anyone, by_signed_token, current_viewer
from services.runtime.web.page.drafts import Draft, Drafts, drafts_of, typed_values
from services.runtime.web.page.drawing import address_with
from services.runtime.web.page.hidden_fields import form_token
from services.runtime.web.page.page import (
    ask_first,
    form_key_of,
    pages_router,
    post_once,
    read_form,
    redirect_done,
    render,
)
from services.runtime.web.page.paging import PER_PAGE, Paging
from services.runtime.web.page.refusals import CHANGED
from services.runtime.web.page.slots import fill, filled_of
from services.runtime.web.request.context import context_of
from services.runtime.web.request.guard import from_this_machine
from services.runtime.web.request.sessions import LONGEST, VouchedBy, close_session, open_session, safe_path
from services.runtime.web.request.verdicts import Elsewhere, Forbidden, NotFound, not_found
from services.runtime.web.request.viewer import ROLE_WORDS, Identify, Viewer
from services.runtime.web.request.vouched import (
    begin_sign_in,
    end_sessions,
    end_vouched,
    nonce_of,
    sessions_of,
    take_sign_in,
    verifier_of,
    wall_clock,
)

__all__ = [
    "CHANGED",
    "LONGEST",
    "PER_PAGE",
    "ROLE_WORDS",
    "Draft",
    "Drafts",
    "Elsewhere",
    "Forbidden",
    "Identify",
    "NotFound",
    "Paging",
    "Panel",
    "Viewer",
    "VouchedBy",
    "address_with",
    "allow",
    "anyone",
    "ask_first",
    "begin_sign_in",
    "by_signed_token",
    "close_session",
    "context_of",
    "create_app",
    "create_watch_app",
    "current_viewer",
    "drafts_of",
    "end_sessions",
    "end_vouched",
    "fill",
    "filled_of",
    "form_key_of",
    "form_token",
    "from_this_machine",
    "nonce_of",
    "not_found",
    "open_session",
    "pages_router",
    "post_once",
    "read_form",
    "redirect_done",
    "render",
    "safe_path",
    "sessions_of",
    "take_sign_in",
    "typed_values",
    "verifier_of",
    "wall_clock",
]
