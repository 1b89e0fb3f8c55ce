"""A standard form from blank to receipt: typed, checked, shown once more, handed in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from services.referral.forms.answer import WARNING
from services.referral.forms.field import Field, Reader
from services.referral.pages.desk import load_draft, save_typed, working
from services.referral.pages.shown import answered
from services.runtime.dates import clock
from services.runtime.web import Viewer, once, read_form, redirect_done, render, typed_values
from services.runtime.web.drafts import Values
from services.runtime.words import Words
from services.runtime.work import Work

Checked = TypeVar("Checked")
CONFIRMED, CHANGE = "confirmed", "change"


@dataclass(frozen=True)
class Sheet(Generic[Checked]):
    """A form on a page: its title and fields, its button, its draft's name, and what checks it.

    `check` gives the checked form, or None and a reader that says what is wrong.
    """

    title: Words
    path: str
    back: str
    button: Words
    draft: str
    fields: Sequence[Field]
    check: Callable[[Values], tuple[Checked | None, Reader]]
    crumbs: Sequence[tuple[Words | str, str]] = ()
    template: str = "referral/sheet.html"
    context: Mapping[str, Any] = field(default_factory=dict)
    asks_again: bool = True


Submit = Callable[[Work, Checked], Awaitable[Any]]


async def blank(request: Request, viewer: Viewer, sheet: Sheet[Any], values: Values | None = None) -> Response:
    """Draw the form with what was typed before, or with given values."""
    draft = await load_draft(request, viewer, sheet.draft)
    typed = draft.values or values or {}
    return _draw(request, viewer, sheet, typed, {}, saved_at=draft.saved_at)


async def hand_in(
    request: Request, viewer: Viewer, sheet: Sheet[Checked], submit: Submit[Checked], url: str, words: Words
) -> Response:
    """Take the form: keep it as a draft, correct it, show it once more, or submit it once and give the receipt."""
    form = await read_form(request, viewer)
    typed = typed_values(form)
    confirmed, change = bool(typed.pop(CONFIRMED, "")), bool(typed.pop(CHANGE, ""))
    if form.get("save_draft"):
        await save_typed(request, viewer, sheet.draft, typed)
        at = request.state.now
        saved = Words(sv=f"Utkast sparat {clock(at)}.", en=f"Draft saved at {clock(at, 'en')}.")
        return redirect_done(request, sheet.path, saved)
    if change:
        await save_typed(request, viewer, sheet.draft, typed)
        return RedirectResponse(sheet.path, status_code=303)
    checked, reader = sheet.check(typed)
    if checked is None:
        return _draw(request, viewer, sheet, typed, reader.errors)
    if sheet.asks_again and not confirmed:
        return _ask_again(request, viewer, sheet, typed)
    async with working(request, viewer) as work:
        await once(work, request, url, words)
        await submit(work, checked)
    return redirect_done(request, url, words)


def _draw(
    request: Request, viewer: Viewer, sheet: Sheet[Any], typed: Values, errors: dict[str, Words], **more: Any
) -> Response:
    warned = WARNING.name in errors or bool(typed.get(WARNING.name))
    fields = [*sheet.fields, WARNING] if warned else sheet.fields
    context = {"saved_at": None, **sheet.context, **more}
    return render(
        request,
        sheet.template,
        viewer,
        title=sheet.title,
        crumbs=sheet.crumbs,
        errors=errors,
        values=typed,
        sheet=sheet,
        form_fields=fields,
        **context,
    )


def _ask_again(request: Request, viewer: Viewer, sheet: Sheet[Any], typed: Values) -> Response:
    hidden = [(name, one) for name, value in typed.items() for one in ([value] if isinstance(value, str) else value)]
    given = [field for field in sheet.fields if field.kind == "heading" or typed.get(field.name)]
    return render(
        request,
        "referral/sheet_check.html",
        viewer,
        title=Words(sv="Stämmer det?", en="Is it right?"),
        crumbs=sheet.crumbs,
        sheet=sheet,
        lines=answered(given, typed),
        hidden=hidden,
    )
