"""Att lämna in: when is everything due; the audit, which counts the duties, fills the page."""

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral.pages.desk import PROVIDER_ROLES
from services.runtime.web import Viewer, allow, fill, pages_router, render
from services.runtime.words import Words

router = pages_router("referral")


@router.get("/due")
async def due_page(request: Request, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Show everything the provider is to submit, by when."""
    filled = await fill(request, viewer, "due")
    return render(
        request, "referral/due.html", viewer, title=Words(sv="Att lämna in", en="To submit"), empty=not filled
    )
