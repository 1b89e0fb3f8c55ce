"""Voiding as pages and the command line call it: load, decide, save, emit; two operators, one fact.

The command line proposes and no more: there is no way to confirm but a page, signed in.
"""

from uuid import UUID

from sqlalchemy import bindparam, delete, null, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from schemas.codes import Origin
from schemas.new_event import Author
from schemas.reasons import VoidReason
from services.directory.paper_tables import VoidingRow
from services.directory.sign_in import OPERATORS
from services.directory.voiding.domain import Bad, Proposal, confirm, propose, stand_by
from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import PLATFORM
from services.runtime.parked.facts import ParkedFact

_THIS = col(VoidingRow.fact) == bindparam("fact")
_OPEN = col(VoidingRow.confirmed_by).is_(None)
_FOUND = select(*fields_of(VoidingRow, Proposal)).where(_THIS)
_LOAD = query(_FOUND, into=Proposal)
_LOCK = query(_FOUND.with_for_update(), into=Proposal)
_GIVEN = ("fact", "of_log", "provider", "board", "reason", "proposed_by", "proposed_at", "signed")
_ADD = insert(VoidingRow).values({name: bindparam(name) for name in _GIVEN})
_PROPOSE = query(
    _ADD.on_conflict_do_update(
        index_elements=["fact"],
        set_={name: getattr(_ADD.excluded, name) for name in ("reason", "proposed_by", "proposed_at", "signed")}
        | {"confirmed_by": null(), "confirmed_at": null()},
        where=col(VoidingRow.confirmed_by).is_not(None),
    )
)
_CONFIRM = query(
    update(VoidingRow)
    .where(_THIS, _OPEN)
    .values(confirmed_by=bindparam("confirmed_by"), confirmed_at=bindparam("confirmed_at"))
)
_SIGN = query(update(VoidingRow).where(_THIS, _OPEN).values(signed=true()))
_TAKE_BACK = query(delete(VoidingRow).where(_THIS, _OPEN))


async def proposal_of(work: Work, fact: UUID, *, lock: bool = False) -> Proposal | None:
    """Give what is proposed or done about a fact."""
    return await work.one(_LOCK if lock else _LOAD, fact=fact)


async def propose_voiding(
    work: Work, parked: ParkedFact | None, reason: VoidReason, author: Author, *, signed: bool = True
) -> None:
    """Keep one operator's proposal; not `signed` where nobody has signed in for it. Raises Refused."""
    known = await proposal_of(work, parked.id, lock=True) if parked else None
    made = propose(known, _bad(parked), reason, _person(author), await work.now(), signed=signed)
    if parked is not None:
        await work.run(
            _PROPOSE,
            fact=made.fact,
            of_log=parked.log,
            provider=parked.provider,
            board=parked.board,
            reason=made.reason,
            proposed_by=made.proposed_by,
            proposed_at=made.proposed_at,
            signed=made.signed,
        )


async def stand_by_voiding(work: Work, fact: UUID, author: Author) -> None:
    """Keep that whoever the command line named has signed in for the proposal. Raises Refused."""
    stand_by(await proposal_of(work, fact, lock=True), _person(author))
    await work.run(_SIGN, fact=fact)


async def confirm_voiding(work: Work, fact: UUID, parked: ParkedFact | None, author: Author, seen: str) -> None:
    """Record that two operators void a fact, as the second has `seen` it proposed. Raises Refused."""
    now = await work.now()
    new_event = confirm(await proposal_of(work, fact, lock=True), _bad(parked), _person(author), now, seen)
    await work.run(_CONFIRM, fact=fact, confirmed_by=_person(author), confirmed_at=now)
    work.emit([new_event], author.model_copy(update={"teller": PLATFORM}))


async def take_back(work: Work, fact: UUID) -> None:
    """Take a proposal back; any operator may, and nothing was done."""
    await work.run(_TAKE_BACK, fact=fact)


async def propose_by_command(database: Database, parked: ParkedFact, reason: VoidReason, person: UUID) -> str:
    """Propose on the command line, in the name of somebody who is an operator now; give what follows. Raises Refused, LookupError."""
    async with database.work("directory") as work:
        operators = {each.person for each in await work.all(OPERATORS)}
        if person not in operators:
            now = ", ".join(map(str, sorted(operators))) or "nobody"
            raise LookupError(f"{person} is no operator. Operators now, by their id: {now}")
        author = Author(teller=PLATFORM, person=person, origin=Origin.API, arrived=await work.now())
        await propose_voiding(work, parked, reason, author, signed=False)
    return (
        f"Proposed in the name of {person}, who signs in and stands by it at /parked/{parked.id}; "
        "another operator confirms it there. Nothing is voided before that."
    )


def _bad(parked: ParkedFact | None) -> Bad | None:
    return Bad(parked.id, parked.log, parked.provider, parked.board) if parked else None


def _person(author: Author) -> UUID:
    if author.person is None:
        raise LookupError("voiding needs a person")
    return author.person
