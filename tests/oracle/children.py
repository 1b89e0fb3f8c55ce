"""The second judge's P01: the register extracts of those who work where children live."""

from typing import TYPE_CHECKING

from schemas.envelope import Event
from tests.oracle.days import EARLY, civil, months, working_days
from tests.oracle.permits import versions

if TYPE_CHECKING:
    from datetime import date, datetime

    from tests.oracle.duties import Duties

CHILDREN = {"13-15", "16-17"}


def shifts(duties: "Duties") -> None:
    registered = duties.registered()
    for engaged in duties.view.facts("StaffEngaged"):
        fact, shift = engaged.fact, engaged.fact.first_shift
        day = civil(shift)
        before = fact.engaged_before_until
        if day < max(registered.fact.audited_from if registered else EARLY, EARLY):
            continue
        if (before is not None and months(before, 6) >= day) or not receives_children(duties, engaged):
            continue
        seen = [e for e in duties.view.facts("ExtractsSeen") if e.fact.staff == fact.staff and e.fact.unit == fact.unit]
        good = [(event.arrived, event) for event in seen if whole(event, shift, day)]
        due = working_days(shift, 5)
        if engaged.teller != duties.provider:
            due = max(working_days(max(shift, engaged.received), 5), working_days(engaged.received, 2))
        duties.add(
            "P01", fact.staff, str(engaged.id), engaged, due, subs=good, severity="high", shift=shift, seen=bool(seen)
        )


def whole(event: Event, shift: "datetime", day: "date") -> bool:
    both = (event.fact.criminal_record_on, event.fact.suspicion_record_on)
    return event.fact.seen_at < shift and all(issued is not None and months(issued, 6) >= day for issued in both)


def receives_children(duties: "Duties", engaged: Event) -> bool:
    """Whether a permit of the unit with ages under 18 is in force at the shift."""
    shift = engaged.fact.first_shift
    return any(
        terms["fact"].unit == engaged.fact.unit
        and CHILDREN & {str(band) for band in terms["fact"].age_bands}
        and terms["begin"] <= shift < terms["end"]
        for terms in versions(duties.view)
    )
