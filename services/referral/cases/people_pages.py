"""A case's person: identity, logged before it is shown; who has read it; consents."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.pages.page_context import (
    BOARD_ROLES,
    BOTH,
    acting_of,
    is_board,
    transaction,
)
from services.referral.referrals.store import load_case
from services.referral.shared.readings import readings
from services.referral.terms.store import names
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import (
    Viewer,
    allow,
    pages_router,
    render,
)

router = pages_router("referral")
CASES = (Words(sv="Ärenden", en="Cases"), "/cases")
WHYS = {
    "search": Words(sv="Sökning i egna ärenden", en="Search in own cases"),
    "list": Words(sv="Ärendelistan, Visa namn", en="The list of cases, Show names"),
    "case": Words(sv="Arbete i ärendet", en="Work in the case"),
    "placement": Words(sv="Arbete i uppdraget", en="Work in the placement"),
}


def case_crumb(case: UUID) -> tuple[Words, str]:
    """Give the step above to the page of a case."""
    number = reference(case)
    return (Words(sv=f"Ärende {number}", en=f"Case {number}"), f"/cases/{case}")


@router.post("/cases/{case}/identity")
async def identity(request: Request, case: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Log the reading, then show the person once; coming back or reloading asks again."""
    back, why = (f"/cases/{case}", "case") if is_board(viewer) else ("/placements", "placement")
    async with transaction(request, viewer) as work:
        person = await handlers.reveal(acting_of(request, viewer, work), case, why)
    return render(
        request,
        "referral/person.html",
        viewer,
        title=Words(sv="Personuppgifter", en="Personal details"),
        person=person,
        shown_at=request.state.arrived,
        back=back,
    )


@router.get("/cases/{case}/readers")
async def readers(request: Request, case: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Show who has read the person's identity, when and why."""
    async with transaction(request, viewer) as work:
        await load_case(work, viewer, case)
        rows = await readings(work, case)
        known = await names(work)
    return render(
        request,
        "referral/readers.html",
        viewer,
        title=Words(sv="Vem har läst", en="Who has read"),
        crumbs=(CASES, case_crumb(case)),
        rows=rows,
        names=known,
        whys=WHYS,
    )
