"""Regler: every rule the audit judges by, told from the rule files themselves."""

from fastapi import Depends, Request, Response

from services.provider_audit import rule_book
from services.runtime.web import Viewer, allow, pages_router, render
from services.runtime.words import Words

router = pages_router("provider_audit")


@router.get("/rules")
async def rules(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """List the rules in force, with who owes, on which ground, and how the time is counted."""
    return render(
        request,
        "provider_audit/rules.html",
        viewer,
        title=Words(sv="Regler", en="Rules"),
        book=rule_book,
        entries=rule_book.entries(),
    )
