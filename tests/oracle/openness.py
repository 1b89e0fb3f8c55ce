"""The second judge's T01, T02 and T08: what is owed of openness, by clauses, by answers and by accounts."""

from datetime import date
from typing import TYPE_CHECKING

from tests.oracle.days import EARLY, MINUTE, ONE, begins, civil, ends, months, working_days

if TYPE_CHECKING:
    from tests.oracle.duties import Duties


def clauses(duties: "Duties") -> None:
    for contract in duties.view.facts("ContractRegistered"):
        fact, day = contract.fact, max(contract.fact.valid_from, civil(contract.received))
        if not duties.view.in_force(contract, day) or fact.audited_from > day:
            continue
        due = begins(day + ONE)
        if contract.teller != fact.board:
            due = max(due, working_days(contract.received, 2))
        both = []
        for kind in ("INSIGHT", "FOLLOW_UP"):
            recorded = [contract] if any(clause.type == kind for clause in fact.clauses) else []
            recorded += [
                e for e in duties.view.facts("ClauseRegistered", contract.subject) if e.fact.clause.type == kind
            ]
            both.append(min(recorded, key=lambda event: event.arrived, default=None))
        known = [event for event in both if event is not None]
        best = [max(known, key=lambda event: event.arrived)] if len(known) == 2 else []
        duties.add(
            "T01", contract.subject, "", contract, due, holder=fact.board, contract=contract, day=day,
            severity="high", subs=[(event.arrived, event) for event in best], board=fact.board,
        )  # fmt: skip


def requests(duties: "Duties") -> None:
    provider, seen = duties.registered(), set()
    for asked in duties.view.facts("InformationRequested"):
        request = asked.fact.request
        if request in seen or civil(asked.occurred) < max(provider.fact.audited_from if provider else EARLY, EARLY):
            continue
        seen.add(request)
        answers = [(e.arrived, e) for e in duties.view.facts("InformationAnswered") if e.fact.request == request]
        due = duties.of_provider(asked, asked.occurred, lambda at: working_days(at, 10))
        duties.add("T02", duties.provider, str(request), asked, due, subs=answers, severity="medium")


def accounts(duties: "Duties") -> None:
    provider = duties.registered()
    if provider is None or provider.fact.legal_form not in ("AB", "EK_FOR"):
        return
    month, day = (int(part) for part in provider.fact.fiscal_year_end.split("-"))
    for year in range(provider.received.year - 1, duties.now.year + 1):
        last = date(year, month, min(day, 28)) if month == 2 else date(year, month, day)
        ended = begins(last + ONE)
        if not provider.received < ended or ended + MINUTE > duties.now or last < provider.fact.audited_from:
            continue
        audited = [
            each
            for each in duties.view.facts("ContractRegistered")
            if each.received < ended and duties.view.in_force(each, last) and each.fact.audited_from <= last
        ]
        if not audited:
            continue
        recorded = [
            e for e in duties.view.facts("AccountsDisclosed") if e.fact.fiscal_year == year and e.fact.ownership
        ]
        duties.add(
            "T08", duties.provider, str(year), None, ends(months(last, 7)), opened=ended, contract=audited[0], day=last,
            began=(provider.id,), subs=[(event.arrived, event) for event in recorded], severity="medium",
        )  # fmt: skip
