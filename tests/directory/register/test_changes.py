"""What a change of the register is said to be: old and new, also once the register says it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from schemas.codes import AgeBand, Role, ServiceForm, TargetGroup
from services.directory.register.changes import change_of
from services.directory.register.lines import line_of
from services.directory.shared import commands as acts
from services.directory.shared.attested import Proposal
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Permit, Unit
from services.runtime.database.scope import Scope
from services.runtime.web import Viewer

UNIT = Unit(UUID(int=1), UUID(int=2), "Nord", "12")
HELD = Permit(
    id=UUID(int=3),
    provider=UNIT.provider,
    unit=UNIT.id,
    orgnr="5599990016",
    number="T-1",
    form=ServiceForm.HVB,
    age_bands=(AgeBand.AGE_18_20,),
    target_groups=(TargetGroup.CRIMINAL_NETWORK,),
    maximum=8,
    valid_from=date(2020, 1, 1),
    valid_to=None,
)
MORE = acts.ChangePermit(
    id=HELD.id,
    form=HELD.form,
    age_bands=HELD.age_bands,
    target_groups=HELD.target_groups,
    maximum=12,
    valid_from=HELD.valid_from,
)


def said(held: Permit, unit: Unit, *commands: acts.RegisterCommand) -> list[str]:
    """The lines of a change, in Swedish."""
    return [line.sv for line in change_of(Register.of([held, unit]), commands).lines]


def test_what_waits_shows_what_differs() -> None:
    assert said(HELD, UNIT, MORE) == ["Platser: 8 → 12"]
    assert said(HELD, UNIT, acts.ChangeCounty(UNIT.id, None)) == ["Län: Skåne län → län ej angivet"]


def test_what_was_confirmed_still_says_what_it_was() -> None:
    assert "Platser: 12" in said(replace(HELD, maximum=12), UNIT, MORE)
    assert said(HELD, UNIT, acts.ChangeCounty(UNIT.id, "12")) == ["Län: Skåne län"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (28, "Obekräftat, lämnat i dag"),
        (29, "Obekräftat"),
        (30, "Obekräftat, väntat 1 arbetsdag"),
    ],
)
def test_a_proposal_of_saturday_was_made_today_on_saturday_only(day: int, words: str) -> None:
    keeper = Viewer(
        UUID(int=4),
        "",
        Role.REGISTER_KEEPER,
        PLATFORM,
        "",
        "platform",
        None,
        "sv",
        Scope(keeper=True, person=UUID(int=4)),
    )
    proposal = Proposal(
        UUID(int=5), UNIT.provider, HELD.id, UUID(int=6), UUID(int=7), (MORE,), datetime(2026, 11, 28, 16, tzinfo=UTC)
    )
    line = line_of(Register.of([HELD, UNIT, proposal]), proposal, keeper, datetime(2026, 11, day, 18, tzinfo=UTC))
    assert line.state.words.sv == words
