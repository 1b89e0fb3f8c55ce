"""Referral on a database of its own: a directory it has consumed, people who act, and right answers for every form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from schemas import directory as directory_facts
from schemas.codes import AgeBand, ClauseType, LegalForm, Origin, ServiceForm, TargetGroup
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.new_event import Author
from schemas.reasons import EndReason, ReturnReason
from services.referral import handlers
from services.referral.cases.identity import Identity
from services.referral.inbox import apply
from services.referral.plans.form import Plan, parse_plan
from services.referral.referrals.answer_form import Answer
from services.referral.reports.end_form import parse_end_report
from services.referral.reports.monthly_fields import ReportFrame
from services.referral.reports.monthly_form import parse_report
from services.referral.returns.form import Returning
from services.referral.shared.actor import Acting, OutsideActor
from services.referral.shared.commands import End, Start
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.language.identifiers import derived
from services.runtime.vault.vault import Vault
from tests.parts.forms import apart

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=STOCKHOLM)  # a Wednesday
TODAY = NOW.date()
ORGNR = "5560360793"
NUMBER = "199001010017"


def name(word: str) -> UUID:
    """An id by a word, the same in every test."""
    return derived("test", word)


BOARD = OutsideActor(name("coordinator"), name("board"), "board")
OTHER_BOARD = OutsideActor(name("other coordinator"), name("other board"), "board")
PROVIDER = OutsideActor(name("manager"), name("provider"), "provider")
OTHER_PROVIDER = OutsideActor(name("other manager"), name("other provider"), "provider")


def author(actor: OutsideActor, at: datetime = NOW) -> Author:
    """Whose word a fact is; outside the portal, so that the test's own clock counts."""
    return Author(teller=actor.organisation, person=actor.person, origin=Origin.DEMONSTRATION, arrived=at)


def scope(actor: OutsideActor) -> Scope:
    """The rows an actor may touch."""
    boards = (actor.organisation,) if actor.organisation_kind == "board" else ()
    providers = (actor.organisation,) if actor.organisation_kind == "provider" else ()
    return Scope(boards=boards, providers=providers, person=actor.person)


@dataclass
class Directory:
    """Facts of a directory by hand, in the order they are recorded."""

    events: list[Event] = field(default_factory=list)
    before: int = 0
    """How much was recorded before these facts."""
    _sequence: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, subject: str, fact: Fact) -> Event:
        identity = name(subject)
        self._sequence[identity] += 1
        position = self.before + len(self.events) + 1
        event = Event(
            id=derived("event", position), type=fact.type, log="directory", position=position, subject=identity,
            sequence=self._sequence[identity], occurred=NOW, arrived=NOW, received=NOW + timedelta(microseconds=position),
            teller=name("platform"), origin=Origin.DEMONSTRATION, fact=fact,
        )  # fmt: skip
        self.events.append(event)
        return event

    def permit(self, maximum: int = 2, **changes: object) -> directory_facts.PermitRegistered:
        values = {
            "provider": name("provider"), "unit": name("unit"), "orgnr": ORGNR, "form": ServiceForm.HVB,
            "age_bands": (AgeBand.AGE_26_PLUS,), "target_groups": (TargetGroup.CRIMINAL_NETWORK,), "maximum": maximum,
            "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31), **changes,
        }  # fmt: skip
        return directory_facts.PermitRegistered.model_validate(values)

    def other_terms(self, maximum: int = 2, **changes: object) -> directory_facts.PermitChanged:
        """Other terms of the same permit, in force from their telling on."""
        return directory_facts.PermitChanged.model_validate(self.permit(maximum, **changes).model_dump())

    def usual(self, maximum: int = 2) -> None:
        """A board and another, a provider with a unit, a permit and a contract with a clause on answers."""
        self.add("board", directory_facts.BoardRegistered(municipality="1280", name="Socialnämnden, Malmö"))
        self.add("other board", directory_facts.BoardRegistered(municipality="1480", name="Socialnämnden, Göteborg"))
        for word, orgnr, called in (
            ("provider", ORGNR, "Nordviken Stöd AB"),
            ("other provider", "2120000142", "Ankaret AB"),
        ):
            self.add(word, directory_facts.ProviderRegistered(
                orgnr=orgnr, name=called, legal_form=LegalForm.LIMITED_COMPANY, audited_from=date(2026, 1, 1)))  # fmt: skip
        self.add("unit", directory_facts.UnitRegistered(provider=name("provider"), name="Enhet Nord"))
        self.add("permit", self.permit(maximum))
        clause = directory_facts.Clause(id=name("clause"), type=ClauseType.R09, parameters={"standard_working_days": 7},
                             valid_from=date(2026, 1, 1))  # fmt: skip
        self.add("contract", directory_facts.ContractRegistered(
            board=name("board"), provider=name("provider"), number="MA-2026-1", forms=(ServiceForm.HVB,),
            valid_from=date(2026, 1, 1), audited_from=date(2026, 1, 1), clauses=(clause,)))  # fmt: skip


