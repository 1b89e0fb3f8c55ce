"""Conditions in Uppföljning: one that holds stands at its row, and one that has ended stays at the periods it touched."""

from datetime import date
from uuid import uuid4

import pytest

from schemas import directory
from schemas.codes import AgeBand, Role, ServiceForm, TargetGroup
from schemas.reasons import PermitEndReason
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.play import ORGNR, Play, at

ENDED = "▪</span> Uppfylld</span> C01 B-"
HOLDS = "Kritisk</span> C01 B-"


async def _without_a_permit(play: Play, turn: Turn) -> None:
    """Somebody is placed; the permit is revoked on 5 March 2026."""
    placement, start = uuid4(), at("2026-03-02 09:00")
    gone = directory.PermitEnded(provider=play.provider, at=date(2026, 3, 5), reason=PermitEndReason.REVOKED)
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, start)]
    events += [play.safe(placement, start), play.assessed(placement, date(2026, 3, 2), at("2026-03-02 09:01"))]
    await play.judge([*events, play.event(gone, play.permit, at("2026-03-05 09:00"))], at("2026-03-06 09:00"))
    await turn(at("2026-03-06 09:01"))


async def _with_another(play: Play, turn: Turn) -> None:
    """Another permit is registered on 10 March 2026."""
    permit = directory.PermitRegistered(
        provider=play.provider, unit=play.unit, orgnr=ORGNR, form=ServiceForm.HVB, age_bands=(AgeBand.AGE_18_20,),
        target_groups=(TargetGroup.CRIMINAL_NETWORK,), maximum=8, valid_from=date(2026, 3, 10),
    )  # fmt: skip
    await play.judge([play.event(permit, uuid4(), at("2026-03-10 09:00"))], at("2026-03-10 10:00"))
    await turn(at("2026-03-10 10:01"))


async def test_one_that_holds_is_told_first_and_shown_whatever_the_period(play: Play, enter: Enter, turn: Turn) -> None:
    await _without_a_permit(play, turn)
    for role in (Role.CONTROLLER, Role.SUPERVISOR):
        visitor = await enter(role)
        for query in ("", "?to=2025-11", "?kind=C01", f"?board={play.board}"):
            page = (await visitor.get(f"/compliance{query}")).text
            assert "1 brist i tillstånd eller avtal består." in page
            assert HOLDS in page
    for query in ("?kind=C02", f"?board={uuid4()}"):
        assert HOLDS not in (await (await enter(Role.CONTROLLER)).get(f"/compliance{query}")).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?kind=C01", True),
        ("?kind=C02", False),
        ("?kind=C01&to=2026-06", True),
        ("?kind=C01&to=2026-07", False),
        ("?kind=C01&to=2026-02", False),
        ("?kind=C01&by=week&to=2026-03", True),
        ("?kind=C01&rows=board", True),
    ],
)
async def test_one_that_has_ended_stays_at_the_periods_it_touched(
    play: Play, enter: Enter, turn: Turn, query: str, shown: bool
) -> None:
    await _without_a_permit(play, turn)
    await _with_another(play, turn)
    page = (await (await enter(Role.CONTROLLER)).get(f"/compliance{query}")).text
    assert (ENDED in page) is shown
    assert HOLDS not in page
    assert "består" not in page
    if "kind=C0" in query:
        assert "Inget att visa." in page
        assert 'class="chart"' not in page
        assert ("Inget i urvalet. Välj en annan tid eller färre villkor." in page) is not shown
