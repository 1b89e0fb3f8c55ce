"""The hidden fields of a form: whose it is, that it is taken once only, and the page it stands on."""

from uuid import uuid4

from fastapi import Request
from markupsafe import Markup

from services.runtime.web.page.page_drawn import page_drawn


def form_token(*, at_page: bool = True, typed: bool = True) -> Markup:
    """Give the hidden fields every form carries: the session's token, a key that lets it be taken once only, its page.

    A form of the frame is of no page. What is `typed` in a form that could not be taken is brought back to its page;
    a button alone, and what somebody looks for, is not.
    """
    current = page_drawn.get()
    request_context = current.request_context
    fields = {"form_token": request_context.token if request_context else "", "form_key": str(uuid4())}
    if at_page:
        fields["form_at"] = (request_context.form_page if request_context else None) or address_of_page(current.request)
    if not typed:
        fields["form_typed"] = "no"
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(hidden.format(name, value) for name, value in fields.items())


def address_of_page(request: Request) -> str:
    """Give the page's own address, as it can be opened again."""
    path, query = request.url.path, request.url.query
    return f"{path}?{query}" if query and request.method == "GET" else path


def draft_field(form: str) -> Markup:
    """Give the field that names the draft a form is kept in."""
    return Markup('<input type="hidden" name="draft_key" value="{}">').format(form)
