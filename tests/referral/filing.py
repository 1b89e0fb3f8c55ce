"""Sends import files as somebody signed in, and what stands in a usual one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2

from services.runtime.language.identifiers import reference
from tests.referral import given as made
from tests.referral.given import (
    STOCKHOLM,
    Given,
    OutsideActor,
)
from tests.referral.portal import signed_in_as
from tests.runtime.web.visitor import Visitor

DOCS = Path(__file__).resolve().parents[2] / "docs"
CHOOSE, FILE_PAGE = "/placements/import", "/placements/import/file"
DAY = timedelta(days=1)
SAFETY = {
    "protection": "Två personal vid varje möte utanför boendet.",
    "alarm": "Jouren, sedan polisens kontaktperson.",
    "exposed": "Flytt samma dag enligt rutinen.",
}


def table(name: str, *rows: Mapping[str, object]) -> str:
    """A table of a file, by the names of its fields."""
    out = io.StringIO()
    heads = list(dict.fromkeys(head for row in rows for head in row))
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([row.get(head, "") for head in heads] for row in rows)
    return f"[{name}]\n{out.getvalue()}"


def faults(page: httpx2.Response) -> list[str]:
    """What a page says is wrong, a text for each row of its tables."""
    rows = page.text.partition("<main")[2].split("<tr>")[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


class Files:
    """Sends files as somebody signed in, and reads what came of them."""

    def __init__(self, given: Given, app: Any, now: datetime) -> None:
        self.given, self.app, self.now = given, app, now
        self.open: dict[UUID, Visitor] = {}

    async def of(self, actor: OutsideActor) -> Visitor:
        if actor.person not in self.open:
            self.open[actor.person] = await signed_in_as(self.app, actor)
        return self.open[actor.person]

    async def preview(self, actor: OutsideActor, text: str) -> httpx2.Response:
        browser = await self.of(actor)
        kept = await browser.send(await browser.get(CHOOSE), CHOOSE, {"text": text})
        assert kept.status_code == 303, kept.text
        return await browser.follow(kept)

    async def take_in(self, actor: OutsideActor, text: str) -> str:
        """Look at a file and take it in; give the page that says what was recorded."""
        page = await self.preview(actor, text)
        assert "kan läsas in" in page.text, faults(page)
        browser = await self.of(actor)
        answer = await browser.send(page, FILE_PAGE)
        assert answer.status_code == 303, answer.text
        return (await browser.follow(answer)).text

    async def facts(self) -> list[dict[str, Any]]:
        """What the log holds, in order, without the demonstration's facts that the ground is made of."""
        async with self.given.database.work("referral") as work:
            rows = await work.rows("select cast(body as jsonb) as body from referral.log order by position")
        return [row["body"] for row in rows if row["body"]["origin"] != "demonstration"]

    async def recorded(self) -> list[str]:
        return [fact["type"].split(".")[3] for fact in await self.facts()]


def moment(prefix: str, at: datetime) -> dict[str, str]:
    local = at.astimezone(STOCKHOLM)
    return {f"{prefix}day": local.date().isoformat(), f"{prefix}clock": local.strftime("%H.%M")}


def provider_file(placement: UUID, now: datetime) -> str:
    """A file with a table of each kind that a provider hands in while a placement runs."""
    day, number = now.date().isoformat(), {"placement": reference(placement)}
    plan = {key: "ja" if value == "yes" else value for key, value in made.plan_form(now.date()).items()}
    report = {
        key: "ja" if value == "yes" and key != "incidents" else value for key, value in made.report_form(day).items()
    }
    aware = moment("aware_", now - timedelta(hours=3))
    return "\n".join((
        table("plan", {**number, **plan, "actions": "Möte varje vecka;\npå mottagningen"}),
        table("safety plan", {**number, **SAFETY, "gone_through_on": day, "attest": "yes"}),
        table("review of the plan", {**number, "on": day, "age_band": "26 år och äldre", "target_group": "criminal networks",
                                     "note": "Planen håller och vi fortsätter som förut."}),
        table("händelse", {**number, "kind": "THREAT", **aware, "what": "Ett hot framfördes utanför boendet i går."}),
        table("avvikelse", {**number, "kind": "ABSCONDED", **moment("noticed_", now - timedelta(hours=1)),
                            "what": "Personen kom inte tillbaka efter mötet."}),
        table("månadsrapport", {**number, "period": now.strftime("%Y-%m"), **report}),
    ))  # fmt: skip
