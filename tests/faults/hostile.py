"""Wrong and hostile input by kind: onto the topics, into the log as an older version would have, by acts and by files."""

from __future__ import annotations

import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from schemas import directory, referral
from schemas.codes import AgeBand, Origin, ServiceForm, TargetGroup
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.new_event import Author, NewEvent
from services.directory.imports.take_in import from_operator
from services.runtime.errors import Refused
from tests.faults.whole_application import WholeApplication

Headers = list[tuple[str, bytes]]
Change = Callable[[dict[str, Any]], object]
PERMIT = {
    "orgnr": "5599990016", "form": ServiceForm.HVB, "age_bands": (AgeBand.AGE_26_PLUS,),
    "target_groups": (TargetGroup.CRIMINAL_NETWORK,), "maximum": 8, "valid_from": date(2026, 1, 1),
}  # fmt: skip


@dataclass
class Hostile:
    """Who attacks, whom, and everything that was sent onto a topic."""

    whole: WholeApplication
    board: UUID
    provider: UUID
    """Whose facts are spoilt; every other provider must be judged on."""
    sent: list[tuple[str, Headers, bytes | None]] = field(default_factory=list)
    logged: int = 0
    """How many facts were put into a log that cannot be applied."""
    chance: random.Random = field(default_factory=lambda: random.Random(4))

    async def event(self, log: str = "referral", position: int = 1) -> Event:
        """A fact that nobody recorded, at a position of a log."""
        now = await self.whole.now()
        plan = referral.PlanSubmitted(board=self.board, provider=self.provider, version=1)
        fact: Fact = plan if log == "referral" else directory.CommissionEnded(person=uuid4())
        return Event(
            id=uuid4(), type=fact.type, log=log, position=position, subject=uuid4(), sequence=1, occurred=now,
            arrived=now, received=now, teller=self.board, origin=Origin.PORTAL, fact=fact,
        )  # fmt: skip

    async def send(self, headers: Headers, value: bytes | None, topic: str = "referral") -> None:
        """Send a message onto a topic of facts, or onto the watermarks."""
        name = self.whole.kafka.watermarks if topic == "watermarks" else self.whole.kafka.topic(topic)
        async with AIOKafkaProducer(**self.whole.kafka.client(), max_request_size=20_000_000) as producer:
            await producer.send_and_wait(name, value, key=b"x", headers=headers)
        self.sent.append((name, headers, value))

    async def spoil(self, name: str, raw: bytes, *, position: int = 1, value: bytes | None = None) -> None:
        """Send a fact with one header changed, or another value."""
        event = await self.event(position=position)
        headers = [(known, raw if known == f"ce_{name}" else each) for known, each in event.headers()]
        await self.send(headers, event.value() if value is None else value)

    async def value(self, value: bytes | None) -> None:
        """Send a fact's headers with another value."""
        await self.send((await self.event()).headers(), value)

    async def head(self, log: str = "referral") -> int:
        """Where a log ends."""
        (row,) = await self.whole.rows(log, f"select position from {log}.log_head")
        return int(str(row["position"]))

    async def append(self, fact: Fact, occurred: datetime | None = None) -> None:
        """Tell a fact as the present version does."""
        now = await self.whole.now()
        async with self.whole.application.database.work(fact.log) as work:
            new_event = NewEvent.model_construct(subject=uuid4(), occurred=occurred or now, fact=fact, id=None)
            work.emit([new_event], Author(teller=self.board, origin=Origin.IMPORT, arrived=now))

    async def refused(self, fact: Fact, occurred: datetime | None = None) -> None:
        """Tell a fact that must be refused, with nothing appended."""
        before = await self.head(fact.log)
        with pytest.raises(Refused, match="unfit"):
            await self.append(fact, occurred)
        assert await self.head(fact.log) == before

    async def old(self, fact: Fact, change: Change = lambda _line: None, **more: Any) -> None:
        """Put a fact into the log as a version without checks did; `change` spoils its line, `more` its row."""
        now, log, number = await self.whole.now(), fact.log, more.get("number", 1)
        subject = more.get("subject", uuid4())
        async with self.whole.application.database.work(log) as work:
            head = await work.row(
                f"update {log}.log_head set position = position + :n, received = greatest(runtime.now(), "
                "received + interval '1 microsecond') returning position, received",
                n=number,
            )
            assert head is not None
            for nth in range(number):
                event = Event.model_construct(
                    id=uuid4(), type=fact.type, log=log, position=head["position"] - number + 1 + nth, subject=subject,
                    sequence=more.get("sequence", 1) + nth, occurred=now, arrived=now, received=head["received"].astimezone(UTC),
                    teller=self.board, person=None, attested_by=None, origin=Origin.IMPORT, traceparent=None, fact=fact,
                )  # fmt: skip
                line = event.line()
                body = change(line)
                await work.run(
                    f"insert into {log}.log (position, id, type, subject, sequence, received, body) "
                    "values (:position, :id, :type, :subject, :sequence, :received, :body)",
                    **event.model_dump(include={"position", "id", "subject", "sequence"}),
                    type=line.get("type", fact.type),
                    received=head["received"],
                    body=body if isinstance(body, str) else json.dumps(line, ensure_ascii=True, sort_keys=True),
                )
        self.logged += number

    def plan(self) -> Fact:
        """A plan of the provider under attack."""
        return referral.PlanSubmitted(board=self.board, provider=self.provider, version=1)

    def permit(self, **more: Any) -> Fact:
        """A permit of the provider under attack, unchecked."""
        values = PERMIT | {"provider": self.provider, "unit": uuid4(), "valid_to": None} | more
        return directory.PermitRegistered.model_construct(**values)

    async def file(self, text: str) -> None:
        """Take in a file that must be refused."""
        application = self.whole.application
        plan = await from_operator(application.database, application.vault, text.encode(), save=True)
        assert plan.wrong

    async def mark(self, **values: Any) -> None:
        """Send a watermark."""
        fields = {"kind": "watermark", "log": "referral", "position": 1, "received": "2026-11-09T07:00:00Z"} | values
        await self.send([], json.dumps(fields).encode(), "watermarks")
        self.sent.pop()


