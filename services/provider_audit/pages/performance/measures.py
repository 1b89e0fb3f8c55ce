"""Så räknar vi: every measure of performance as it is defined, once, for everybody."""

from fastapi import Depends, Request, Response

from services.provider_audit.measures.measures import MEASURES, NOTES
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router, render

router = pages_router("provider_audit")


@router.get("/measures")
async def measures(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Show what each measure counts."""
    title = Words(sv="Så räknar vi", en="How we count")
    return render(request, "provider_audit/measures.html", viewer, title=title, measures=MEASURES, notes=NOTES)
