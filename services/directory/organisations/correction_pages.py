"""Rätta utförarens uppgifter: how should a provider have been entered?"""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.directory.register import forms
from services.directory.register.page_context import PageContext, context_of_register, offer
from services.runtime.forms.reader import Reader
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router, read_form, render, typed_values

router = pages_router("directory")


@router.get("/register/providers/{provider}")
async def correct_page(
    request: Request, provider: UUID, viewer: Viewer = Depends(allow(Role.REGISTER_KEEPER))
) -> Response:
    """The form to correct a provider that was entered wrongly."""
    context = await context_of_register(request, viewer, provider)
    held = context.provider
    typed = {"name": held.name, "legal_form": held.legal_form.value, "fiscal_year_end": held.fiscal_year_end}
    return _draw_provider(request, viewer, context, Reader({**typed}))


@router.post("/register/providers/{provider}")
async def correct_provider(
    request: Request, provider: UUID, viewer: Viewer = Depends(allow(Role.REGISTER_KEEPER))
) -> Response:
    """Correct it: shown first, then recorded."""
    typed = Reader(typed_values(await read_form(request, viewer)))
    context = await context_of_register(request, viewer, provider)
    acts = forms.corrected(context.provider, typed)
    done = await offer(request, viewer, context, acts, typed, f"/register/providers/{provider}")
    return done or _draw_provider(request, viewer, context, typed)


def _draw_provider(request: Request, viewer: Viewer, context: PageContext, typed: Reader) -> Response:
    return render(
        request,
        "directory/register_provider.html",
        viewer,
        title=Words(sv="Rätta utförarens uppgifter", en="Correct the provider's details"),
        crumbs=[(context.provider.name, f"/providers/{context.provider.id}")],
        provider=context.provider,
        legal_forms=list(forms.LEGAL_CHOICES.items()),
        values=typed.raw,
        errors=typed.errors,
    )
