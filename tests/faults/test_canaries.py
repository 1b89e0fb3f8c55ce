"""No person outside the vault: a name, a personnummer and free texts are planted, everything runs, and all that leaves is searched."""

from __future__ import annotations

import dataclasses
import io
import logging
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from fastapi import Depends, FastAPI, Request
from sqlalchemy import text
from starlette.responses import Response

from schemas.codes import EndReason, Party
from schemas.envelope import LOGS
from services import house as houses
from services.demonstration import papers
from services.directory.sign_in import identify
from services.provider_audit import desk
from services.provider_audit.casework import Reply, Stand
from services.referral import handlers as referral
from services.referral.domain.commands import End
from services.runtime.broker import Kafka
from services.runtime.database import Database
from services.runtime.embedded import EmbeddedPostgres
from services.runtime.export import export
from services.runtime.service import Service
from services.runtime.telemetry import metrics_text
from services.runtime.web import Viewer, anyone, create_app, open_session, pages_router
from tests.faults.whole_house import Parts, Somebody, WholeHouse, acting, author, place, whole_house
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.parts.mail import MailServer
from tests.runtime import ground
from tests.web.visitor import Visitor

SURNAME, WORD = "Zebrafinkensdotter", "mursvalekvist"
WHO = Somebody(name=f"Kanaria {SURNAME}", number="198112289874")
CANARIES = (SURNAME, WORD, "198112289874", "8112289874", "811228-9874", "1981-12-28")
NEEDS = f"Behöver ett boende på annan ort och stöd för att komma vidare till arbete, {WORD}-needs. " * 2
TYPED: Parts = {
    "needs": {"description": NEEDS},
    "goals": {"goal_1": f"Ett eget boende {WORD}-goal", "seen_1": f"Hyran betalas {WORD}-seen"},
    "consent": {"scope": f"Det som behövs {WORD}-scope"},
    "contact": {"function": f"Mottagningen {WORD}-contact"},
}
LONGEST_CRAWL = 60


def found(what: str) -> list[str]:
    """The canaries that stand in a text, whatever the case, also as bytes written in hexadecimal."""
    low = what.casefold()
    return [each for each in CANARIES if each.casefold() in low or each.encode().hex() in low]


@dataclass
class Browser:
    """Somebody who opens every page that can be reached by links, and notes every address met on the way."""

    visitor: Visitor
    addresses: set[str] = field(default_factory=set)
    pages: dict[str, httpx2.Response] = field(default_factory=dict)

    async def crawl(self, waiting: list[str]) -> None:
        """Open pages and follow their links, at most LONGEST_CRAWL."""
        while waiting and len(self.pages) < LONGEST_CRAWL:
            path = waiting.pop(0)
            if path in self.pages:
                continue
            answer = await self.visitor.get(path)
            self.note(answer)
            self.pages[path] = answer
            if answer.status_code < 300:
                waiting += [link for link in links(answer) if link not in self.pages]
            elif "location" in answer.headers:
                waiting.insert(0, answer.headers["location"])

    def note(self, answer: httpx2.Response) -> None:
        """Keep every address in an answer: its own, where it leads, links and forms."""
        self.addresses |= {unquote(str(answer.url)), unquote(answer.headers.get("location", ""))}
        self.addresses |= {unquote(each) for each in re.findall(r'(?:href|action|src|hx-[a-z]+)="([^"]*)"', answer.text)}


def links(answer: httpx2.Response) -> list[str]:
    """The portal's own pages that a page links to."""
    return [
        each.replace("&amp;", "&")
        for each in re.findall(r'<a[^>]*\shref="(/[^"#]*)', answer.text)
        if not each.startswith(("/static", "/assets"))
    ]


@pytest.fixture
async def whole(
    kafka: RealKafka, postgres: EmbeddedPostgres, fresh_database: FreshDatabases, topic_prefix: str, smtp: MailServer, tmp_path: Path
) -> AsyncIterator[WholeHouse]:
    """A house that mails for real, with everybody on file."""
    server = f"{smtp.host}:{smtp.port}"
    async with whole_house(
        fresh_database(), kafka.address, topic_prefix, tmp_path, "test", smtp=server, smtp_tls=False
    ) as opened:
        yield opened


