"""What a new fact costs by what came before it: `python -m tests.bench.growth`, in microseconds of processor time.

Small by default; `--large` measures the sizes of the goals. Without `--live` nothing but the pure judge is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from uuid import UUID

from schemas.envelope import Event
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Changes
from services.provider_audit.judge.order import proceed, providers_of
from services.provider_audit.rules.stays import stays
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.logs import quiet_libraries
from services.runtime.process.workers import tune_collector
from tests.bench.growing import NEW, Grown, batches, grown
from tests.bench.growth_live import Live

ROUNDS = 3
Measure = Callable[[Grown, int], float]


@dataclass(frozen=True)
class Case:
    """Two histories to compare, and how much dearer a fact may be after the second."""

    name: str
    small: Callable[[], Grown]
    large: Callable[[], Grown]
    goals: dict[int, float]


def cases(*, large: bool) -> list[Case]:
    """Give what is compared; the small form is for looking, the large one is that of the goals."""
    history, providers, breach = (10_000, 4_000, 400) if large else (1_000, 400, 60)
    several = 40 if large else 10
    return [
        Case(
            f"history {history:,} : 100",
            partial(grown, 100),
            partial(grown, history),
            {1: 1.5, 50: 1.3, 500: 1.3},
        ),
        Case(
            f"providers {providers:,} : {several}",
            partial(grown, several * 46, providers=several),
            partial(grown, providers * 46, providers=providers),
            {50: 1.3},
        ),
        Case(
            f"standing breach of {breach} : none",
            partial(grown, 100, going_on=breach),
            partial(grown, 100, going_on=breach, maximum=breach // 10),
            {50: 1.5},
        ),
    ]


@lru_cache(maxsize=2)
def judged(facts: Grown) -> list[Dossier]:
    """Give the dossiers of what came before."""
    by_provider: dict[UUID, list[Event]] = {}
    for event in facts.before:
        for provider in providers_of(event):
            by_provider.setdefault(provider, []).append(event)
    return [proceed(Dossier(provider), events, NEW) for provider, events in by_provider.items()]


def in_memory(facts: Grown, size: int) -> float:
    """Give the microseconds of processor time a new fact costs the pure judge, dossiers in memory."""
    known = {dossier.provider: dossier.copy() for dossier in judged(facts)}
    for dossier in known.values():
        for scope in dossier.placed:
            stays(dossier, scope, NEW)
    took, number = 0.0, 0
    for batch in batches(facts.new, size):
        concerned: dict[UUID, list[Event]] = {}
        for event in batch:
            for provider in providers_of(event):
                concerned.setdefault(provider, []).append(event)
        began = time.process_time()
        for provider, events in concerned.items():
            known[provider].changes = Changes()
            proceed(known[provider], events, batch[-1].received)
        took += time.process_time() - began
        number += len(batch)
    return took / number * 1e6


def compare(measure: Measure, case: Case, size: int) -> str:
    """Give a line: what a fact costs after each history, in interleaved rounds, and the ratio of the medians."""
    small, large = case.small(), case.large()
    figures = [(measure(small, size), measure(large, size)) for _ in range(ROUNDS)]
    one, other = (statistics.median(each) for each in zip(*figures, strict=True))
    goal = case.goals.get(size)
    verdict = "" if goal is None else f"   goal {goal:g}: {'reached' if other <= goal * one else 'NOT reached'}"
    return f"  {case.name:30} batch {size:4}   {one:9,.0f} {other:9,.0f}   {other / one:6.2f}{verdict}"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--large", action="store_true")
    arguments.add_argument("--live", action="store_true")
    arguments.add_argument("--only", default="", help="cases whose name begins so")
    chosen = arguments.parse_args()
    quiet_libraries()
    tune_collector()
    wanted = [case for case in cases(large=chosen.large) if case.name.startswith(chosen.only)]
    print("the pure judge, µs a new fact")
    for case in wanted:
        for size in case.goals:
            print(compare(in_memory, case, size), flush=True)
    if chosen.live:
        with (
            tempfile.TemporaryDirectory(prefix="utvag-growth-") as folder,
            EmbeddedPostgres(Path(folder) / "postgres") as postgres,
        ):
            live = Live(postgres)
            print("inbox to saved and appended, µs a new fact, client and PostgreSQL")
            for case in wanted:
                for size in case.goals:
                    print(compare(lambda facts, size: asyncio.run(live.measure(facts, size)), case, size), flush=True)


if __name__ == "__main__":
    main()
