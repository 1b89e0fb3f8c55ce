"""The decision on a finding: which acts are offered to whom now, what each must say, and taking it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from schemas.findings import Party, Standing
from services.provider_audit.casework import handlers
from services.provider_audit.casework import state as casework
from services.provider_audit.casework.acts import Act, Close, Confirm, Dismiss, DismissReason, Remedy, RequestCompletion
from services.provider_audit.casework.checks import wrong_with
from services.provider_audit.casework.handlers import Said
from services.provider_audit.casework.state import CaseworkItem
from services.provider_audit.pages.findings.shared import (
    acting_of,
    day_of,
    number_of,
    read_through,
    wrong_day,
)
from services.runtime.language.dates import civil_day
from services.runtime.language.words import Words
from services.runtime.web import Viewer, not_found, post_once, redirect_done


class WrongFields(Exception):
    """A form's fields must be corrected."""

    def __init__(self, fields: Mapping[str, Words]) -> None:
        super().__init__("fields")
        self.fields = fields


def remedy_of(said: list[Said]) -> Said | None:
    """Give the act that named the remedy that holds: the latest decision's, else the latest reply's; none if no plan was named."""
    plans = [each for each in said if each.remedy.said]
    decided = [each for each in plans if each.kind == "confirmed"]
    return next(reversed(decided or plans), None)


def typed_remedy(values: Mapping[str, Any]) -> Remedy:
    """Read a remedy from a form."""
    return Remedy(values["remedy"], values["remedy_role"], day_of(values["remedy_by"]))


async def take(request: Request, viewer: Viewer, finding: UUID, values: Mapping[str, Any]) -> Response:
    """Take a decision and lead back to the finding. Raises Refused, WrongFields and Unknown."""
    act, wrong = _read(values, civil_day(request.state.now))
    if act is None or wrong:
        raise WrongFields(wrong)
    url = f"/findings/{finding}"
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        item = await handlers.load(work, finding, number_of(values["revision"]))
        done = _done(act, item)
        await post_once(work, request, url, done)
        if not casework.decides(item, viewer.role, viewer.organisation):
            not_found()
        await handlers.take(acting_of(request, viewer, work, Party.BOARD), item, act)
    return redirect_done(request, url, done)


def _read(values: Mapping[str, Any], today: date) -> tuple[Act | None, dict[str, Words]]:
    act = _act(values, today)
    if act is None:
        return None, {"decision": Words(sv="Välj ett beslut.", en="Choose a decision.")}
    wrong: dict[str, Words] = dict(wrong_with(act))
    if isinstance(act, Confirm):
        wrong |= wrong_day("remedy_by", values)
    elif isinstance(act, RequestCompletion):
        wrong |= wrong_day("reply_on", values)
    return act, wrong


def _act(values: Mapping[str, Any], today: date) -> Act | None:
    match values["decision"]:
        case "confirm":
            return Confirm(values["text"], typed_remedy(values), read_through(values))
        case "dismiss":
            reason = DismissReason(values["reason"]) if values["reason"] in set(DismissReason) else None
            return Dismiss(reason, values["text"], read_through(values))
        case "complete":
            return RequestCompletion(values["text"], day_of(values["reply_on"]), read_through(values))
        case "close":
            return Close(today)
    return None


def _done(act: Act, item: CaseworkItem) -> Words:
    match act:
        case Confirm() if not item.boards:
            return Words(
                sv="Bristen är fastställd. Den som har åtagandet får veta det.",
                en="The finding is confirmed. The side that owes the duty is told.",
            )
        case Confirm():
            return Words(
                sv="Bristen är fastställd. Den som har åtagandet och tillsynen får veta det.",
                en="The finding is confirmed. The side that owes the duty and the supervisor are told.",
            )
        case Dismiss():
            return Words(
                sv="Bristen är avskriven. Den som har åtagandet får veta det.",
                en="The finding is dismissed. The side that owes the duty is told.",
            )
        case RequestCompletion():
            return Words(
                sv="Komplettering är begärd. Den som har åtagandet får veta det och svarar igen.",
                en="A completion is requested. The side that owes the duty is told and replies again.",
            )
    closed = Words(sv="Ärendet om bristen är avslutat.", en="The matter of the finding is closed.")
    if item.standing is not Standing.STANDING:
        return closed
    return closed + Words(
        sv=" Det som saknas ska fortfarande lämnas in.", en=" What is missing is still to be handed in."
    )
