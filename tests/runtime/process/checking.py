"""What the check says."""

from __future__ import annotations

from services.runtime.process.check import database


async def said(address: str) -> str:
    return " ".join(str(problem) for problem in await database(address))
