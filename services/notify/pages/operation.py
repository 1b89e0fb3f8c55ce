"""The operator's pages: every delivery with its tries and reasons, and the mails as they look."""

from typing import Any

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.notify.channels.mail import notice_reference
from services.notify.pages import deliveries, reach
from services.notify.texts import conditions, reasons
from services.notify.views import DeliveryLine
from services.runtime.language.words import Words, joined, plain
from services.runtime.web import Viewer, allow, pages_router, render

router = pages_router("notify")
LIMIT = 200
_NOTHING_WRONG = Words(
    sv="Allt som skulle ut har gått ut. Alla roller har någon.",
    en="Everything that was to leave has left. Every role has somebody.",
)
_WRONG: dict[str, Words] = {
    "failed": Words(sv="{n} avvisade", en="{n} refused"),
    "retried": Words(sv="{n} försöks igen", en="{n} tried again"),
    "kept": Words(
        sv="{n} mejl stannade här, ingen e-postserver är inställd", en="{n} mails stayed here, no mail server is set"
    ),
    "nobody": Words(sv="{n} roller har ingen", en="{n} roles have nobody"),
    "overdue": Words(sv="{n} väntar på att loggarna hörs", en="{n} wait for the logs to be heard"),
}
"""What an operator must look at, by count."""
_KEPT = Words(sv="Inget skickas i demonstrationen.", en="Nothing is sent in the demonstration.")
_NO_SERVER = Words(
    sv="Ingen e-postserver är inställd. Mejlen stannar här.", en="No mail server is set. The mails stay here."
)
_SENT = Words(
    sv="Mejlen går ut med e-postservern. Här visas bara sådana som stannade.",
    en="Mails leave by the mail server. Only those that stayed are shown here.",
)


@router.get("/deliveries")
async def deliveries_page(
    request: Request,
    state: str | None = None,
    reason: str | None = None,
    viewer: Viewer = Depends(allow(Role.OPERATOR)),
) -> Response:
    """Show the latest deliveries and what was not sent, with step, channel, tries and reason."""
    chosen = state if state in reasons.DELIVERY_STATES else None
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        counts = await deliveries.delivery_counts(work, request.state.now)
        rows = await deliveries.delivery_log(work, chosen, reason or None, LIMIT)
    wrong = [_WRONG[name].fill(n=number) for name, number in counts.items() if number]
    return render(
        request,
        "notify/deliveries.html",
        viewer,
        title=Words(sv="Leveranser", en="Deliveries"),
        wrong=bool(wrong),
        answer=joined(wrong) + plain(".") if wrong else _NOTHING_WRONG,
        states=reasons.DELIVERY_STATES,
        chosen=chosen,
        nobody=reason == "no_recipient",
        rows=[_shown(row) for row in rows],
        limit=LIMIT,
    )


def _shown(row: DeliveryLine) -> dict[str, Any]:
    return {
        "reference": notice_reference(row.id),
        "words": conditions.notice_words(row),
        "who": conditions.role_words(row.role, row.name),
        "step": row.step,
        "channel": reasons.CHANNELS[row.channel],
        "attempts": row.attempts,
        "state": row.state,
        "state_words": reasons.delivery_words(row.channel, row.state, row.attempts),
        "reason": reasons.reason_words(row.reason) if row.reason else None,
        "next_try": row.next_try if row.state == "waiting" else None,
        "at": row.at,
    }


@router.get("/outbox")
async def outbox_page(request: Request, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """Show the mails that stayed here, as they would look; addresses are not shown."""
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        rows = await reach.mails(work, LIMIT)
        demonstration = await reach.is_demonstration(work)
    settings = request.app.state.settings
    kept = _KEPT if demonstration else _NO_SERVER if settings.smtp is None else _SENT
    mails = [
        {**vars(mail), "who": conditions.role_words(mail.role, mail.name), "reference": notice_reference(mail.id)}
        for mail in rows
    ]
    return render(
        request,
        "notify/outbox.html",
        viewer,
        title=Words(sv="Brevlåda", en="Outbox"),
        kept=kept,
        mails=mails,
        limit=LIMIT,
        sender=settings.mail_from,
    )
