"""Regler: every rule the audit judges by, written from the rule files themselves."""

from collections.abc import Mapping

from fastapi import Depends, Request, Response

from services.provider_audit import rule_book
from services.provider_audit.casework.acts import Act, Close, Confirm, Dismiss, Reply, RequestCompletion
from services.provider_audit.casework.state import MOVES
from services.provider_audit.pages.states import CASEWORK
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router, render

router = pages_router("provider_audit")
_ACTS: Mapping[type[Act], Words] = {
    Reply: Words(sv="den som har åtagandet svarar", en="the side that owes replies"),
    RequestCompletion: Words(sv="komplettering begärs", en="a completion is requested"),
    Confirm: Words(sv="bristen fastställs", en="the finding is confirmed"),
    Dismiss: Words(sv="bristen avskrivs", en="the finding is dismissed"),
    Close: Words(
        sv="ärendet avslutas; det som saknas är fortfarande kvar att lämna",
        en="the matter is closed; what is missing is still owed",
    ),
}


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
        casework=[
            (CASEWORK[state], [(_ACTS[act], CASEWORK[to]) for act, to in moves.items()])
            for state, moves in MOVES.items()
        ],
    )
