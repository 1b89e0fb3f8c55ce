"""Contracts that end: notices 180, 90 and 30 days before the last day, as long as anybody is placed under them."""

from datetime import date, datetime, time, timedelta

from schemas import directory
from schemas.codes import Origin, Role
from schemas.envelope import Event
from services.notify.domain import times
from services.notify.domain.notice import Notice, Plan, at_board
from services.notify.domain.planning.making import closing, notice_to, silent, subject
from services.notify.domain.terms import Terms
from services.runtime.language.duties import rule_warned_by
from services.runtime.language.identifiers import derived

BEFORE_DAYS = (180, 90, 30)
CONDITION = "contract_ends"
_WHO = (Role.CONTROLLER, Role.UNIT_MANAGER)


def registered(event: Event, fact: directory.ContractRegistered, _terms: Terms) -> Plan:
    """Plan the notices before the last day in force, if there is one."""
    return Plan(_notices(event, fact, fact.valid_to)) if fact.valid_to else Plan()


def ended(event: Event, fact: directory.ContractEnded, _terms: Terms) -> Plan:
    """Plan them anew from the earlier last day; the ones from before wait no more."""
    old = closing(event, "ended_first", conditions=frozenset({CONDITION}))
    return Plan(_notices(event, fact, fact.at - timedelta(days=1)), [old])


def _notices(event: Event, fact: directory.ContractRegistered | directory.ContractEnded, last: date) -> list[Notice]:
    """Give a notice for each day before the end that is still ahead, and at once the latest that is past."""
    over = datetime.combine(last + timedelta(days=1), time(0), times.STOCKHOLM)
    if over <= event.received:
        return []
    at = {days: datetime.combine(last - timedelta(days=days), times.REMIND_AT, times.STOCKHOLM) for days in BEFORE_DAYS}
    passed = [days for days in BEFORE_DAYS if at[days] <= event.received]
    chosen = [days for days in BEFORE_DAYS if days not in passed[:-1]]
    return [
        notice_to(
            event,
            CONDITION,
            at_board(fact.board, role),
            subject(
                event,
                about=derived("contract ends", event.subject, last.isoformat(), days),
                entity=event.subject,
                rule=rule_warned_by(directory.ContractEnded),
                due=over,
                seen_by=(fact.board,),
            ),
            send_at=max(at[days], event.received),
            waits=True,
            wait_until=over,
            silent=_silent(event, at[days]),
        )
        for days in chosen
        for role in _WHO
    ]


def _silent(event: Event, send_at: datetime) -> str:
    """An import mails nobody; what it made known is mailed of when its own day comes. A demonstration never mails."""
    return silent(event) if event.origin is not Origin.IMPORT or send_at <= event.received else ""
