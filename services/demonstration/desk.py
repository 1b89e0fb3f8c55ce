"""The demonstration's casework: whoever owes a duty replies, controllers decide, most of the time."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import text

from schemas.codes import Casework, Origin, Party, Role
from schemas.envelope import Author
from services.demonstration.cast import BOARDS, PROVIDERS, Person
from services.provider_audit import desk
from services.provider_audit.casework import Act, Close, Confirm, Dismiss, DismissReason, Ground, Reply, Stand
from services.runtime.database import Database
from services.runtime.errors import Refused
from services.runtime.identifiers import derived
from services.runtime.security import Vault

_BOARDS = {board.id: board for board in BOARDS}
_PROVIDERS = {provider.id: provider for provider in PROVIDERS}
_OPEN = """select id, owes, provider_id, boards, casework, judged_at, reply_due from provider_audit.finding
where casework in ('unanswered', 'replied', 'confirmed') and standing <> 'withdrawn' order by judged_at, id"""
SETTLED_AFTER = timedelta(days=40)


async def work_the_findings(database: Database, vault: Vault, now: datetime) -> None:
    """Let everybody answer and decide what has come to them by `now`."""
    async with database.engine.connect() as connection:
        findings = (await connection.execute(text(_OPEN))).mappings().all()
    for finding in findings:
        for person, side, act in _acts(dict(finding), now):
            await _take(database, vault, finding["id"], person, side, act, now)


def _acts(finding: dict[str, object], now: datetime) -> list[tuple[Person, Party, Act]]:
    identity, judged_at = finding["id"], finding["judged_at"]
    chance = Random(f"{identity}|{now.date()}")
    if not isinstance(judged_at, datetime) or now - judged_at < timedelta(days=3):
        return []
    boards = finding["boards"]
    board = _BOARDS[boards[0]] if isinstance(boards, list) and boards else BOARDS[0]
    provider = _PROVIDERS[UUID(str(finding["provider_id"]))]
    controller = board.person(Role.CONTROLLER)
    owes = Party.PROVIDER if Party.PROVIDER in (finding["owes"] or ()) else Party.BOARD  # type: ignore[operator]
    who = provider.person if owes is Party.PROVIDER else controller
    state = finding["casework"]
    if state == Casework.CONFIRMED:
        return [(controller, Party.BOARD, Close(now.date()))] if now - judged_at > SETTLED_AFTER else []
    acts: list[tuple[Person, Party, Act]] = []
    if state == Casework.UNANSWERED and chance.random() < 0.75:
        acts.append((who, owes, _reply(owes, chance)))
    if chance.random() < 0.8:
        decision = Dismiss(DismissReason.HINDRANCE) if chance.random() < 0.15 else Confirm()
        acts.append((controller, Party.BOARD, decision))
    return acts


def _reply(side: Party, chance: Random) -> Reply:
    if chance.random() < 0.7:
        return Reply(side, Stand.AGREE, None, "Det stämmer. Vi har ändrat våra rutiner så att det inte händer igen.")
    words = "Ordinarie handläggare var sjuk och ersättaren hade inte fått behörighet i tid."
    return Reply(side, Stand.PARTLY, Ground.HINDRANCE, words)


async def _take(
    database: Database, vault: Vault, finding: UUID, person: Person, side: Party, act: Act, now: datetime
) -> None:
    author = Author(teller=person.organisation, person=person.id, origin=Origin.DEMONSTRATION, arrived=now)
    actor = desk.Actor(person.id, person.organisation, side, person.role.value)
    event = derived("demonstration casework", finding, type(act).__name__, now.isoformat())
    try:
        async with database.work("provider_audit") as work:
            matter = await desk.load(work, finding)
            await desk.take(work, vault, matter, act, actor, author, event)
    except Refused:
        return
