"""The forms about permits: what was typed, read into acts of the register, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.codes import AgeBand, LegalForm, ServiceForm, TargetGroup
from schemas.reasons import ErrorReason, PermitEndReason
from services.directory.register.facts import end_of
from services.directory.shared import commands as acts
from services.directory.shared.labels import AGES, END_REASONS, FORMS, GROUPS, LEGAL_FORMS
from services.directory.shared.register import Register
from services.directory.shared.state import Permit, Provider
from services.runtime.forms.reader import Reader
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words

FORM_CHOICES = {code.value: words for code, words in FORMS.items()}
AGE_CHOICES = {code.value: words for code, words in AGES.items()}
GROUP_CHOICES = {code.value: words for code, words in GROUPS.items()}
LEGAL_CHOICES = {code.value: words for code, words in LEGAL_FORMS.items()}
END_CHOICES = {code.value: words for code, words in END_REASONS.items()}
FIELDS = {"at": "ends", "on": "on", "fact": "reason", "id": ""}
"""The form's field for what a refusal speaks of, where the two are not called the same."""
Acts = list[acts.RegisterCommand]


@dataclass(frozen=True)
class PermitTerms:
    """What a permit lets a unit do, and from when until when."""

    form: ServiceForm
    age_bands: tuple[AgeBand, ...]
    target_groups: tuple[TargetGroup, ...]
    maximum: int
    valid_from: date
    valid_to: date | None


def typed_of(permit: Permit) -> dict[str, str | list[str]]:
    """Give the form as the permit fills it in."""
    return {
        "form": permit.form.value,
        "age_bands": [band.value for band in permit.age_bands],
        "target_groups": [group.value for group in permit.target_groups],
        "maximum": str(permit.maximum),
        "valid_from": permit.valid_from.isoformat(),
        "valid_to": permit.valid_to.isoformat() if permit.valid_to else "",
    }


def changed(register: Register, permit: Permit, typed: Reader) -> Acts:
    """Read other terms for a permit; an end on file was then entered in error. Nothing when something is wrong."""
    terms = _terms(typed)
    if terms is None:
        return []
    end = end_of(register, permit.id)
    undo: Acts = [acts.RetractFact(end.id, ErrorReason.WRONG_CONTENT, new_id())] if end else []
    change = acts.ChangePermit(permit.id, **vars(terms))
    same = all(getattr(permit, name) == getattr(change, name) for name in typed_of(permit))
    return undo if same and undo else [*undo, change]


def new(provider: UUID, unit: UUID, typed: Reader) -> Acts:
    """Read a new permit of a unit."""
    terms = _terms(typed)
    number = typed.one("number")
    if not number:
        typed.fault("number", Words(sv="Skriv beteckningen.", en="Write the reference."))
    if terms is None or not number:
        return []
    return [acts.RegisterPermit(provider, unit, **vars(terms), number=number, id=new_id())]


def ended(permit: Permit, typed: Reader) -> Acts:
    """Read the end of a permit."""
    at = typed.day("ends", Words(sv="Ange första dagen det inte gäller.", en="Give the first day it is not in force."))
    reason = typed.choice("why", END_CHOICES, Words(sv="Välj varför.", en="Choose why."))
    return [acts.EndPermit(permit.id, at, PermitEndReason(reason))] if at is not None and reason else []


def not_bound(provider: UUID, unit: UUID, person: UUID, typed: Reader) -> Acts:
    """Read the decision that a form at a unit needs no permit."""
    form = typed.choice("free_form", FORM_CHOICES, Words(sv="Välj insats.", en="Choose a form of service."))
    on = typed.day("on", Words(sv="Ange från vilken dag.", en="Give the day it holds from."))
    if not form or on is None:
        return []
    return [acts.RecordNotPermitBound(provider, unit, ServiceForm(form), person, on, id=new_id())]


def _terms(typed: Reader) -> PermitTerms | None:
    form = typed.choice("form", FORM_CHOICES, Words(sv="Välj insats.", en="Choose a form of service."))
    bands = _several(typed, "age_bands", AGE_CHOICES, Words(sv="Välj minst en åldersgrupp.", en="Choose an age band."))
    groups = _several(
        typed, "target_groups", GROUP_CHOICES, Words(sv="Välj minst en målgrupp.", en="Choose a target group.")
    )
    maximum = typed.one("maximum")
    if not maximum.isdecimal() or len(maximum) > len("500"):
        typed.fault("maximum", Words(sv="Skriv ett heltal, till exempel 8.", en="Write a whole number, such as 8."))
    first = typed.day("valid_from", Words(sv="Ange första dagen.", en="Give the first day."))
    last = typed.day("valid_to")
    if typed.errors or first is None:
        return None
    return PermitTerms(
        ServiceForm(form),
        tuple(AgeBand(band) for band in bands),
        tuple(TargetGroup(group) for group in groups),
        int(maximum),
        first,
        last,
    )


def _several(typed: Reader, name: str, known: Mapping[str, object], missing: Words) -> list[str]:
    chosen = typed.many(name, known)
    if not chosen:
        typed.fault(name, missing)
    return chosen


def corrected(provider: Provider, typed: Reader) -> Acts:
    """Read how a provider should have been entered."""
    name = typed.one("name")
    if not name:
        typed.fault("name", Words(sv="Skriv namnet.", en="Write the name."))
    form = typed.choice("legal_form", LEGAL_CHOICES, Words(sv="Välj bolagsform.", en="Choose a legal form."))
    if typed.errors:
        return []
    return [acts.CorrectProvider(provider.id, name, LegalForm(form), typed.one("fiscal_year_end"))]
