"""The lifecycle, drawn from its table."""

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral.shared.lifecycle import TRANSITIONS, Transition
from services.referral.shared.lifecycle_words import ACT_WORDS, CONCLUDED_WORDS, ENDED_WORDS, STATE_WORDS, WHO_WORDS
from services.referral.shared.states import ENDED_STATES, State
from services.runtime.language.words import Words
from services.runtime.web import Viewer, anyone, pages_router, render

router = pages_router("referral")


@router.get("/lifecycle")
async def lifecycle_page(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Draw the table of allowed transitions, a state at a time."""
    states = [
        (STATE_WORDS[state], state.value, [_row(row) for row in TRANSITIONS if row.state is state]) for state in State
    ]
    return render(
        request,
        "referral/lifecycle.html",
        viewer,
        title=Words(sv="En förfrågans gång", en="The lifecycle of a referral"),
        states=states,
        ended=ENDED_WORDS,
        concluded=CONCLUDED_WORDS,
    )


def _row(row: Transition) -> dict[str, object]:
    whose = [WHO_WORDS[who] for who in row.who]
    then = STATE_WORDS[row.next]
    if row.concludes:
        then = CONCLUDED_WORDS
    elif row.next in ENDED_STATES and row.state not in ENDED_STATES:
        then = then + Words(sv=f" ({ENDED_WORDS.sv.lower()})", en=f" ({ENDED_WORDS.en.lower()})")
    return {
        "act": ACT_WORDS[row.act],
        "next": then,
        "who": Words(sv=" eller ".join(one.sv for one in whose), en=" or ".join(one.en for one in whose)),
    }
