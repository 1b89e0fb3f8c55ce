"""The second judge's permits: every stretch of every permit, as the facts recorded so far lay them out."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.days import ONE, begins
from tests.oracle.view import View

FOREVER = datetime(9999, 12, 30, tzinfo=UTC)


def holds_from(change: Event) -> datetime:
    """A change holds from the later of when it happened and its own first day."""
    return max(change.occurred, begins(change.fact.valid_from))


def versions(view: View) -> list[dict[str, Any]]:
    """Every stretch of every permit, the first registered permit first."""
    if view.permits is not None:
        return view.permits
    found: list[dict[str, Any]] = []
    for first in view.facts("PermitRegistered"):
        recorded = [(begins(first.fact.valid_from), first)]
        for change in view.facts("PermitChanged", first.subject):
            # The one recorded last prevails from its own beginning on: what was to begin then or later never does.
            from_then = holds_from(change)
            recorded = [each for each in recorded if each[1] is first or each[0] < from_then] + [(from_then, change)]
        ended = view.facts("PermitEnded", first.subject)
        for number, (begin, event) in enumerate(recorded):
            fact = event.fact
            stops = [(begins(fact.valid_to + ONE) if fact.valid_to else FOREVER, 0, event)]
            if number + 1 < len(recorded):
                stops.append((recorded[number + 1][0], 1, recorded[number + 1][1]))
            stops += [(begins(each.fact.at), 1, each) for each in ended]
            end, _by, by = min(stops, key=lambda each: each[:2])
            if begin < end:
                found.append(
                    {"permit": first.subject, "begin": begin, "end": end, "fact": fact, "by": event, "ended_by": by,
                     "ran_out": by is event, "place": (fact.orgnr, str(fact.form), fact.unit), "registered": first}
                )  # fmt: skip
    view.permits = found
    return found


def exemptions(view: View, place: tuple[str, str, UUID]) -> list[dict[str, Any]]:
    """Every stretch in which the form is decided not to be permit-bound there, and the permit that ended it."""
    found = []
    for recorded in view.facts("NotPermitBound"):
        if (recorded.fact.orgnr, str(recorded.fact.form), recorded.fact.unit) != place:
            continue
        begin, end, by = begins(recorded.fact.on), FOREVER, None
        for terms in versions(view):
            first = terms["registered"]
            later = (first.received, first.position) > (recorded.received, recorded.position)
            if terms["place"] == place and later and terms["end"] > begin:
                until = max(terms["begin"], first.received)
                if by is None or (until, first.received, first.id) < (end, by.received, by.id):
                    end, by = until, first
        if begin < end:
            found.append({"begin": begin, "end": end, "by": by})
    return found


def agreements(view: View) -> list[dict[str, Any]]:
    """Every contract with the stretch it is in force."""
    found = []
    for contract in view.facts("ContractRegistered"):
        fact = contract.fact
        stops = [(begins(fact.valid_to + ONE) if fact.valid_to else FOREVER, 0, contract)]
        stops += [(begins(each.fact.at), 1, each) for each in view.facts("ContractEnded", contract.subject)]
        end, _by, by = min(stops, key=lambda each: each[:2])
        if begins(fact.valid_from) < end:
            found.append(
                {"board": fact.board, "begin": begins(fact.valid_from), "end": end, "by": contract, "ended_by": by,
                 "ran_out": by is contract}
            )  # fmt: skip
    return found
