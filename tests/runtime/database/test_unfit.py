"""A fact that no log may hold: refused in words to whoever recorded it, left out loudly where a service derived it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from prometheus_client import generate_latest

from schemas.directory import NotPermitBound
from schemas.new_event import NewEvent
from schemas.referral import CaseOpened
from services.runtime.database.unfit import must_fit, storable
from services.runtime.errors import Refused
from services.runtime.telemetry import REGISTRY, Logger

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
GOOD = NewEvent(subject=uuid4(), occurred=NOW, fact=CaseOpened(board=uuid4()))
BAD = GOOD.model_copy(update={"occurred": datetime(206, 11, 21, tzinfo=UTC)})


def test_a_refusal_names_each_field_as_people_do_and_says_what_to_do() -> None:
    about = {"provider": uuid4(), "unit": uuid4(), "orgnr": "5599990016", "form": "HVB", "decided_by": uuid4()}
    fact = NotPermitBound(**about, on=date(206, 11, 22))
    with pytest.raises(Refused) as refused:
        must_fit(NewEvent(subject=uuid4(), occurred=NOW, fact=fact))
    assert refused.value.field == "on"
    assert refused.value.what.sv == "Inget är sparat. Dagen: Dagen ligger utanför åren 1990–2100."
    assert refused.value.what.en == "Nothing was saved. The day: The day lies outside the years 1990–2100."
    assert refused.value.next_step.sv == "Rätta uppgiften och skicka igen."


def test_what_a_service_derived_and_may_not_append_is_left_out_alone_and_alarmed() -> None:
    before = _alarms()
    assert storable([GOOD, BAD, GOOD], Logger("test")) == [GOOD, GOOD]
    assert _alarms() == before + 1


def _alarms() -> float:
    lines = generate_latest(REGISTRY).decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith('utvag_alarms_total{alarm="unfit"}'))
