"""Some fifty kinds of wrong and hostile input, one after another: judgement goes on for every other provider, nothing is lost."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr

from schemas import unread
from schemas.codes import Origin
from schemas.directory import InformationRequested
from schemas.new_event import Author, NewEvent
from services.application import SERVICES, open_application
from services.demonstration.fixtures.people import BOARDS, PROVIDERS
from services.demonstration.loading.load import load
from services.provider_audit.replay.verify import verify
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.events.replay import replay
from services.runtime.kafka import topics
from services.runtime.settings import Settings
from tests.demonstration.loading.test_load import END
from tests.faults.hostile import ACTS, KINDS, LOGGED, TOPIC, Headers, Hostile
from tests.faults.test_bad_input import HEARERS
from tests.faults.whole_application import LONGEST_WAIT, PARTS, Somebody, WholeApplication, whole_application
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.runtime import fixtures

LONG = bool(os.environ.get("UTVAG_LONG"))
"""With it the demonstration year is loaded first; else a application in which everybody is on file and somebody is placed."""
MOVES_ON = 10.0
"""Seconds within which judgement has moved on for every other provider."""


@pytest.fixture(scope="module")
async def whole(kafka: RealKafka, postgres: EmbeddedPostgres, session_folder: Path) -> AsyncIterator[WholeApplication]:
    """One application for this file."""
    databases = FreshDatabases(postgres)
    folder, prefix = session_folder / "hostile", f"hostile-{uuid4().hex[:8]}."
    if not LONG:
        async with whole_application(databases(), kafka.address, prefix, folder, "demonstration") as opened:
            yield opened
    else:
        async with _with_a_year(databases(), kafka.address, prefix, folder) as opened:
            yield opened
    databases.drop()


@asynccontextmanager
async def _with_a_year(database: str, kafka: str, prefix: str, folder: Path) -> AsyncIterator[WholeApplication]:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=folder, database=SecretStr(database), kafka=kafka, topic_prefix=prefix)
    async with open_application(settings) as application:
        await topics.apply(application.kafka)
        await load(application, SERVICES, 1, END, lambda _done, _total: None)
        opened = WholeApplication(application, application.kafka)
        for part in PARTS:
            opened.start(part)
        try:
            yield opened
        finally:
            for part in list(opened.running):
                await opened.stop(part)


def test_there_are_forty_kinds() -> None:
    assert len(KINDS) >= 40
    assert len(KINDS) == len(TOPIC) + len(LOGGED) + len(ACTS) + 3


@pytest.mark.timeout(1200)
async def test_whatever_comes_judgement_moves_on_for_everybody_else_and_nothing_is_lost(
    whole: WholeApplication,
) -> None:
    who = Somebody()
    await whole.until_judged()
    hostile = Hostile(whole, who.board.id, who.provider.id)
    others = [provider.id for provider in PROVIDERS if provider != who.provider]
    for nth, (name, attack) in enumerate(KINDS.items()):
        await attack(hostile)
        asked = await _ask(whole, others[nth % len(others)])
        await fixtures.until(partial(_is_judged, whole, *asked), MOVES_ON, f"judgement moves on after {name}")
    await _all_accounted_for(hostile)
    before = await _parked(whole)
    for log in ("directory", "referral"):
        await replay(whole.application.database, log, 1)
    await fixtures.until(partial(_published_again, whole), LONGEST_WAIT, "everything is told again")
    await whole.until_judged()
    assert await _parked(whole) == before, "what comes again is parked once"
    assert whole.application.health.ready() == []
    assert not [
        reason for reason in whole.application.health.caught_up() if "missing" in reason or "not heard" in reason
    ]
    assert (await verify(whole.application.database)).differences == 0


async def _ask(whole: WholeApplication, provider: UUID) -> tuple[UUID, object]:
    """Tell a fact about another provider; give its id and when that was."""
    fact, now = uuid4(), await whole.now()
    asked = InformationRequested(provider=provider, request=uuid4(), board=BOARDS[0].id)
    author = Author(teller=BOARDS[0].id, origin=Origin.IMPORT, arrived=now)
    async with whole.application.database.work("directory") as work:
        work.emit([NewEvent(subject=provider, occurred=now, fact=asked, id=fact)], author)
    return fact, now


async def _is_judged(whole: WholeApplication, fact: UUID, now: object) -> bool:
    judged = "select 1 as one from provider_audit.inbox where id = :fact and state = 'applied'"
    (progress,) = await whole.rows(
        "provider_audit", "select until >= :now as passed from provider_audit.progress", now=now
    )
    return bool(progress["passed"]) and bool(await whole.rows("provider_audit", judged, fact=fact))


async def _all_accounted_for(hostile: Hostile) -> None:
    """Each position of each log is consumed, applied or parked; each message that is no fact is kept somewhere."""
    whole = hostile.whole
    for hearer, logs in HEARERS.items():
        for log in logs:
            head = await hostile.head(log)
            await fixtures.until(
                partial(_consumed_up_to, whole, hearer, log, head), LONGEST_WAIT, f"{hearer} has heard {log}"
            )
        kept = await _kept(whole, hearer)
        mine = {whole.kafka.topic(log) for log in logs} | {whole.kafka.watermarks}
        lost = [sent for sent in hostile.sent if sent[0] in mine and _seen(sent[1], sent[2]) not in kept]
        assert lost == [], f"{hearer} keeps all that it could not read"


async def _consumed_up_to(whole: WholeApplication, hearer: str, log: str, head: int) -> bool:
    """Whether applied and parked, and what waits behind what is parked, make up all that was received."""
    statement = f"""select count(*) as heard, count(*) filter (where h.state = 'waiting' and not exists (
      select from {hearer}.inbox p where p.state = 'parked' and p.log = h.log and p.subject = h.subject)
      and not exists (select from {hearer}.inbox f where f.log = h.log and f.subject = h.subject having min(f.sequence) > 1))
      as waiting from {hearer}.inbox h where h.log = :log and h.position <= :head"""
    (row,) = await whole.rows(hearer, statement, log=log, head=head)
    return (row["heard"], row["waiting"]) == (head, 0)


def _seen(headers: Headers, value: bytes | None) -> tuple[str, str]:
    """What an operator sees of a message."""
    shown = [[unread.printable(name.encode()), unread.printable(raw)] for name, raw in headers]
    return json.dumps(shown), unread.printable((value or b"")[: unread.KEPT_BYTES])


async def _kept(whole: WholeApplication, hearer: str) -> set[tuple[str, str]]:
    """What is kept of every message that was set aside, or parked at its place."""
    aside = await whole.rows(hearer, f"select headers::text as headers, value from {hearer}.unreadable_message")
    known = {(json.dumps(json.loads(str(row["headers"]))), unread.printable(row["value"])) for row in aside}  # type: ignore[arg-type]
    statement = f"select body from {hearer}.inbox where state = 'parked'"
    lines = [unread.kept_line(str(row["body"])) for row in await whole.rows(hearer, statement)]
    return known | {(json.dumps(line["headers"]), line["value"] or "") for line in lines if line is not None}


async def _parked(whole: WholeApplication) -> dict[str, tuple[int, int]]:
    found = {}
    for hearer in HEARERS:
        facts = await fixtures.number(whole.application.database, hearer, f"{hearer}.inbox where state = 'parked'")
        found[hearer] = facts, await fixtures.number(whole.application.database, hearer, f"{hearer}.unreadable_message")
    return found


async def _published_again(whole: WholeApplication) -> bool:
    for log in ("directory", "referral"):
        statement = f"select t.position = h.position as all from {log}.relay_cursor t, {log}.log_head h"
        (row,) = await whole.rows(log, statement)
        if not row["all"]:
            return False
    return True
