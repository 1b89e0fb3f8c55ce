"""No person outside the vault: a name, a personnummer and free texts are planted, everything runs, and all that leaves is searched."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer
from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.fact import LOGS
from schemas.findings import Party
from schemas.reasons import EndReason
from services import application as applications
from services.demonstration.acts import form_values as papers
from services.demonstration.fixtures.people import people
from services.directory.sign_in import identify
from services.provider_audit.casework import handlers
from services.provider_audit.casework.acts import Reply, Stand
from services.referral import handlers as referral
from services.referral.shared.actor import Acting
from services.referral.shared.commands import End
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.events.export import export
from services.runtime.kafka.broker import Kafka
from services.runtime.service import Service
from services.runtime.telemetry import metrics_text
from services.runtime.web import Viewer, anyone, create_app, open_session, pages_router
from tests.faults.browsing import Browser
from tests.faults.whole_application import Parts, Somebody, WholeApplication, author, outside, place, whole_application
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.parts.mail import MailServer
from tests.runtime import fixtures
from tests.runtime.web.visitor import Visitor

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


def found(what: str) -> list[str]:
    """The canaries that stand in a text, whatever the case, also as bytes written in hexadecimal."""
    low = what.casefold()
    return [each for each in CANARIES if each.casefold() in low or each.encode().hex() in low]


@pytest.fixture
async def whole(
    capfd: pytest.CaptureFixture[str],
    kafka: RealKafka,
    postgres: EmbeddedPostgres,
    fresh_database: FreshDatabases,
    topic_prefix: str,
    smtp: MailServer,
    tmp_path: Path,
) -> AsyncIterator[WholeApplication]:
    """A application that mails for real, with everybody on file; all that it writes from its start on is kept in `capfd`."""
    server = f"{smtp.host}:{smtp.port}"
    async with whole_application(
        fresh_database(), kafka.address, topic_prefix, tmp_path, "test", smtp=server, smtp_tls=False
    ) as opened:
        yield opened


def portal(whole: WholeApplication) -> FastAPI:
    """The whole portal, with a plain door for tests."""
    door = pages_router("door")

    @door.get("/enter/{person}")
    async def enter(request: Request, person: UUID, _: Viewer | None = Depends(anyone)) -> Response:
        return await open_session(request, person, None)

    async def viewer(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(whole.application.database, whole.application.vault, person, commission)

    services = (*applications.SERVICES, Service("door", pages=(door,)))
    return create_app(whole.application.settings, whole.application.database, services, viewer, metrics=metrics_text)


async def live(whole: WholeApplication) -> UUID:
    """Live a placement from inquiry to end report, with a canary in every text; give the case."""
    database, vault, manager = whole.application.database, whole.application.vault, WHO.provider.person
    actor = outside(manager, "provider")
    placement = await place(whole, WHO, TYPED)
    await whole.until_judged()
    due = (await whole.obligation(placement))["due"]
    assert isinstance(due, datetime)
    await whole.set_now(due + timedelta(days=4))
    await whole.until_judged()
    now = await whole.now()
    plan = papers.plan(now).model_copy(
        update={"actions": f"Samtal varje vecka {WORD}-actions", "followed_up": f"{WORD}-followed"}
    )
    report = papers.report(WHO.placement(), "2026-11").model_copy(
        update={"changes": f"Har flyttat in och mår bättre {WORD}-changes", "next": f"Fler samtal {WORD}-next"}
    )
    goals = tuple(goal.model_copy(update={"goal": TYPED["goals"]["goal_1"]}) for goal in report.goals)
    ending = papers.end_report(now).model_copy(
        update={"summary": f"Insatsen är klar {WORD}-summary", "handover": f"{WORD}-handover"}
    )
    async with database.work("referral") as work:
        by = Acting(work, vault, actor, author(manager, now))
        await referral.submit_plan(by, placement, plan)
        await referral.submit_report(by, placement, report.model_copy(update={"goals": goals}))
        await referral.end_placement(by, placement, End(now, EndReason.COMPLETED, planned=True))
        await referral.submit_end_report(by, placement, ending)
        row = await work.row("select case_id from referral.placement where id = :id", id=placement)
    await reply(whole, placement, now)
    await whole.until_judged()
    assert row is not None
    return UUID(str(row["case_id"]))


async def reply(whole: WholeApplication, placement: UUID, now: datetime) -> None:
    """Answer the finding of the late plan in words of one's own."""
    (finding,) = await whole.findings(placement)
    manager = WHO.provider.person
    actor = handlers.Actor(manager.id, manager.organisation, Party.PROVIDER, manager.role.value)
    async with whole.application.database.work("provider_audit") as work:
        item = await handlers.load(work, UUID(str(finding["id"])))
        said = Reply(Party.PROVIDER, Stand.AGREE, None, f"Det stämmer, {WORD}-reply.")
        by = handlers.Acting(work, whole.application.vault, actor, author(manager, now))
        await handlers.take(by, item, said)


