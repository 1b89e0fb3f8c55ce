"""A database with notify's schema, facts made by hand, and a way to consume them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from schemas import directory, provider_audit, referral
from schemas.codes import AgeBand, ClauseType, LegalForm, Origin, Role, ServiceForm, TargetGroup, Tier
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.findings import Party, Severity
from services.notify import handlers
from services.notify.storage import deliver, dispatch
from services.notify.storage.inbox import LOGS
from services.runtime.database import log as event_log
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.query import written
from services.runtime.language.identifiers import derived
from services.runtime.process import clock
from services.runtime.service import Context
from services.runtime.settings import Settings
from services.runtime.vault.master_key import master_key
from services.runtime.vault.vault import Vault
from tests.parts.database import FreshDatabases

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday, 10.00 in Stockholm


def name(word: str) -> UUID:
    """An id by a word, the same in every test."""
    return derived("test", word)


BOTH = {"board": name("board"), "provider": name("provider")}


class Facts:
    """Makes facts as they stand in logs: positions, sequences and `received` rise by themselves."""

    def __init__(self, origin: Origin = Origin.PORTAL) -> None:
        self.origin = origin
        self.made: list[Event] = []
        self._position: dict[str, int] = defaultdict(int)
        self._sequence: dict[UUID, int] = defaultdict(int)

    def add(self, subject: str, fact: Fact, at: datetime = NOW, origin: Origin | None = None) -> Event:
        """Add a fact about a subject named by a word."""
        identity = name(subject)
        self._position[fact.log] += 1
        self._sequence[identity] += 1
        position = self._position[fact.log]
        event = Event(
            id=derived("event", fact.log, position),
            type=fact.type,
            log=fact.log,
            position=position,
            subject=identity,
            sequence=self._sequence[identity],
            occurred=at,
            arrived=at,
            received=at + timedelta(microseconds=position),
            teller=name("teller"),
            origin=origin or self.origin,
            fact=fact,
        )
        self.made.append(event)
        return event

    def organisations(self, hours: int | None = None) -> None:
        """A board, a provider, a contract between them, and somebody in every role."""
        self.add("board", directory.BoardRegistered(municipality="1280", name="Socialnämnden, Malmö"))
        self.add("provider", provider_named("Nordviken Stöd AB"))
        clause = directory.Clause(
            id=name("clause"), type=ClauseType.ESCALATION, parameters={"hours": hours or 0}, valid_from=date(2026, 1, 1)
        )
        self.add(
            "contract",
            directory.ContractRegistered(
                board=name("board"),
                provider=name("provider"),
                number="MA-1",
                forms=(ServiceForm.HVB,),
                valid_from=date(2026, 1, 1),
                audited_from=date(2026, 1, 1),
                clauses=(clause,) if hours else (),
            ),
        )
        for role, organisation in (
            (Role.COORDINATOR, "board"),
            (Role.UNIT_MANAGER, "board"),
            (Role.CONTROLLER, "board"),
            (Role.PROVIDER_MANAGER, "provider"),
        ):
            self.commission(role, organisation)
        for role in (Role.SUPERVISOR, Role.OPERATOR):
            self.commission(role, "")

    def commission(self, role: Role, organisation: str, person: str | None = None, unit: str | None = None) -> Event:
        """Give somebody a role; without an organisation, at the platform."""
        who = person or role.value
        fact = directory.PersonCommissioned(
            person=name(who),
            organisation=name(organisation) if organisation else UUID(int=0),
            role=role,
            unit=name(unit) if unit else None,
            valid_from=date(2026, 1, 1),
        )
        return self.add(f"commission {who}", fact)

    def placed(self, placement: str = "placement") -> Event:
        """Start a placement forty days ago."""
        return self.add(placement, placement_started(), NOW - timedelta(days=40))

    def opened(self, obligation: str = "obligation", due: datetime | None = None, **more: Any) -> Event:
        """Open a duty."""
        fields = duty(due) | {"version": 1, "clause": None, "trigger": None} | more
        return self.add(obligation, provider_audit.ObligationOpened(**fields), more.pop("at", NOW))

    def missed(
        self, obligation: str = "obligation", finding: str = "finding", due: datetime | None = None
    ) -> list[Event]:
        """Miss a duty, with its finding."""
        missing = provider_audit.ObligationMissed(**duty(due), finding=name(finding))
        return [self.add(obligation, missing), self.raised(finding, obligation=name(obligation))]

    def raised(self, finding: str = "finding", **more: Any) -> Event:
        """Raise a finding."""
        fields = {**about_finding(), **raised_fields(), **more}
        return self.add(finding, provider_audit.FindingRaised(**fields))


def provider_named(words: str) -> directory.ProviderRegistered:
    return directory.ProviderRegistered(
        orgnr="5560000001", name=words, legal_form=LegalForm.LIMITED_COMPANY, audited_from=date(2026, 1, 1)
    )


def placement_started() -> referral.PlacementStarted:
    return referral.PlacementStarted(
        case=name("case"),
        board=name("board"),
        provider=name("provider"),
        unit=name("unit"),
        orgnr="5560000001",
        form=ServiceForm.HVB,
        contract=name("contract"),
        permit=None,
        age_band=AgeBand.AGE_18_20,
        target_group=TargetGroup.CRIMINAL_NETWORK,
        started_at=NOW - timedelta(days=40),
        audited_from=date(2026, 1, 1),
    )


def referral_sent() -> referral.ReferralSent:
    return referral.ReferralSent(
        case=name("case"),
        board=name("board"),
        provider=name("provider"),
        unit=name("unit"),
        contract=name("contract"),
        permit=None,
        form=ServiceForm.HVB,
        age_band=AgeBand.AGE_18_20,
        target_group=TargetGroup.CRIMINAL_NETWORK,
        tier=Tier.STANDARD,
        threat_assessed_on=None,
        directory_position=1,
    )


def duty(due: datetime | None = None) -> dict[str, Any]:
    return {
        "rule": "R02",
        "owes": Party.PROVIDER,
        "provider": name("provider"),
        "board": name("board"),
        "about": name("placement"),
        "period": "2026-10",
        "due": due or datetime(2026, 12, 7, 23, tzinfo=UTC),
    }


def about_finding(severity: Severity = Severity.MEDIUM) -> dict[str, Any]:
    return {
        "rule": "R02",
        "owes": (Party.PROVIDER,),
        "provider": name("provider"),
        "boards": (name("board"),),
        "severity": severity,
    }


def raised_fields() -> dict[str, Any]:
    return {
        "version": 1,
        "about": name("placement"),
        "obligation": None,
        "raised_at": NOW,
        "judged_at": NOW,
        "reply_due": datetime(2026, 12, 2, 23, tzinfo=UTC),
    }


class NotifyService:
    """The notify service on a database: consumes events, moves the clock, runs its loops."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.context = Context(database, settings)
        self.vault = Vault(master_key(settings))

    async def consume(self, events: Sequence[Event]) -> list[Event]:
        """Apply facts in one work and give what was recorded."""
        async with self.database.work("notify") as work:
            await handlers.apply(work, list(events))
        return work.events

    async def marked(self, moment: datetime, *logs: str) -> None:
        """Hear that logs, all when none is named, held nothing more up to a moment."""
        async with self.database.work("notify") as work:
            for log in logs or LOGS:
                await work.run(
                    """insert into notify.inbox_watermark (log, position, received)
                    select :log, coalesce(max(position), 0), :moment from notify.inbox where log = :log
                    on conflict (log) do update set position = excluded.position, received = excluded.received""",
                    log=log,
                    moment=moment,
                )

    async def loops(self) -> None:
        """Run both loops until nothing is left."""
        async with self.database.work("notify") as work:
            await event_log.watermark(work, "notify")
        while await dispatch.step(self.context):
            pass
        while await deliver.step(self.context):
            pass

    async def at(self, moment: datetime) -> None:
        """Set the clock, everything being consumed up to then."""
        await clock.set_now(self.database, moment)
        await self.marked(moment)

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        """Read rows as tuples."""
        async with self.database.work("notify") as work:
            return [tuple(row.values()) for row in await work.all(written(statement), **values)]

    async def mailbox(self, role: str, language: Any = "sv") -> None:
        """Give the person of a role a mail address."""
        await handlers.set_channel(self.database, self.vault, name(role), f"{role}@example.test", language)

    async def skips(self) -> dict[str, set[tuple[str, str]]]:
        """Give why what was not sent, by condition."""
        found = defaultdict(set)
        for condition, channel, reason in await self.rows(
            "select n.condition, s.channel, s.reason from notify.skip s join notify.notice n on n.id = s.notice"
        ):
            found[condition].add((channel, reason))
        return dict(found)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
async def database(fresh_database: FreshDatabases) -> AsyncIterator[Database]:
    """A fresh database, marked as a test's, with the schemas runtime and notify."""
    opened = Database(fresh_database())
    await migrate.upgrade(opened, ["runtime", "notify"])
    async with opened.plain() as plain:
        await plain.run("update runtime.instance set kind = 'test'")
    yield opened
    await opened.close()


@pytest.fixture
async def service(database: Database, settings: Settings) -> NotifyService:
    made = NotifyService(database, settings)
    await made.at(NOW)
    return made


@pytest.fixture
async def mailboxes(service: NotifyService) -> None:
    """Everybody of every role can be mailed."""
    for role in Role:
        await service.mailbox(role)
