"""Every kind of finding."""

import re

from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.naming import which
from tests.provider_audit.play import Play

TAG = re.compile(r"<(script|style)[^>]*>.*?</\1>|<[^>]*>", re.DOTALL)


def seen(text: str) -> str:
    """Give what a person reads of a page."""
    return " ".join(TAG.sub(" ", text).split())


async def _findings(play: Play) -> dict[str, list[finding_lines.FindingLine]]:
    async with play.database.work("provider_audit") as work:
        lines = await work.all(finding_lines.ALL)
    found: dict[str, list[finding_lines.FindingLine]] = {}
    for line in lines:
        found.setdefault(which(line.rule, line.period), []).append(line)
    return found
