"""A standard form from blank to receipt: typed, checked, shown once more, handed in."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from services.referral.pages.page_context import load_draft, posting, save_typed
from services.referral.pages.shown import answered, differing
from services.referral.referrals.answer_form import WARNING
from services.referral.shared.actor import Acting
from services.runtime.forms.field import Field
from services.runtime.forms.reader import Errors
from services.runtime.language.dates import clock
from services.runtime.language.words import Words
from services.runtime.web import Viewer, read_form, redirect_done, render, typed_values
from services.runtime.web.page.drafts import Values

Parsed = TypeVar("Parsed")
CONFIRMED, CHECK, STOOD = "confirmed", "check", "stood"
_NOTHING_WAITS = Words(
    sv="Inget väntar på att lämnas in här. Det du har lämnat in är inlämnat.",
    en="Nothing waits to be submitted here. What you have submitted is submitted.",
)


@dataclass(frozen=True)
class FormFlow(Generic[Parsed]):
    """A form on a page: its title and fields, its button, its draft's name, and what reads it.

    `parse` gives the form as a value, or what is wrong by field.
    """

    title: Words
    path: str
    back: str
    button: Words
    draft: str
    fields: Sequence[Field]
    parse: Callable[[Values], Parsed | Errors]
    crumbs: Sequence[tuple[Words | str, str]] = ()
    template: str = "referral/form_flow.html"
    context: Mapping[str, Any] = field(default_factory=dict)
    asks_again: bool = True
    tidy: Callable[[Values], Values] = lambda typed: typed
    """Leaves out what does not belong to the choices made; what was typed stays in the draft."""
    saved: Values = field(default_factory=dict)
    """What is saved of what the form edits: another's change since it was opened is shown before it is overwritten."""
    form_page: str = ""
    """Where the form is opened, when another page stands at `path`."""

    @property
    def stood(self) -> str:
        """Give a mark of what is saved, which the form carries from when it was opened."""
        return sha256(json.dumps(self.saved, sort_keys=True).encode()).hexdigest()[:16] if self.saved else ""

    def overtaken(self, typed: Values) -> bool:
        """Tell whether something else was saved since the form was opened."""
        return bool(self.saved) and typed.get(STOOD, self.stood) != self.stood

    @property
    def opened_at(self) -> str:
        """Give the address of the form."""
        return self.form_page or self.path

    @property
    def check_path(self) -> str:
        """Give the address of the page that shows what was typed once more."""
        return f"{self.opened_at}{'&' if '?' in self.opened_at else '?'}{CHECK}=yes"


Submit = Callable[[Acting, Parsed], Awaitable[Any]]


async def blank(request: Request, viewer: Viewer, flow: FormFlow[Any], values: Values | None = None) -> Response:
    """Draw the form with what was typed before, or with given values; or the page that shows it once more."""
    draft = await load_draft(request, viewer, flow.draft)
    if request.query_params.get(CHECK):
        return _look_through(request, viewer, flow, draft.values)
    typed = draft.values or values or {}
    return _draw(request, viewer, flow, typed, {}, saved_at=draft.saved_at)


async def hand_in(
    request: Request, viewer: Viewer, flow: FormFlow[Parsed], submit: Submit[Parsed], url: str, words: Words
) -> Response:
    """Take the form: keep it as a draft, correct it, go on to show it once more, or submit it once and give the receipt.

    What is shown once more is a page of its own that the draft is read into, so that going back to it or loading it
    again sends nothing.
    """
    form = await read_form(request, viewer)
    typed = typed_values(form)
    if form.get("save_draft"):
        await save_typed(request, viewer, flow.draft, typed)
        at = request.state.now
        saved = Words(sv=f"Utkast sparat {clock(at)}.", en=f"Draft saved at {clock(at, 'en')}.")
        return redirect_done(request, flow.opened_at, saved)
    if flow.overtaken(typed):
        return _draw(request, viewer, flow, typed, {}, conflict=True)
    parsed = flow.parse(flow.tidy(typed))
    if isinstance(parsed, Errors):
        return _draw(request, viewer, flow, typed, parsed)
    if flow.asks_again and not form.get(CONFIRMED):
        await save_typed(request, viewer, flow.draft, typed)
        return RedirectResponse(flow.check_path, status_code=303)
    async with posting(request, viewer, url, words) as acting:
        await submit(acting, parsed)
    return redirect_done(request, url, words)


def _draw(
    request: Request, viewer: Viewer, flow: FormFlow[Any], typed: Values, errors: dict[str, Words], **more: Any
) -> Response:
    warned = WARNING.name in errors or bool(typed.get(WARNING.name))
    fields = [*flow.fields, WARNING] if warned else flow.fields
    context = {"saved_at": None, "conflict": False, **flow.context, **more}
    return render(
        request,
        flow.template,
        viewer,
        title=flow.title,
        crumbs=flow.crumbs,
        errors=errors,
        values=typed,
        flow=flow,
        form_fields=fields,
        status=HTTPStatus.CONFLICT if context["conflict"] else HTTPStatus.OK,
        theirs=differing(fields, typed, flow.saved),
        **context,
    )


def _look_through(request: Request, viewer: Viewer, flow: FormFlow[Any], typed: Values) -> Response:
    """Show what was typed once more; where nothing waits, as after it was sent, go back to where the form is from."""
    if not typed:
        return redirect_done(request, flow.back, _NOTHING_WAITS)
    if flow.overtaken(typed):
        return _draw(request, viewer, flow, typed, {}, conflict=True)
    typed = flow.tidy(typed)
    parsed = flow.parse(typed)
    if isinstance(parsed, Errors):
        return _draw(request, viewer, flow, typed, parsed)
    hidden = [(name, one) for name, value in typed.items() for one in ([value] if isinstance(value, str) else value)]
    given = [field for field in flow.fields if field.kind == "heading" or typed.get(field.name)]
    return render(
        request,
        "referral/form_flow_check.html",
        viewer,
        title=Words(sv="Stämmer det?", en="Is it right?"),
        crumbs=flow.crumbs,
        flow=flow,
        lines=answered(given, typed),
        hidden=hidden,
    )