def inquiry(today: date = TODAY) -> dict[str, dict[str, str | list[str]]]:
    """A whole inquiry in which every part is right on a day."""
    goal = {"area_1": "HOUSING", "goal_1": "Bor kvar i lägenheten", "seen_1": "Hyran betald varje månad"}
    return {
        "eligibility": {"definition": "SOL-2025-1", "outcome": "SOL_ONLY", "assessed_on": today.isoformat(),
                        "target_group": "CRIMINAL_NETWORK"},
        "consent": {"scope": "Allt som rör insatsen", "receivers": ["PROVIDER"], "from": today.isoformat(),
                    "to": (today + timedelta(days=365)).isoformat()},
        "decision": {"legal_basis": "SOL_BISTAND", "form": "HVB", "decision_number": "SN-2026-118",
                     "start_on": (today + timedelta(days=7)).isoformat(), "months": "6", "tier": "standard"},
        "needs": {"areas": ["HOUSING", "WORK"], "description": "Behöver ett boende på annan ort och stöd till arbete. " * 2},
        "safety": {"threat_reference": "A-2026-77", "threat_assessed_on": today.isoformat(), "conditions": ["TWO_STAFF"]},
        "goals": goal,
        "provider": {"choice": f"{name('provider')}:{name('unit')}"},
        "contact": {"function": "Mottagningen", "phone": "040-123 45 67", "deputy": "Jouren"},
    }  # fmt: skip


def plan_form(today: date = TODAY) -> dict[str, str]:
    """A plan as it is typed, right on a day."""
    return {"area_1": "HOUSING", "goal_1": "Bor kvar i lägenheten", "seen_1": "Hyran betald", "actions": "Möte varje vecka på mottagningen",
            "followed_up": "Vid varje möte", "follow_up_on": (today + timedelta(days=60)).isoformat(),
            "own_view_declined": "yes", "attest": "yes"}  # fmt: skip


def report_form(day: str = "2026-11-18") -> dict[str, str]:
    """A monthly report as it is typed, with one goal."""
    return {"days_present": "10", "contacts_planned": "12", "contacts_held": "10", "contacts_late": "1",
            "contacts_missed": "2", "missed_acceptable": "1", "missed_unacceptable": "1", "missed_own_obstacle": "0",
            "status_1": "FORWARD", "changes": "Har flyttat in och börjat på en kurs med handledning två dagar i veckan.",
            "threat": "UNCHANGED", "safety_plan_on": day, "incidents": "yes", "qualified_share": "60",
            "own_view_declined": "yes", "plan_on": day, "next": "Praktik och fler möten med handledaren.",
            "attest": "yes"}  # fmt: skip


def end_form(day: str = "2026-11-18") -> dict[str, str]:
    """An end report as it is typed, with one goal."""
    return {"outcome_1": "ACHIEVED", "evidence_kind_1": "DOCUMENT", "evidence_on_1": day, "evidence_reference_1": "Hyresavi",
            "summary": "Insatsen har gett ett eget boende och en plats på en utbildning som fortsätter i vår.",
            "handover": "Socialtjänsten följer upp boendet.", "own_view_declined": "yes", "attest": "yes"}  # fmt: skip


def right_plan(at: datetime = NOW) -> Plan:
    """A checked plan."""
    plan, errors = apart(parse_plan(plan_form(at.date()), at.date()))
    assert plan is not None, errors
    return plan


RETURNING = Returning(
    reason=ReturnReason.INCOMPLETE, fields=("actions",), remarks="Skriv vilka dagar ni träffas, inte bara hur ofta."
)


