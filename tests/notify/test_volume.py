"""A year's facts are taken in whole batches: few statements, whatever the number of facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest

from schemas import provider_audit
from schemas.codes import Origin
from services.runtime.database.transaction import Transaction
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, duty, name

STATEMENTS = 20
"""At most this many a batch, whatever it holds: a clock on a loaded machine would prove nothing."""


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list to which every way of asking the database adds its name as it is used."""
    asked: list[str] = []

    def noting(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        async def noted(*given: Any, **named: Any) -> Any:
            asked.append(name)
            return await ask(*given, **named)

        return noted

    for way in ("all", "one", "run", "_write"):
        monkeypatch.setattr(Transaction, way, noting(way, getattr(Transaction, way)))
    return asked


async def test_a_years_facts(service: NotifyService, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Facts(Origin.DEMONSTRATION)
    facts.organisations(hours=48)
    facts.placed()
    for number in range(1200):
        facts.opened(f"o{number}")
        if number % 4:
            facts.add(f"o{number}", provider_audit.ObligationMet(**duty(), by=name("by")))
        else:
            facts.missed(f"o{number}", f"f{number}")
            late = provider_audit.ObligationMetLate(**duty(), by=name("by"), delay=timedelta(days=2))
            facts.add(f"o{number}", late)
            facts.add(f"f{number}", provider_audit.FindingSettled(**about_finding(), at=NOW))
    asked = counted(monkeypatch)
    begun = perf_counter()
    for start in range(0, len(facts.made), 500):
        asked.clear()
        await service.consume(facts.made[start : start + 500])
        assert 5 < len(asked) <= STATEMENTS
    consumed = perf_counter() - begun
    await service.loops()
    looped = perf_counter() - begun - consumed
    print(f"{len(facts.made)} facts: heard {len(facts.made) / consumed:.0f}/s, told in {looped:.1f} s")
    assert await service.rows("select count(*) from notify.notice where condition = 'due_soon'") == [(1200,)]