def portal(whole: WholeHouse) -> FastAPI:
    """The whole portal, with a plain door for tests."""
    door = pages_router("door")

    @door.get("/enter/{person}")
    async def enter(request: Request, person: UUID, _: Viewer | None = Depends(anyone)) -> Response:
        return await open_session(request, person, None)

    async def viewer(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(whole.house.database, whole.house.vault, person, commission)

    services = (*houses.SERVICES, Service("door", pages=(door,)))
    return create_app(whole.house.settings, whole.house.database, services, viewer, metrics=metrics_text)


async def live(whole: WholeHouse) -> UUID:
    """Live a placement from inquiry to end report, with a canary in every text; give the case."""
    database, vault, manager = whole.house.database, whole.house.vault, WHO.provider.person
    actor = acting(manager, "provider")
    placement = await place(whole, WHO, TYPED)
    await whole.until_judged()
    due = (await whole.obligation(placement))["due"]
    assert isinstance(due, datetime)
    await whole.set_now(due + timedelta(days=4))
    await whole.until_judged()
    now = await whole.now()
    plan = papers.plan(now).model_copy(update={"actions": f"Samtal varje vecka {WORD}-actions", "followed_up": f"{WORD}-followed"})
    report = papers.report(WHO.placement(), "2026-11").model_copy(
        update={"changes": f"Har flyttat in och mår bättre {WORD}-changes", "next": f"Fler samtal {WORD}-next"}
    )
    goals = tuple(goal.model_copy(update={"goal": TYPED["goals"]["goal_1"]}) for goal in report.goals)
    ending = papers.end_report(now).model_copy(update={"summary": f"Insatsen är klar {WORD}-summary", "handover": f"{WORD}-handover"})
    async with database.work("referral") as work:
        word = author(manager, now)
        await referral.submit_plan(work, vault, actor, word, placement, plan)
        await referral.submit_report(work, vault, actor, word, placement, report.model_copy(update={"goals": goals}))
        await referral.end_placement(work, actor, word, placement, End(now, EndReason.GOALS_MET, planned=True))
        await referral.submit_end_report(work, vault, actor, word, placement, ending)
        row = await work.row("select case_id from referral.placement where id = :id", id=placement)
    await reply(whole, placement, now)
    await whole.until_judged()
    assert row is not None
    return UUID(str(row["case_id"]))


async def reply(whole: WholeHouse, placement: UUID, now: datetime) -> None:
    """Answer the finding of the late plan in words of one's own."""
    (finding,) = await whole.findings(placement)
    manager = WHO.provider.person
    actor = desk.Actor(manager.id, manager.organisation, Party.PROVIDER, manager.role.value)
    async with whole.house.database.work("provider_audit") as work:
        matter = await desk.load(work, UUID(str(finding["id"])))
        said = Reply(Party.PROVIDER, Stand.AGREE, None, f"Det stämmer, {WORD}-reply.")
        await desk.take(work, whole.house.vault, matter, said, actor, author(manager, now))


async def look_around(whole: WholeHouse, case: UUID) -> list[Browser]:
    """Let one person of each kind open all they can reach; the coordinator also reads and mistypes the person."""
    app, browsers = portal(whole), []
    everybody = {person.role.value: person for person in reversed(houses_people())}
    everybody["coordinator"] = WHO.coordinator
    everybody["provider_manager"] = WHO.provider.person
    for role, person in everybody.items():
        browser = Browser(Visitor(app))
        browsers.append(browser)
        browser.note(await browser.visitor.get(f"/enter/{person.id}"))
        await browser.crawl(["/"])
        if role == "coordinator":
            await read_the_person(browser, case)
        await browser.visitor.close()
    return browsers


def houses_people() -> list[object]:
    """Everybody who can sign in."""
    from services.demonstration.cast import people

    return list(people())
