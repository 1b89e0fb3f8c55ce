"""Genomförandeplan and its follow-up: fields and what is accepted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.codes import AgeBand, TargetGroup
from services.referral.referrals.inquiry_fields import goal_fields
from services.referral.referrals.inquiry_parts import Goal, read_goals
from services.referral.shared.commands import ReviewPlan
from services.runtime.forms.field import Field, heading
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.code_words import AGE_BAND_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.words import Words

LEAST = 20


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


ATTEST = Field(
    "attest",
    _words("Uppgifterna stämmer och röjer ingen annan", "The information is right and exposes nobody else"),
    "tick",
)
ATTEST_MISSING = _words("Intyga uppgifterna innan du lämnar rapporten.", "Attest the information before you submit.")
PLAN_FIELDS: tuple[Field, ...] = (
    *goal_fields(),
    heading("how", "Så gör vi", "How we do it"),
    Field("actions", _words("Vad ni gör och när", "What you do and when"), "textarea",
          _words("Minst 20 tecken, utan namn och nummer.", "At least 20 characters, no names or numbers.")),
    Field("followed_up", _words("Så följs planen upp", "How the plan is followed up"), "textarea"),
    Field("follow_up_on", _words("Första uppföljning", "First follow-up"), "date", _words("åååå-mm-dd", "yyyy-mm-dd")),
    Field("others", _words("Andra myndigheters insatser", "Measures of other authorities"), "textarea", optional=True),
    Field("own_view", _words("Personens egen syn", "The person's own view"), "textarea", optional=True),
    Field("own_view_declined", _words("Personen vill inte lämna någon", "The person does not want to give one"), "tick",
          optional=True),
    ATTEST,
)  # fmt: skip
REVIEW_FIELDS: tuple[Field, ...] = (
    Field("on", _words("Uppföljningens dag", "Day of the follow-up"), "date", _words("åååå-mm-dd", "yyyy-mm-dd")),
    Field("age_band", _words("Åldersgrupp nu", "Age band now"), "select",
          choices=tuple((code.value, words) for code, words in AGE_BAND_WORDS.items())),
    Field("target_group", _words("Målgrupp nu", "Target group now"), "select",
          choices=tuple((code.value, words) for code, words in TARGET_GROUP_WORDS.items())),
    Field("note", _words("Vad ni kom fram till", "What you concluded"), "textarea"),
)  # fmt: skip


class Plan(BaseModel):
    """A checked implementation plan. Plans that were kept before a field came are read too: a new one needs a default."""

    model_config = ConfigDict(frozen=True)

    goals: tuple[Goal, ...]
    actions: str
    followed_up: str
    follow_up_on: date
    others: str = ""
    own_view: str = ""
    own_view_declined: bool = False


class Review(BaseModel):
    """A checked follow-up of the plan."""

    model_config = ConfigDict(frozen=True)

    on: date
    age_band: AgeBand
    target_group: TargetGroup
    note: str

    def command(self) -> ReviewPlan:
        """Give the follow-up as a command."""
        return ReviewPlan(self.on, self.age_band, self.target_group)


def own_view(form: Reader) -> tuple[str, bool]:
    """Read the person's own view: a text, or that the person declines; one of them."""
    view, declined = form.text("own_view"), form.ticked("own_view_declined")
    if bool(view) == declined:
        form.wrong("own_view", "Skriv personens syn eller markera att hen avstår.",
                   "Write the person's view or mark that they decline.")  # fmt: skip
    return view, declined


def attested(form: Reader) -> None:
    """Note an error when the attestation is not ticked."""
    if not form.ticked("attest"):
        form.errors.setdefault("attest", ATTEST_MISSING)


def goals_of_plan(kept: Mapping[str, Any]) -> list[Goal]:
    """Give the goals of a plan as it is kept, whatever else it holds."""
    return [Goal.model_validate(goal) for goal in kept["goals"]]


def parse_plan(raw: Raw, today: date, person: str = "") -> Plan | Errors:
    """Read a plan, or what is wrong with it by field."""
    form = Reader(raw, today, person)
    goals = read_goals(form)
    if not goals:
        form.wrong("goal_1", "Ange minst ett mål.", "Give at least one goal.")
    actions = form.text(
        "actions",
        _words("Skriv vad ni gör och när, minst 20 tecken.", "Write what you do and when, at least 20 characters."),
        LEAST,
    )
    followed_up = form.text("followed_up", _words("Skriv hur planen följs upp.", "Write how the plan is followed up."))
    on = form.day(
        "follow_up_on", _words("Ange dagen för första uppföljningen.", "Give the day of the first follow-up.")
    )
    if on is not None and on < today:
        form.wrong(
            "follow_up_on", "Dagen har passerat. Ange en kommande dag.", "The day has passed. Give a coming day."
        )
    others = form.text("others")
    view, declined = own_view(form)
    attested(form)
    if form.errors or on is None:
        return form.errors
    return Plan(goals=tuple(goals), actions=actions, followed_up=followed_up, follow_up_on=on, others=others,
                own_view=view, own_view_declined=declined)  # fmt: skip


def parse_review(raw: Raw, today: date, person: str = "") -> Review | Errors:
    """Read a follow-up of the plan, or what is wrong with it by field."""
    form = Reader(raw, today, person)
    on = form.past_day("on", _words("Ange vilken dag planen följdes upp.", "Say on which day it was followed up."))
    band = form.choice(
        "age_band",
        [(code.value, _words("", "")) for code in AgeBand],
        _words("Välj åldersgrupp.", "Choose the age band."),
    )
    group = form.choice(
        "target_group",
        [(code.value, _words("", "")) for code in TargetGroup],
        _words("Välj målgrupp.", "Choose the target group."),
    )
    note = form.text(
        "note",
        _words("Skriv vad ni kom fram till, minst 20 tecken.", "Write what you concluded, at least 20 characters."),
        LEAST,
    )
    if form.errors or on is None:
        return form.errors
    return Review(on=on, age_band=AgeBand(band), target_group=TargetGroup(group), note=note)  # fmt: skip
