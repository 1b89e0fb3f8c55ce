"""The second judge's permits: every stretch of every permit, as the facts told so far lay them out."""

from datetime import UTC, datetime
from typing import Any

from tests.oracle.days import ONE, begins
from tests.oracle.heard import View

FOREVER = datetime(9999, 12, 30, tzinfo=UTC)


def versions(view: View) -> list[dict[str, Any]]:
    """Every stretch of every permit, the first registered permit first."""
    if view.permits is not None:
        return view.permits
    found: list[dict[str, Any]] = []
    for first in view.told("PermitRegistered"):
        told = [first]
        for change in view.told("PermitChanged", first.subject):
            told = [each for each in told if each is first or each.occurred < change.occurred] + [change]
        ended = view.told("PermitEnded", first.subject)
        for number, event in enumerate(told):
            fact = event.fact
            begin = begins(fact.valid_from) if event is first else max(begins(fact.valid_from), event.occurred)
            out = begins(fact.valid_to + ONE) if fact.valid_to else FOREVER
            stops = [(out, 0, event)]
            if number + 1 < len(told):
                stops.append((told[number + 1].occurred, 1, told[number + 1]))
            stops += [(begins(each.fact.at), 1, each) for each in ended]
            end, _by, by = min(stops, key=lambda each: each[:2])
            if begin < end:
                found.append(
                    {"permit": first.subject, "begin": begin, "end": end, "fact": fact, "by": event, "ended_by": by,
                     "ran_out": by is event, "place": (fact.orgnr, str(fact.form), fact.unit)}
                )  # fmt: skip
    view.permits = found
    return found


def agreements(view: View) -> list[dict[str, Any]]:
    """Every contract with the stretch it is in force."""
    found = []
    for contract in view.told("ContractRegistered"):
        fact = contract.fact
        stops = [(begins(fact.valid_to + ONE) if fact.valid_to else FOREVER, 0, contract)]
        stops += [(begins(each.fact.at), 1, each) for each in view.told("ContractEnded", contract.subject)]
        end, _by, by = min(stops, key=lambda each: each[:2])
        if begins(fact.valid_from) < end:
            found.append(
                {"board": fact.board, "begin": begins(fact.valid_from), "end": end, "by": contract, "ended_by": by,
                 "ran_out": by is contract}
            )  # fmt: skip
    return found
