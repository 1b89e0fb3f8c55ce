"""What people handed in stays sealed for years: every form that was ever kept is still read, whatever fields have come since."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

from services import referral
from services.referral.plans.form import goals_of_plan
from services.referral.referrals.inquiry import Inquiry
from services.referral.referrals.inquiry_parts import Goal
from services.referral.reports.end_form import GoalOutcome
from services.referral.reports.monthly_fields import GoalStatus

KEPT: dict[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).with_name("kept_forms.json").read_text(encoding="utf-8")
)
"""Contents by the name of their form. A content of a release stays here as it is; a field that has come gets another beside it."""
WITHIN_ANOTHER = {Inquiry, Goal, GoalOutcome, GoalStatus}
"""Rows of a form; an inquiry is kept as its parts were typed, and read anew."""


def _forms() -> dict[str, type[BaseModel]]:
    found = {}
    for module in pkgutil.walk_packages(referral.__path__, referral.__name__ + "."):
        if "migrations" not in module.name:
            for value in vars(importlib.import_module(module.name)).values():
                own = isinstance(value, type) and value.__module__ == module.name
                if own and issubclass(value, BaseModel) and not issubclass(value, SQLModel):
                    found[value.__name__] = value
    return {name: form for name, form in found.items() if form not in WITHIN_ANOTHER}


def test_every_form_that_is_kept_has_a_content_here() -> None:
    assert set(KEPT) == set(_forms())


@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_content_that_was_kept_is_still_read_and_loses_nothing(name: str) -> None:
    for content in KEPT[name]:
        read = _forms()[name].model_validate(content).model_dump(mode="json")
        assert {field: read[field] for field in content} == content


def test_the_goals_of_a_plan_are_read_without_the_rest_of_it() -> None:
    [content, *_] = KEPT["Plan"]
    assert [goal.goal for goal in goals_of_plan({"goals": content["goals"]})] == ["Ett eget och tryggt boende."]
