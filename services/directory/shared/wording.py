"""What the pages say of permits and contracts on a day, as words and as the kind of state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.codes import AgeBand, ClauseType
from schemas.directory import Clause
from schemas.duties import ClauseNumber, numbers_of
from services.directory.shared.labels import FORMS
from services.directory.shared.state import Contract, Exemption, Permit
from services.runtime.language.dates import day as written_day
from services.runtime.language.words import Words, joined, plain

SOON = timedelta(days=90)
_ENDS = {"13-15": (13, 15), "16-17": (16, 17), "18-20": (18, 20), "21-25": (21, 25), "26+": (26, None)}


@dataclass(frozen=True)
class State:
    """A state in words, with the kind that gives its symbol and colour."""

    kind: str
    words: Words


def ages(bands: Iterable[AgeBand]) -> Words:
    """Write age bands, joined where they meet: "18–25 år"."""
    spans: list[tuple[int, int | None]] = []
    for first, last in sorted(_ENDS[band.value] for band in bands):
        if spans and spans[-1][1] is not None and spans[-1][1] + 1 == first:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    sv = ", ".join(f"{first}–{last} år" if last else f"{first} år och äldre" for first, last in spans)
    en = ", ".join(f"{first}–{last} years" if last else f"{first} years and older" for first, last in spans)
    return Words(sv=sv, en=en)


def places(count: int) -> Words:
    """Write "8 platser"."""
    return Words(
        sv=f"{count} plats" if count == 1 else f"{count} platser",
        en=f"{count} place" if count == 1 else f"{count} places",
    )


def can_receive(permits: Iterable[Permit], exemptions: Iterable[Exemption], day: date) -> list[Words]:
    """Say what a provider may receive on a day: "HVB 18–25 år, 8 platser", and forms that need no permit."""
    said = [
        FORMS[permit.form] + plain(" ") + ages(permit.age_bands) + plain(", ") + places(permit.maximum)
        for permit in permits
        if permit.in_force(day) and permit.maximum > 0
    ]
    free = dict.fromkeys(exemption.form for exemption in exemptions if exemption.on <= day)
    return said + [FORMS[form] + Words(sv=", tillstånd behövs inte", en=", no permit needed") for form in free]


def state_of(entity: Permit | Contract, day: date) -> State:
    """Say how a permit or contract stands on a day: in force, ending within 90 days, not begun, or over."""
    over = entity.ended_at or (entity.valid_to + timedelta(days=1) if entity.valid_to else None)
    if day < entity.valid_from:
        return State("plain", Words(sv="Har inte börjat gälla", en="Not yet in force"))
    if over is not None and over <= day:
        return State("nothing", Words(sv="Upphörde {day}", en="Ended {day}").fill(day=_day(over)))
    if over is not None and over - day <= SOON:
        return State("soon", Words(sv="Går ut om {n}", en="Ends in {n}").fill(n=_days((over - day).days)))
    return State("met", Words(sv="Gäller", en="In force"))


def validity(entity: Permit | Contract, day: date) -> Words:
    """Write the days in force with the distance to the last: "till och med 30 april 2028 (om 525 dagar)"."""
    last = (entity.ended_at - timedelta(days=1)) if entity.ended_at else entity.valid_to
    if last is None:
        return Words(sv="tills vidare", en="until further notice")
    left = (last - day).days
    far = (
        Words(sv="om {n}", en="in {n}").fill(n=_days(left))
        if left > 0
        else Words(sv="i dag", en="today")
        if left == 0
        else Words(sv="för {n} sedan", en="{n} ago").fill(n=_days(-left))
    )
    return Words(sv="till och med {day} ({far})", en="until {day} ({far})").fill(day=_day(last), far=far)


def parameters(clause: Clause) -> Words:
    """Write every number that a clause is counted by: its own, and the rule's where it sets none."""
    known = numbers_of(clause.type)
    said = [
        _said(each.name, clause.parameters[each.name], known)
        for each in known.values()
        if each.name in clause.parameters
    ]
    said += [
        _said(each.name, each.default, known) + Words(sv=" (regelns grundvärde)", en=" (the rule's default)")
        for each in known.values()
        if each.name not in clause.parameters and each.default is not None
    ]
    said += [
        _said(name, number, known)
        + Words(sv=" (gäller inte: regeln har inget sådant tal)", en=" (not in force: no such number)")
        for name, number in clause.parameters.items()
        if name not in known
    ]
    return joined(said) if said else plain("–")


def _said(name: str, number: int, known: Mapping[str, ClauseNumber]) -> Words:
    """Say a number as its rule says it, or as another does that has one of that name."""
    others = (numbers_of(kind) for kind in ClauseType)
    for numbers in (known, *others):
        if name in numbers:
            return Words(sv=numbers[name].said["sv"], en=numbers[name].said["en"]).fill(n=number)
    return plain(f"{name} = {number}")


def _day(day: date) -> Words:
    return Words(sv=written_day(day, "sv"), en=written_day(day, "en"))


def _days(count: int) -> Words:
    return Words(
        sv=f"{count} dag" if count == 1 else f"{count} dagar", en=f"{count} day" if count == 1 else f"{count} days"
    )
