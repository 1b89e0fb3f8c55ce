"""Bad input to the whole application: it gets a clear answer or is set aside, nobody is accused by it and nothing is lost."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from schemas.codes import Origin
from schemas.envelope import Event
from schemas.fact import LOGS
from schemas.referral import CaseOpened
from services.demonstration.fixtures.people import BOARDS
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.events.replay import replay
from tests.faults.whole_application import (
    LONGEST_WAIT,
    Somebody,
    WholeApplication,
    hand_in_plan,
    place,
    whole_application,
)
from tests.journeys.client import Person as Visitor
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.runtime import fixtures

WHO = Somebody()
HEARERS = {
    "referral": ("directory",),
    "provider_audit": ("directory", "referral"),
    "notify": ("directory", "referral", "provider_audit"),
}
SECRET = "kanariefågel"
Headers = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
async def whole(kafka: RealKafka, postgres: EmbeddedPostgres, session_folder: Path) -> AsyncIterator[WholeApplication]:
    """One application for this file, in which everybody is on file."""
    databases = FreshDatabases(postgres)
    folder, prefix = session_folder / "bad-input", f"bad-{uuid4().hex[:8]}."
    async with whole_application(databases(), kafka.address, prefix, folder, "demonstration") as opened:
        yield opened
    databases.drop()


async def check_nothing_lost(whole: WholeApplication) -> None:
    """Everybody has consumed and applied every fact of every log that concerns them, each once, as it stands in the log."""
    for hearer, logs in HEARERS.items():
        for log in logs:
            recorded = await whole.rows(log, f"select position, body from {log}.log order by position")
            statement = f"select position, body, state from {hearer}.inbox where log = :log order by position"
            known = await whole.rows(hearer, statement, log=log)
            assert [(row["position"], row["body"]) for row in known] == [
                (row["position"], row["body"]) for row in recorded
            ]
            assert {row["state"] for row in known} <= {"applied"}


def stranger(position: int) -> Event:
    """A fact that nobody recorded."""
    now = datetime.fromisoformat("2026-11-09T08:00:00+00:00")
    fact = CaseOpened(board=BOARDS[0].id)
    return Event(
        id=uuid4(), type=fact.type, log="referral", position=position, subject=uuid4(), sequence=1, occurred=now,
        arrived=now, received=now, teller=BOARDS[0].id, origin=Origin.PORTAL, fact=fact,
    )  # fmt: skip


def poisons() -> list[tuple[Headers, bytes]]:
    """Messages that are no fact of ours, as headers and value."""
    headers, value = stranger(1).headers(), stranger(1).value()

    def other(name: str, raw: str) -> Headers:
        return [(known, raw.encode() if known == name else each) for known, each in headers]

    return [
        (headers, b'{"board": '),
        (headers, json.dumps({"board": SECRET}).encode()),
        ([], value),
        (other("ce_type", "se.utvag.referral.CaseForgotten.v1"), value),
        (other("ce_type", "se.utvag.referral.CaseOpened.v9"), value),
        (other("ce_position", "0"), value),
        (other("ce_position", "last"), value),
        (other("ce_occurred", "2026-02-30T00:00:00Z"), value),
        (other("ce_log", "directory"), value),
    ]


@pytest.mark.timeout(600)
async def test_what_is_no_fact_is_set_aside_by_all_and_the_house_goes_on(whole: WholeApplication) -> None:
    bad = poisons()
    async with AIOKafkaProducer(**whole.kafka.client()) as producer:
        for headers, value in bad:
            await producer.send_and_wait(whole.kafka.topic("referral"), value, key=b"x", headers=headers)
        await producer.send_and_wait(whole.kafka.watermarks, b"tomorrow", key=b"referral")
    placement = await place(whole, WHO)
    await whole.until_judged()
    assert (await whole.obligation(placement))["state"] == "open"
    for hearer, number in (("provider_audit", len(bad) + 1), ("notify", len(bad) + 1), ("referral", 1)):
        await fixtures.until(partial(_set_aside, whole, hearer, number), LONGEST_WAIT, f"set aside by {hearer}")
        rows = await whole.rows(hearer, f"select reason from {hearer}.unreadable_message")
        assert all(row["reason"] and SECRET not in str(row["reason"]) for row in rows)
    await check_nothing_lost(whole)


async def _set_aside(whole: WholeApplication, hearer: str, number: int) -> bool:
    return await fixtures.number(whole.application.database, hearer, f"{hearer}.unreadable_message") == number


@pytest.mark.timeout(600)
async def test_a_fact_that_the_transport_lost_accuses_nobody_and_comes_again(whole: WholeApplication) -> None:
    placement = await place(whole, WHO)
    await whole.until_judged()
    due = (await whole.obligation(placement))["due"]
    assert isinstance(due, datetime)
    await whole.set_now(due - timedelta(hours=1))
    await whole.stop("relay")
    await hand_in_plan(whole, WHO, placement, await whole.now())
    (row,) = await whole.rows("referral", "select position from referral.log_head")
    lost = int(str(row["position"]))
    async with whole.application.database.work("referral") as work:
        moved = await work.run(
            "update referral.relay_cursor set position = :lost where position = :before", lost=lost, before=lost - 1
        )
    assert moved == 1, "as if Kafka had taken the fact and lost it"
    await whole.set_now(due + timedelta(hours=2))
    whole.start("relay")
    later = await place(whole, WHO)
    hole = ("provider_audit", "referral")
    await fixtures.until(lambda: _is_missing(whole, hole, lost), LONGEST_WAIT, "the hole is seen")
    assert any(f"position {lost} is missing" in reason for reason in whole.application.health.caught_up())
    (progress,) = await whole.rows("provider_audit", "select until from provider_audit.progress")
    assert isinstance(progress["until"], datetime)
    assert progress["until"] < due, "nothing is judged past the hole"
    assert (await whole.obligation(placement))["state"] == "open"

    assert await replay(whole.application.database, "referral", lost) >= 1
    await whole.until_judged()
    assert (await whole.obligation(placement))["state"] == "met"
    assert await whole.findings(placement) == []
    assert (await whole.obligation(later))["state"] == "open"
    await check_nothing_lost(whole)


async def _is_missing(whole: WholeApplication, place_: tuple[str, str], position: int) -> bool:
    return whole.application.health.holes.get(place_) == position


@pytest.mark.timeout(300)
async def test_ten_megabytes_are_refused_by_the_portal_in_words_and_by_every_topic(whole: WholeApplication) -> None:
    async with httpx2.AsyncClient(timeout=60) as client:
        answer = await client.post(
            f"{whole.address}/language", headers={"origin": whole.address}, data={"language": "x" * 10_000_000}
        )
        assert answer.status_code == 413
        assert "Du är inte inloggad, och det du skickade är för stort" in answer.text
        assert (await client.get(f"{whole.address}/sign-in")).status_code == 200
    async with AIOKafkaProducer(**whole.kafka.client(), max_request_size=20_000_000) as producer:
        for topic in (*map(whole.kafka.topic, LOGS), whole.kafka.watermarks):
            with pytest.raises(MessageSizeTooLargeError):
                await producer.send_and_wait(topic, b"y" * 10_000_000, key=b"x")
    await whole.until_judged()
    await check_nothing_lost(whole)


@pytest.mark.timeout(300)
async def test_every_address_of_one_board_is_the_common_404_for_another(whole: WholeApplication) -> None:
    placement = await place(whole, dataclasses.replace(WHO, number="198112289874"))
    await whole.until_judged()
    theirs, other = Visitor(lambda: whole.address), Visitor(lambda: whole.address)
    try:
        await theirs.sign_in(WHO.board.people[0])
        await other.sign_in(BOARDS[1].people[0])
        (row,) = await whole.rows(
            "referral", "select case_id, referral_id from referral.placement where id = :id", id=placement
        )
        seeds = [
            f"/cases/{row['case_id']}",
            f"/placements/{placement}",
            f"/placements/{placement}/plan",
        ]
        addresses = set(seeds)
        for path in seeds:
            page = await theirs.open(path)
            assert page.status == 200, path
            addresses |= {href.split("#")[0] for href, _ in page.links if _is_about(href, row, placement)}
        assert len(addresses) > len(seeds)
        for path in sorted(addresses):
            seen, none = (
                await other.open(path),
                await other.open(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid4()), path)),
            )
            assert (seen.status, none.status) == (404, 404), path
            assert _without_clock(seen.words) == _without_clock(none.words), "missing and forbidden look alike"
    finally:
        await theirs.close()
        await other.close()


def _is_about(href: str, row: dict[str, object], placement: UUID) -> bool:
    ids = {str(row["case_id"]), str(row["referral_id"]), str(placement)}
    return href.startswith("/") and "?" not in href and any(each in href for each in ids)


def _without_clock(words: str) -> str:
    return re.sub(r"\d{1,2}[.:]\d{2}", "", words)
