"""The demonstration's casework: whoever owes a duty replies, controllers decide, most of the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlmodel import col, select

from schemas.codes import Origin, Role
from schemas.findings import Casework, Party, Standing
from schemas.new_event import Author
from services.demonstration.fixtures.kinds import Person
from services.demonstration.fixtures.people import BOARDS, PROVIDERS, SUPERVISOR
from services.provider_audit.casework import handlers
from services.provider_audit.casework.acts import (
    Act,
    Close,
    Confirm,
    Dismiss,
    DismissReason,
    Ground,
    Remedy,
    Reply,
    RequestCompletion,
    Stand,
)
from services.provider_audit.casework.state import offered
from services.provider_audit.tables import FindingRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.language.identifiers import derived
from services.runtime.vault.vault import Vault

_BOARDS = {board.id: board for board in BOARDS}
_PROVIDERS = {provider.id: provider for provider in PROVIDERS}
SEEN_AFTER, CLOSED_AFTER, GIVEN_UP_AFTER = timedelta(days=3), timedelta(days=40), timedelta(days=100)
REPLIES, DECIDES, DISMISSES, COMPLETES = 0.8, 0.85, 0.08, 0.1
_ASKED = (Casework.UNANSWERED, Casework.COMPLETION)
_OF_NO_CONSEQUENCE = "Det kom in kort efter fristen och hade ingen betydelse för personens stöd."
_HINDERED = "Sjukdom hos ordinarie handläggare är styrkt, och ersättare är nu utsedd."
_LACKS = "Svaret säger inte när den nya rutinen börjar gälla. Ange dag och vem som svarar för den."
_UPHELD = "Fristen följer av avtalet och svaret visar inget hinder som låg utanför den ansvariges kontroll."
_ROUTINE = "Bevakning av frister varje måndag, med utsedd ersättare"


@dataclass(frozen=True)
class Finding:
    """A finding as far as somebody decides by it; `asked` says that a completion was asked for."""

    id: UUID
    rule: str
    owes: list[Party]
    provider: UUID
    boards: list[UUID]
    standing: Standing
    casework: Casework
    judged_at: datetime
    replied: list[str]
    asked: bool


_NOT_WITHDRAWN = query(
    select(*fields_of(FindingRow, Finding, ("asked",)))
    .add_columns(col(FindingRow.completion_due).is_not(None).label("asked"))
    .where(FindingRow.standing != Standing.WITHDRAWN)
    .order_by(col(FindingRow.judged_at), col(FindingRow.id)),
    into=Finding,
)
Deed = tuple[Finding, Person, Party, Act]


async def reply_to_findings(database: Database, vault: Vault, now: datetime) -> None:
    """Let everybody who owes a duty answer what has come to them; the first finding of each rule is always answered."""
    findings = await _findings(database)
    answered = {finding.rule for finding in findings if finding.replied}
    deeds: list[Deed] = []
    for finding in findings:
        chance = _chance(finding, now)
        waits = finding.casework in _ASKED and now - finding.judged_at >= SEEN_AFTER
        if waits and (finding.rule not in answered or chance.random() < REPLIES):
            answered.add(finding.rule)
            deeds += [(finding, person, side, _reply(side, chance)) for person, side in _who_owes(finding)]
    await _take(database, vault, deeds, now)


async def decide_findings(database: Database, vault: Vault, now: datetime) -> None:
    """Let controllers, or the supervisor where no board is concerned, ask for completion, confirm, dismiss and close.

    The first answered finding of each rule that is settled is dismissed: it was without consequence. Until there is one,
    what was answered waits, so that a year that ends on any day shows it.
    """
    findings = await _findings(database)
    dismissed = {finding.rule for finding in findings if finding.casework == Casework.DISMISSED}
    deeds: list[Deed] = []
    for finding in findings:
        act = _decision(finding, now, first=finding.rule not in dismissed)
        if act is not None:
            if isinstance(act, Dismiss):
                dismissed.add(finding.rule)
            deeds.append((finding, _who_decides(finding), Party.BOARD, act))
    await _take(database, vault, deeds, now)


async def _findings(database: Database) -> Sequence[Finding]:
    async with database.plain() as plain:
        return await plain.all(_NOT_WITHDRAWN)


def _chance(finding: Finding, now: datetime) -> Random:
    return Random(f"{finding.id}|{now.date()}")


def _who_owes(finding: Finding) -> list[tuple[Person, Party]]:
    who = {Party.PROVIDER: _PROVIDERS[finding.provider].person, Party.BOARD: _controller(finding)}
    return [(who[side], side) for side in finding.owes]


def _who_decides(finding: Finding) -> Person:
    return _controller(finding) if finding.boards else SUPERVISOR


def _controller(finding: Finding) -> Person:
    boards = finding.boards
    return (_BOARDS[boards[0]] if boards else BOARDS[0]).person(Role.CONTROLLER)


def _reply(side: Party, chance: Random) -> Reply:
    if chance.random() < 0.7:
        return Reply(side, Stand.AGREE, None, "Det stämmer. Vi har ändrat våra rutiner så att det inte händer igen.")
    words = "Ordinarie handläggare var sjuk och ersättaren hade inte fått behörighet i tid."
    return Reply(side, Stand.PARTLY, Ground.HINDRANCE, words)


def _decision(finding: Finding, now: datetime, *, first: bool) -> Act | None:
    age, chance, settled = now - finding.judged_at, _chance(finding, now), finding.standing == Standing.SETTLED
    if finding.casework == Casework.CONFIRMED:
        return Close(now.date()) if age > (CLOSED_AFTER if settled else GIVEN_UP_AFTER) else None
    if finding.casework not in (*_ASKED, Casework.REPLIED) or age < SEEN_AFTER:
        return None
    if finding.replied and first and (settled or age < GIVEN_UP_AFTER):
        return Dismiss(DismissReason.SMALL, _OF_NO_CONSEQUENCE) if settled else None
    return _weighed(finding, now, chance) if chance.random() < DECIDES else None


def _weighed(finding: Finding, now: datetime, chance: Random) -> Act:
    settled = finding.standing == Standing.SETTLED
    if settled and chance.random() < DISMISSES:
        return Dismiss(DismissReason.HINDRANCE, _HINDERED)
    if finding.casework == Casework.REPLIED and not finding.asked and chance.random() < COMPLETES:
        return RequestCompletion(_LACKS)
    return Confirm(_UPHELD, Remedy(_ROUTINE, "föreståndaren", now.date() + CLOSED_AFTER))


async def _take(database: Database, vault: Vault, deeds: Sequence[Deed], now: datetime) -> None:
    """Take acts in one transaction; what the state of a finding does not allow waits."""
    async with database.work("provider_audit") as work:
        for finding, person, side, act in deeds:
            opened = await handlers.load(work, finding.id)
            if not offered(opened, type(act), now):
                continue
            author = Author(teller=person.organisation, person=person.id, origin=Origin.DEMONSTRATION, arrived=now)
            actor = handlers.Actor(person.id, person.organisation, side, person.role.value)
            event = derived("demonstration casework", finding.id, type(act).__name__, side, now.isoformat())
            await handlers.take(handlers.Acting(work, vault, actor, author), opened, act, event)