async def look_around(whole: WholeApplication, case: UUID) -> list[Browser]:
    """Let one person of each role open all they can reach; the coordinator also reads, seeks and mistypes the person."""
    app, browsers = portal(whole), []
    everybody = {person.role: person for person in people()}
    everybody |= {person.role: person for person in (WHO.coordinator, WHO.provider.person)}
    for role, person in everybody.items():
        browser = Browser(Visitor(app))
        browsers.append(browser)
        browser.note(await browser.visitor.get(f"/enter/{person.id}"))
        await browser.crawl(["/"])
        if role is Role.COORDINATOR:
            await read_the_person(browser, case)
        await browser.visitor.close()
    return browsers


async def read_the_person(browser: Browser, case: UUID) -> None:
    """Show the identity, search by name and by number, and type a wrong number: all of it stays out of addresses."""
    visitor = browser.visitor
    shown = await visitor.send(await visitor.get(f"/cases/{case}"), f"/cases/{case}/identity")
    assert SURNAME in shown.text, "the search must be able to find what is there"
    cases = await visitor.get("/cases")
    for wanted in (WHO.name, WHO.number):
        answer = await visitor.send(cases, "/cases/search", {"wanted": wanted})
        assert answer.headers.get("location") == f"/cases/{case}"
        browser.note(answer)
    new = await visitor.get("/referrals/new")
    wrong = {"name": WHO.name, "personnummer": "811228-9875"}
    answer = await visitor.send(new, "/referrals/new", wrong)
    assert answer.status_code == 422
    browser.note(answer)
    browser.note(shown)


async def on_topic(kafka: Kafka, topic: str) -> list[str]:
    """Everything that stands on a topic: keys, headers, values."""
    recorded: list[str] = []
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=kafka.addresses, enable_auto_commit=False, auto_offset_reset="earliest"
    ) as consumer:
        partitions = sorted(consumer.assignment())
        assert partitions, topic
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(each) < ends[each] for each in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                recorded += [repr((one.key, one.headers)) + (one.value or b"").decode() for one in records]
    return recorded


async def on_topics(whole: WholeApplication) -> list[str]:
    """Everything that stands on the topics, each of which holds at least what was told."""
    everything = await on_topic(whole.kafka, whole.kafka.watermarks)
    assert everything
    for log in LOGS:
        read = await on_topic(whole.kafka, whole.kafka.topic(log))
        (row,) = await whole.rows(log, f"select position from {log}.relay_cursor")
        assert len(read) >= int(str(row["position"])) > 0, log
        everything += read
    return everything


async def in_tables(database: Database) -> list[tuple[str, str]]:
    """Every row of every table as text, with its table; what is sealed stands there as hexadecimal."""
    rows: list[tuple[str, str]] = []
    async with database.plain() as plain:
        tables = await plain.rows(
            "select schemaname || '.' || tablename as name from pg_tables "
            "where schemaname !~ '^(pg_|information_schema)'"
        )
        for table in tables:
            found_rows = await plain.rows(f"select cast(t as text) as line from {table['name']} t")
            rows += [(table["name"], row["line"]) for row in found_rows]
    return rows


def hits(where: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Where canaries were found, without repeating more of it."""
    return [(name, each) for name, what in where if (each := found(what))]


@pytest.mark.timeout(600)
async def test_no_person_outside_the_vault(
    whole: WholeApplication,
    smtp: MailServer,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    session_folder: Path,
) -> None:
    caplog.set_level(logging.INFO)
    case = await live(whole)
    browsers = await look_around(whole, case)
    await whole.until_judged()
    await fixtures.until(lambda: _mailed(smtp), 60, "a mail about the finding")

    topics, tables = await on_topics(whole), await in_tables(whole.application.database)
    exported = io.StringIO()
    facts = await export(whole.application.database, exported)
    assert facts > 100
    assert any("EndReportSubmitted" in each for each in topics)
    assert {"referral.vault", "referral.log", "notify.notice", "web.session"} <= {name for name, _ in tables}
    assert hits([("topics", each) for each in topics]) == []
    assert hits(tables) == []
    assert found(exported.getvalue()) == []

    said = capfd.readouterr()
    assert "hearing" in said.out + said.err, "the log is read"
    assert found(said.out + said.err) == []
    assert found(caplog.text) == []
    assert hits((str(path), path.read_text(errors="replace")) for path in session_folder.rglob("*.log")) == []
    assert b"utvag_heard_facts_total" in metrics_text()
    assert found(metrics_text().decode()) == []
    assert hits(("mail", mail.message.as_string()) for mail in smtp.mails) == []

    assert min(len(browser.pages) for browser in browsers) > 3, [
        (list(one.pages)[:4], len(one.pages)) for one in browsers
    ]
    assert hits(("address", each) for browser in browsers for each in browser.addresses) == []
    unconcerned = [page for browser in browsers for page in browser.pages.items() if concerns_nobody(browser)]
    assert len(unconcerned) > 6
    assert hits((path, answer.text) for path, answer in unconcerned) == []


def concerns_nobody(browser: Browser) -> bool:
    """Whether this is the operator, who has no case and must read of no person."""
    return "/flow" in browser.pages


async def _mailed(smtp: MailServer) -> bool:
    return bool(smtp.mails)
