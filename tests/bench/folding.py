"""The pure audit over exported lines, beside parsing the same lines into the same models."""

from __future__ import annotations

import time
from collections.abc import Sequence

from schemas.envelope import Event
from services.provider_audit.replay.fold import fold_lines


def fold(lines: Sequence[str], facts: int) -> tuple[float, int]:
    """Fold the lines; give facts a second and how many lines came out."""
    began = time.perf_counter()
    out = sum(1 for _ in fold_lines(lines))
    return facts / (time.perf_counter() - began), out


def parse(lines: Sequence[str]) -> float:
    """Parse each line and let it go; give facts a second."""
    began = time.perf_counter()
    for line in lines:
        Event.from_text(line)
    return len(lines) / (time.perf_counter() - began)