Kind = Callable[[Hostile], Awaitable[None]]
KINDS: dict[str, Kind] = {}


def kind(name: str) -> Callable[[Kind], Kind]:
    """Register a kind of input."""

    def register(function: Kind) -> Kind:
        KINDS[name] = function
        return function

    return register


def changed(**values: object) -> Change:
    """Change what a line tells beside its own fields."""
    return lambda line: line.update(values)


def altered(**values: object) -> Change:
    """Change what a line tells in its own fields."""
    return lambda line: line["data"].update(values)


TOPIC: dict[str, Kind] = {
    "no headers and no value": lambda h: h.send([], None),
    "no value": lambda h: h.value(None),
    "half a value": lambda h: h.value(b'{"board": '),
    "bytes that are no text": lambda h: h.value(bytes(h.chance.randbytes(500))),
    "JSON a hundred thousand deep": lambda h: h.value(b"[" * 100_000),
    "a number of six thousand digits": lambda h: h.value(b'{"version": ' + b"9" * 6000 + b"}"),
    "no number": lambda h: h.value(b'{"version": NaN}'),
    "half a pair of characters": lambda h: h.value(b'{"board": "\\ud800"}'),
    "nine hundred thousand bytes": lambda h: h.value(b"y" * 900_000),
    "position nought": lambda h: h.spoil("position", b"0"),
    "a position below nought": lambda h: h.spoil("position", b"-4"),
    "a position beyond 2^63": lambda h: h.spoil("position", str(2**63).encode()),
    "a position of six thousand digits": lambda h: h.spoil("position", b"9" * 6000),
    "a sequence that is a word": lambda h: h.spoil("sequence", b"seven"),
    "another log's name": lambda h: h.spoil("log", b"directory"),
    "an instant before time": lambda h: h.spoil("received", b"0001-01-01T00:00:00+14:00"),
    "a version that nobody knows": lambda h: h.spoil("type", b"se.utvag.referral.PlanSubmitted.v9"),
    "a NUL in a header": lambda h: h.spoil("subject", b"nobody\x00"),
    "a day that cannot be": lambda h: h.spoil("occurred", b"2026-02-30T00:00:00Z"),
    "a watermark that is a word": lambda h: h.send([], b"tomorrow", "watermarks"),
    "a watermark below nought": lambda h: h.send([], b'{"log":"referral","position":-1}', "watermarks"),
    "a watermark of no log": lambda h: h.mark(log="nowhere", position=10**9),
    "a watermark from the future": lambda h: h.mark(position=10**9, received="2090-01-01T00:00:00Z"),
    "a watermark from the past": lambda h: h.mark(position=0, received="2020-01-01T00:00:00Z"),
}
LOGGED: dict[str, Kind] = {
    "a year of three digits": lambda h: h.old(h.plan(), changed(occurred="206-11-21T23:47:58.000000Z")),
    "a day of the year 1026": lambda h: h.old(h.plan(), changed(occurred="1026-11-22T00:00:00.000000Z")),
    "a type of tomorrow": lambda h: h.old(h.plan(), changed(type="se.utvag.referral.PlanPraised.v1")),
    "a subject that nobody knows": lambda h: h.old(h.plan()),
    "a last day before the first": lambda h: h.old(h.permit(), altered(valid_from="2026-05-02", valid_to="2026-05-01")),
    "places beyond 2^63": lambda h: h.old(h.permit(), altered(maximum=2**64)),
    "places beyond 2^31": lambda h: h.old(h.permit(), altered(maximum=2**40)),
    "a NUL in a name": lambda h: h.old(
        directory.UnitRegistered(provider=h.provider, name="x"), altered(name="Enhet\0Norr")
    ),
    "half a character in a name": lambda h: h.old(
        directory.UnitRegistered(provider=h.provider, name="x"), altered(name="Enhet \ud800")
    ),
    "no object": lambda h: h.old(h.plan(), lambda _line: "[1, 2"),
    "ten megabytes": lambda h: h.old(h.plan(), altered(note="y" * 10_000_000)),
    "another position than its row": lambda h: h.old(h.plan(), changed(position=1)),
    "a field that is gone": lambda h: h.old(h.plan(), lambda line: line["data"].pop("version") and None),
    "a code of tomorrow": lambda h: h.old(h.plan(), changed(origin="telepathy")),
    "a gap in the sequence": lambda h: h.old(h.plan(), sequence=7),
    "a correction of nothing": lambda h: h.old(
        referral.CorrectionAgreed(board=h.board, provider=h.provider, fact=uuid4())
    ),
    "a hundred and fifty bad facts of one subject": lambda h: h.old(h.plan(), number=150),
}
ACTS: dict[str, Kind] = {
    "an act in the year 206": lambda h: h.refused(h.plan(), datetime(206, 11, 21, tzinfo=UTC)),
    "an act in the year 9999": lambda h: h.refused(h.plan(), datetime(9999, 1, 1, tzinfo=UTC)),
    "an act with a last day before the first": lambda h: h.refused(h.permit(valid_to=date(2025, 1, 1))),
    "an act with places beyond 2^40": lambda h: h.refused(h.permit(maximum=2**40)),
    "an act with a NUL": lambda h: h.refused(
        directory.UnitRegistered.model_construct(provider=h.provider, name="x\0y", county=None)
    ),
    "a file with the year 0206": lambda h: h.file(
        "[tillstånd behövs inte]\norganisationsnummer;enhet;insatsform;beslutat\n559999-0016;Norr;HVB;0206-11-22\n"
    ),
    "a file of bytes": lambda h: h.file("\0\0\1\2;;;\n"),
}
KINDS.update(TOPIC | LOGGED | ACTS)


@kind("ten megabytes onto a topic")
async def _(hostile: Hostile) -> None:
    with pytest.raises(MessageSizeTooLargeError):
        await hostile.value(b"y" * 10_000_000)


@kind("garbage where the next fact will stand")
async def _(hostile: Hostile) -> None:
    await hostile.spoil("occurred", b"never", position=await hostile.head() + 1)


@kind("the log's own facts, twenty times")
async def _(hostile: Hostile) -> None:
    (row,) = await hostile.whole.rows("directory", "select body from directory.log where position = 1")
    event = Event.from_text(str(row["body"]))
    for _nth in range(20):
        await hostile.send(event.headers(), event.value(), "directory")
        hostile.sent.pop()
