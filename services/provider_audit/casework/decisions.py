"""What people do with a finding: reply, complete, confirm, dismiss, close; pure decisions beside the judgement."""

from dataclasses import replace
from datetime import datetime
from typing import TypedDict, assert_never
from uuid import UUID

from schemas.fact import Fact
from schemas.findings import Party, Severity, Standing
from schemas.new_event import NewEvent
from schemas.provider_audit import (
    FindingClosed,
    FindingCompletionRequested,
    FindingConfirmed,
    FindingDismissed,
    FindingReplied,
)
from services.provider_audit.calendar import DAY, first_instant, working_days
from services.provider_audit.casework.acts import Act, Close, Confirm, Dismiss, Reply, RequestCompletion, Stand
from services.provider_audit.casework.checks import wrong_with
from services.provider_audit.casework.state import MOVES, CaseworkItem, may_confirm, supervisor_from
from services.provider_audit.judge.output import REPLY_WORKING_DAYS
from services.runtime.errors import Refused
from services.runtime.language.words import Words

FEWEST_WORKING_DAYS, MOST_WORKING_DAYS = 2, 40
"""A completed reply is asked for no sooner and no later than so many working days ahead."""


def decide(item: CaseworkItem, act: Act, now: datetime) -> tuple[CaseworkItem, list[NewEvent]]:
    """Take an act on a finding at an instant. Raises Refused with what to do instead."""
    _check_state(item, act)
    if isinstance(act, Reply) and act.side not in item.owes:
        raise _not_owed()
    wrong = wrong_with(act)
    if wrong:
        field, words = next(iter(wrong.items()))
        raise Refused(
            "act-incomplete", words, Words(sv="Rätta och skicka igen.", en="Correct it and send again."), field
        )
    match act:
        case Reply():
            return _reply(item, act, now)
        case RequestCompletion():
            return _request(item, act, now)
        case Confirm():
            return _confirm(item, act, now)
        case Dismiss():
            reason = act.reason.value if act.reason else ""
            return _moved(item, act, now, FindingDismissed(**_about(item), reason=reason))
        case Close():
            return _moved(item, act, now, FindingClosed(**_about(item), closed_on=act.on))
    assert_never(act)


def _check_state(item: CaseworkItem, act: Act) -> None:
    if item.standing is Standing.WITHDRAWN:
        raise Refused(
            "finding-withdrawn",
            Words(sv="Bristen är återtagen.", en="The finding has been withdrawn."),
            Words(sv="Du behöver inte göra något mer.", en="There is nothing more for you to do."),
        )
    if type(act) not in MOVES[item.casework]:
        raise Refused(
            "finding-state",
            Words(sv="Bristen har ett läge där det inte går.", en="The state of the finding does not allow this."),
            Words(
                sv="Läs vad som har hänt under Historik och välj något av det som visas.",
                en="Read what has happened under History and choose one of the acts shown.",
            ),
        )


def _not_owed() -> Refused:
    return Refused(
        "reply-not-owed",
        Words(sv="Det är inte ni som ska svara på bristen.", en="It is not for you to answer this finding."),
        Words(sv="Den som har åtagandet svarar.", en="The one who owes the duty answers."),
    )


def _reply(item: CaseworkItem, act: Reply, now: datetime) -> tuple[CaseworkItem, list[NewEvent]]:
    stand = act.stand or Stand.AGREE
    fact = FindingReplied(**_about(item), stand=stand.value, ground=act.ground.value if act.ground else None)
    return _moved(replace(item, replied=item.replied | {act.side}), act, now, fact)


def completion_days(now: datetime) -> tuple[datetime, datetime, datetime]:
    """Give by when a completed reply can be asked for at an instant: at the earliest, usually, at the latest; exclusive ends."""
    earliest, usual, latest = (
        working_days(now, number) for number in (FEWEST_WORKING_DAYS, REPLY_WORKING_DAYS, MOST_WORKING_DAYS)
    )
    return earliest, usual, latest


def _request(item: CaseworkItem, act: RequestCompletion, now: datetime) -> tuple[CaseworkItem, list[NewEvent]]:
    """Ask for more: the time for it is never shorter than the time for the first reply still is."""
    earliest, due, latest = completion_days(now)
    if act.reply_on is not None:
        due = first_instant(act.reply_on + DAY)
        if not earliest <= due <= latest:
            raise Refused(
                "completion-day",
                Words(
                    sv=f"Svarsdagen ska ligga {FEWEST_WORKING_DAYS} till {MOST_WORKING_DAYS} arbetsdagar fram.",
                    en=f"The day to reply by must lie {FEWEST_WORKING_DAYS} to {MOST_WORKING_DAYS} working days ahead.",
                ),
                Words(
                    sv=f"Välj en annan dag, eller lämna tomt för {REPLY_WORKING_DAYS} arbetsdagar.",
                    en=f"Choose another day, or leave it empty for {REPLY_WORKING_DAYS} working days.",
                ),
                "reply_on",
            )
    due = max(due, item.reply_due)
    fact = FindingCompletionRequested(**_about(item), reply_due=due)
    return _moved(replace(item, replied=frozenset(), reply_due=due), act, now, fact)


def _confirm(item: CaseworkItem, act: Confirm, now: datetime) -> tuple[CaseworkItem, list[NewEvent]]:
    if not may_confirm(item, now):
        raise Refused(
            "confirm-before-reply",
            Words(
                sv="Den som har åtagandet har inte svarat än, och svarstiden löper.",
                en="The side that owes the duty has not replied yet, and its time to reply is running.",
            ),
            Words(
                sv="Vänta på svaret eller tills svarstiden är ute. Du kan avskriva bristen redan nu.",
                en="Wait for the reply or until the time to reply has run out. You can dismiss the finding already now.",
            ),
            "decision",
        )
    return _moved(item, act, now, FindingConfirmed(**_about(item)))


def _moved(item: CaseworkItem, act: Act, now: datetime, fact: Fact) -> tuple[CaseworkItem, list[NewEvent]]:
    to = MOVES[item.casework][type(act)]
    seen = item.supervisor_from
    if seen is None or seen > now:
        seen = supervisor_from(item, to, now)
    return replace(item, casework=to, supervisor_from=seen), [NewEvent(subject=item.finding, occurred=now, fact=fact)]


class _About(TypedDict):
    rule: str
    owes: tuple[Party, ...]
    provider: UUID
    boards: tuple[UUID, ...]
    severity: Severity


def _about(item: CaseworkItem) -> _About:
    return {
        "rule": item.rule,
        "owes": item.owes,
        "provider": item.provider,
        "boards": item.boards,
        "severity": item.severity,
    }
