"""A fact that no log may hold, as a refusal to whoever recorded it: the field by its name for people, and what to do."""

from collections.abc import Iterable, Iterator
from enum import Enum

from schemas.checks import Fault, faults_of
from schemas.fact import Fact
from schemas.new_event import NewEvent
from services.runtime.errors import Refused
from services.runtime.language.words import Words, plain
from services.runtime.scan.scanner import scan
from services.runtime.telemetry import Logger

FIELDS = {
    "aware_at": Words(sv="när ni fick veta", en="when you became aware"),
    "at": Words(sv="dagen", en="the day"),
    "assessed_on": Words(sv="bedömningens dag", en="the day of the assessment"),
    "attempt": Words(sv="försöket", en="the attempt"),
    "audited_from": Words(sv="uppföljs från", en="audited from"),
    "clauses": Words(sv="avtalsvillkoret", en="the clause"),
    "closed_on": Words(sv="avslutad den", en="closed on"),
    "criminal_record_on": Words(sv="belastningsregistrets dag", en="the day of the criminal record extract"),
    "ended_at": Words(sv="när insatsen avslutades", en="when the placement ended"),
    "engaged_before_until": Words(sv="tidigare anställd till", en="engaged before until"),
    "first_shift": Words(sv="första arbetspasset", en="the first shift"),
    "fiscal_year": Words(sv="räkenskapsåret", en="the fiscal year"),
    "from_at": Words(sv="från när", en="from when"),
    "maximum": Words(sv="antal platser", en="the number of places"),
    "name": Words(sv="namnet", en="the name"),
    "noticed_at": Words(sv="när det upptäcktes", en="when it was noticed"),
    "number": Words(sv="numret", en="the number"),
    "occurred": Words(sv="när det hände", en="when it happened"),
    "on": Words(sv="dagen", en="the day"),
    "parameters": Words(sv="villkorets tal", en="the clause's numbers"),
    "phoned_at": Words(sv="när ni ringde", en="when you phoned"),
    "seen_at": Words(sv="när utdragen sågs", en="when the extracts were seen"),
    "start_on": Words(sv="startdagen", en="the day of the start"),
    "started_at": Words(sv="när insatsen började", en="when the placement began"),
    "suspicion_record_on": Words(sv="misstankeregistrets dag", en="the day of the suspicion record extract"),
    "threat_assessed_on": Words(sv="hotbedömningens dag", en="the day of the threat assessment"),
    "to": Words(sv="rätt dag", en="the right day"),
    "to_at": Words(sv="till när", en="until when"),
    "valid_from": Words(sv="gäller från", en="valid from"),
    "valid_to": Words(sv="gäller till", en="valid to"),
}
"""What people call the fields they fill in; others are shown by the name they have in the fact."""
_STATED_BY_PEOPLE = ("directory", "referral")
NOTHING_SAVED = Words(sv="Inget är sparat.", en="Nothing was saved.")
PUT_RIGHT = Words(sv="Rätta uppgiften och skicka igen.", en="Put it right and send again.")


def refusal(faults: Iterable[Fault]) -> Refused:
    """Make a refusal of a fact's faults, of which there is one at least: each field with what is wrong, then what to do."""
    faults = tuple(faults)
    what = NOTHING_SAVED
    for fault in faults:
        what += Words(sv=" ", en=" ") + _said(fault)
    return Refused(f"unfit_{faults[0].code}", what, PUT_RIGHT, faults[0].field.split(".")[0] or None)


def must_fit(new_event: NewEvent) -> None:
    """Refuse a fact that may not be appended, where it is emitted. Raises Refused."""
    if faults := [*faults_of(new_event.fact, new_event.occurred), *_pointing_out(new_event.fact)]:
        raise refusal(faults)


def _pointing_out(fact: Fact) -> Iterator[Fault]:
    """Find what points somebody out in the texts of a fact that people wrote: no log holds it, whoever forgot to look."""
    if fact.log in _STATED_BY_PEOPLE:
        for field, value in fact:
            if isinstance(value, str) and not isinstance(value, Enum) and (found := scan(value)):
                yield Fault(field, "personal", found.sv, found.en)


def _said(fault: Fault) -> Words:
    said = Words(sv=fault.sv, en=fault.en)
    if not fault.field:
        return said
    names = fault.field.split(".")
    known = next((FIELDS[name] for name in reversed(names) if name in FIELDS), plain(fault.field))
    return known.capital() + plain(": ") + said


def storable(new_events: Iterable[NewEvent], say: Logger) -> list[NewEvent]:
    """Give the facts a service derived by itself that may be appended; one that may not is a fault of ours, and loud.

    Nobody typed it, so nobody can be refused; and for one of them the others must not wait.
    """
    kept = []
    for new_event in new_events:
        faults = faults_of(new_event.fact, new_event.occurred)
        if faults:
            what = {"type": new_event.fact.type, "subject": str(new_event.subject), "field": faults[0].field}
            say.alarm(
                "unfit", "a fact derived here cannot be appended and is left out: a fault of this version", **what
            )
        else:
            kept.append(new_event)
    return kept
