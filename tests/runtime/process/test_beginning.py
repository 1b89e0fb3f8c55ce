"""What must be done before the parts begin is tried until it goes well, and then no longer counts as a part that fails."""

from __future__ import annotations

from services.runtime.process.beginning import _keep_trying
from services.runtime.process.health import Health
from services.runtime.telemetry import REGISTRY, Metric


async def test_what_could_not_begin_at_first_is_no_part_that_does_not_run() -> None:
    health, shown = Health(), []

    async def act() -> None:
        shown.append(REGISTRY.get_sample_value(Metric.PART_RUNNING, {"part": "topics"}))
        if len(shown) == 1:
            raise LookupError("no topics yet")

    await _keep_trying(health, "topics", act)
    assert shown[1] == 0
    assert REGISTRY.get_sample_value(Metric.PART_RUNNING, {"part": "topics"}) == 1
    assert health.ready() == []
