"""Ny förfrågan, part by part: what each accepts, and what it gives of the whole inquiry."""

from collections.abc import Callable, Mapping
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from schemas.codes import ServiceForm, TargetGroup, Tier
from schemas.referral import ThreatAssessed
from services.referral.cases.consent_form import read_consent
from services.referral.referrals import inquiry_fields as fields
from services.runtime.forms.reader import Raw, Reader
from services.runtime.language.duties import duty_fulfilled_by
from services.runtime.language.words import Words

THREAT_DAYS = duty_fulfilled_by(ThreatAssessed).rule.numbers["start_days"]


NEED_LENGTH = 50


MOST_MONTHS = 36


Parts = Mapping[str, Raw]


Values = dict[str, object]
"""What a part gives of the whole inquiry, by the inquiry's field."""


class Goal(BaseModel):
    """What shall be reached, in which area, and how it shows."""

    model_config = ConfigDict(frozen=True)

    area: str
    goal: str
    seen: str


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


def _eligibility(form: Reader) -> Values:
    form.choice(
        "definition",
        fields.DEFINITIONS,
        _words("Välj vilken definition bedömningen bygger på.", "Choose the definition that the assessment builds on."),
    )
    outcome = form.choice("outcome", fields.OUTCOMES, _words("Välj bedömningens utfall.", "Choose the outcome."))
    if outcome and outcome not in fields.ELIGIBLE:
        form.wrong(
            "outcome",
            "Personen omfattas inte enligt bedömningen. Förfrågan kan inte skickas.",
            "The person is not eligible by the assessment. The referral cannot be sent.",
        )
    form.past_day("assessed_on", _words("Ange vilken dag bedömningen gjordes.", "Say on which day it was assessed."))
    groups = [(group.value, _words("", "")) for group in TargetGroup]
    group = form.choice("target_group", groups, _words("Välj målgrupp.", "Choose the target group."))
    return {"target_group": group}


def _consent(form: Reader) -> None:
    read_consent(form)


def _decision(form: Reader) -> Values:
    form.choice("legal_basis", fields.LEGAL_BASES, _words("Välj lagrum.", "Choose the legal basis."))
    forms = [(code.value, _words("", "")) for code in ServiceForm]
    service = form.choice("form", forms, _words("Välj insats.", "Choose the intervention."))
    form.text("decision_number", _words("Ange beslutets nummer.", "Give the number of the decision."))
    start = form.day("start_on", _words("Ange önskad start.", "Give the wished start."))
    if start is not None and start < form.today:
        form.wrong(
            "start_on", "Startdagen har passerat. Ange en kommande dag.", "The start day has passed. Give a coming day."
        )
    form.integer("months", 1, MOST_MONTHS, _words("Ange 1 till 36 månader.", "Give 1 to 36 months."))
    tiers = [(code.value, _words("", "")) for code in Tier]
    tier = form.choice("tier", tiers, _words("Välj hur bråttom det är.", "Choose how urgent it is."))
    return {"form": service, "tier": tier, "start_on": start}


def _needs(form: Reader) -> None:
    if not form.many("areas", fields.AREAS):
        form.wrong("areas", "Välj minst ett område.", "Choose at least one area.")
    form.text("description", _words("Beskriv behovet med minst 50 tecken.",
                                    "Describe the need in at least 50 characters."), NEED_LENGTH)  # fmt: skip


def _safety(form: Reader) -> Values:
    form.text(
        "threat_reference",
        _words("Ange hotbedömningens diarienummer.", "Give the register number of the threat assessment."),
    )
    assessed = form.past_day(
        "threat_assessed_on", _words("Ange vilken dag hotet bedömdes.", "Say on which day the threat was assessed.")
    )
    if assessed is not None and (age := (form.today - assessed).days) > THREAT_DAYS:
        form.wrong("threat_assessed_on", f"Bedömningen är {age} dagar gammal, gränsen är {THREAT_DAYS}. Begär en ny.",
                   f"The assessment is {age} days old, the limit is {THREAT_DAYS}. Ask for a new one.")  # fmt: skip
    return {"threat_assessed_on": assessed}


def _goals(form: Reader) -> None:
    if not read_goals(form):
        form.wrong("goal_1", "Ange minst ett mål.", "Give at least one goal.")


def read_goals(form: Reader) -> list[Goal]:
    """Read up to six goals; a goal needs its area, its text and how it shows."""
    goals = []
    for number in range(1, fields.MOST_GOALS + 1):
        area = form.one(f"area_{number}")
        goal = form.text(f"goal_{number}")
        seen = form.text(f"seen_{number}")
        if not (area or goal or seen):
            continue
        if area not in {code for code, _ in fields.AREAS}:
            form.wrong(f"area_{number}", f"Välj område för mål {number}.", f"Choose the area of goal {number}.")
        if not goal:
            form.wrong(f"goal_{number}", f"Skriv mål {number}.", f"Write goal {number}.")
        if not seen:
            form.wrong(f"seen_{number}", f"Skriv hur mål {number} syns.", f"Write how goal {number} shows.")
        goals.append(Goal(area=area, goal=goal, seen=seen))
    return goals


def _provider(form: Reader) -> Values:
    chosen = provider_choice(form.one("choice"))
    if chosen is None:
        form.wrong("choice", "Välj en utförare.", "Choose a provider.")
        return {}
    return {"provider": chosen[0], "unit": chosen[1]}


def _contact(form: Reader) -> None:
    form.text("function", _words("Ange en funktion.", "Give a function."))
    form.text(
        "phone",
        _words("Ange ett telefonnummer till funktionen.", "Give the function's telephone number."),
        unscanned="the board's own telephone, by which the provider reaches a function",
    )
    form.text("deputy", _words("Ange en ersättare.", "Give a deputy."))  # fmt: skip


READ: dict[str, Callable[[Reader], Values | None]] = {
    "eligibility": _eligibility,
    "consent": _consent,
    "decision": _decision,
    "needs": _needs,
    "safety": _safety,
    "goals": _goals,
    "provider": _provider,
    "contact": _contact,
}


def provider_choice(typed: str) -> tuple[UUID, UUID] | None:
    """Read "provider:unit" as two ids; None when it is not."""
    provider, _, unit = typed.partition(":")
    try:
        return UUID(provider), UUID(unit)
    except ValueError:
        return None