@dataclass
class Given:
    """A database with referral's schema, its vault, and short ways through the usual acts."""

    database: Database
    vault: Vault

    async def consume(self, directory: Directory) -> None:
        async with self.database.work("referral") as work:
            await apply(work, directory.events)

    def acting(self, work: Work, actor: OutsideActor, at: datetime = NOW) -> Acting:
        """With what a handler acts for somebody at an instant."""
        return Acting(work, self.vault, actor, author(actor, at))

    async def draft(self, word: str = "one", at: datetime = NOW, actor: OutsideActor = BOARD) -> UUID:
        """A whole draft in a case of its own."""
        async with self.database.work("referral", scope(actor)) as work:
            person = Identity("Åsa O'Öberg", NUMBER)
            case = await handlers.open_case(self.acting(work, actor, at), person, name(f"case {word}"))
            referral = await handlers.open_referral(self.acting(work, actor, at), case, name(f"referral {word}"))
            await handlers.save_draft(self.acting(work, actor, at), referral, inquiry(at.date()))
        return referral

    async def sent(self, word: str = "one", at: datetime = NOW) -> UUID:
        referral = await self.draft(word, at)
        async with self.database.work("referral", scope(BOARD)) as work:
            await handlers.send_referral(self.acting(work, BOARD, at), referral)
        return referral

    async def accepted(self, word: str = "one", at: datetime = NOW) -> UUID:
        referral = await self.sent(word, at)
        answer = Answer(None, (at + timedelta(days=7)).date(), "Föreståndaren", "", "")
        async with self.database.work("referral", scope(PROVIDER)) as work:
            return await handlers.accept(self.acting(work, PROVIDER, at), referral, answer, name(f"placement {word}"))

    async def started(self, word: str = "one", at: datetime = NOW) -> UUID:
        placement = await self.accepted(word, at)
        async with self.database.work("referral", scope(PROVIDER)) as work:
            await handlers.start(self.acting(work, PROVIDER, at), placement, Start(at))
        return placement

    async def with_papers(self, word: str = "one", at: datetime = NOW) -> UUID:
        """A placement that runs, with a plan handed in."""
        placement = await self.started(word, at)
        async with self.database.work("referral", scope(PROVIDER)) as work:
            await handlers.submit_plan(self.acting(work, PROVIDER, at), placement, right_plan(at))
        return placement

    async def reported(self, word: str = "one", at: datetime = NOW) -> UUID:
        """A placement that runs, with a plan and this month's report handed in."""
        placement = await self.with_papers(word, at)
        await self.report(placement, at)
        return placement

    async def report(self, placement: UUID, at: datetime = NOW) -> UUID:
        """Hand in this month's report; give the id of its fact."""
        frame = ReportFrame(f"{at:%Y-%m}", at.date(), right_plan(at).goals)
        report, errors = apart(parse_report(report_form(at.date().isoformat()), frame))
        assert report is not None, errors
        async with self.database.work("referral", scope(PROVIDER)) as work:
            return await handlers.submit_report(self.acting(work, PROVIDER, at), placement, report)

    async def ended(self, word: str = "one", at: datetime = NOW) -> UUID:
        """A placement that has ended, with its end report."""
        placement = await self.with_papers(word, at)
        report, errors = apart(parse_end_report(end_form(at.date().isoformat()), right_plan(at).goals, at.date()))
        assert report is not None, errors
        async with self.database.work("referral", scope(PROVIDER)) as work:
            end = End(at, EndReason.COMPLETED, planned=True)
            await handlers.end_placement(self.acting(work, PROVIDER, at), placement, end)
            await handlers.submit_end_report(self.acting(work, PROVIDER, at), placement, report)
        return placement

    async def now(self) -> datetime:
        """The database's clock, in Stockholm."""
        async with self.database.work("referral") as work:
            return (await work.now()).astimezone(STOCKHOLM)

    async def recorded(self) -> list[str]:
        """The names of the facts in the log, in order."""
        async with self.database.work("referral") as work:
            return [
                row["type"].split(".")[3] for row in await work.rows("select type from referral.log order by position")
            ]

    async def facts(self, name: str) -> list[Event]:
        """The facts of a name in the log, in order."""
        async with self.database.work("referral") as work:
            rows = await work.rows("select body from referral.log order by position")
        events = [Event.from_text(row["body"]) for row in rows]
        return [event for event in events if type(event.fact).__name__ == name]
