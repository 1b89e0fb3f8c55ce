"""Ny förfrågan: what each part accepts, and the whole of it as one checked inquiry."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from services.referral.cases.identity import age_band
from services.referral.referrals import inquiry_fields as fields
from services.referral.referrals.inquiry_parts import READ, Parts, Values
from services.referral.shared.commands import Send
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.typed_day import day_or_none
from services.runtime.language.words import Words


class Inquiry(BaseModel):
    """What a draft asks of which unit, once all of its parts are done; its texts stay in the sealed parts."""

    model_config = ConfigDict(frozen=True)

    provider: UUID
    unit: UUID
    form: ServiceForm
    target_group: TargetGroup
    tier: Tier
    threat_assessed_on: date | None
    start_on: date

    def command(self, born: date) -> Send | None:
        """Give the command that sends it, for a person born on a day; None when nobody of that age can be placed."""
        band = age_band(born, self.start_on)
        return Send(age_band=band, **dict(self)) if band else None


class Unfinished(list[str]):
    """The names of the parts that are not done, in the order of the inquiry."""


@dataclass(frozen=True)
class PartState:
    """How far a part is: done, begun or not; and what is wrong in it."""

    name: str
    done: bool
    begun: bool
    errors: dict[str, Words]


def check_part(name: str, raw: Raw, today: date, person: str = "") -> Errors:
    """Give what is wrong in one part by field; `person` is the person's name, which no text may hold."""
    form = Reader(raw, today, person)
    READ[name](form)
    return form.errors


def part_states(parts: Parts, today: date, person: str = "") -> list[PartState]:
    """Say of each part how far it is."""
    states = []
    for part in fields.PARTS:
        raw = parts.get(part.name, {})
        errors = check_part(part.name, raw, today, person)
        states.append(PartState(part.name, not errors, any(bool(value) for value in raw.values()), errors))
    return states


def parse_inquiry(parts: Parts, today: date, person: str = "") -> Inquiry | Unfinished:
    """Read all parts into what the provider is asked, or into the names of those that are not done."""
    values: Values = {}
    unfinished = Unfinished()
    for part in fields.PARTS:
        form = Reader(parts.get(part.name, {}), today, person)
        values |= READ[part.name](form) or {}
        if form.errors:
            unfinished.append(part.name)
    return unfinished or Inquiry.model_validate(values)


def wished_band(parts: Parts, born: date) -> AgeBand | None:
    """Compute the age band on the wished start day; None when that day is not given, or the person is under 13."""
    typed = parts.get("decision", {}).get("start_on", "")
    start = day_or_none(typed) if isinstance(typed, str) else None
    return age_band(born, start) if start else None
