"""Voiding as pages and the command line call it: load, decide, save, tell; two operators, one fact."""

from uuid import UUID

from schemas.codes import Origin, Role, VoidReason
from schemas.envelope import Author
from services.directory.domain.voiding import Bad, Proposal, confirm, propose
from services.directory.sign_in import in_force
from services.runtime.database import Database
from services.runtime.identifiers import PLATFORM
from services.runtime.parked import ParkedFact
from services.runtime.work import Work

_LOAD = "select * from directory.voiding where fact = :fact"
_KEEP = """insert into directory.voiding (fact, of_log, provider_id, board_id, reason, proposed_by, proposed_at)
values (:fact, :of_log, :provider, :board, :reason, :proposed_by, :proposed_at)
on conflict (fact) do update set reason = excluded.reason, proposed_by = excluded.proposed_by,
proposed_at = excluded.proposed_at, confirmed_by = null, confirmed_at = null where voiding.confirmed_by is not null"""
_CONFIRM = """update directory.voiding set confirmed_by = :person, confirmed_at = :now
where fact = :fact and confirmed_by is null"""
_TAKE_BACK = "delete from directory.voiding where fact = :fact and confirmed_by is null"


async def proposal_of(work: Work, fact: UUID, *, lock: bool = False) -> Proposal | None:
    """Give what is proposed or done about a fact."""
    row = await work.row(_LOAD + (" for update" if lock else ""), fact=fact)
    if row is None:
        return None
    reason = VoidReason(row["reason"])
    return Proposal(row["fact"], reason, row["proposed_by"], row["proposed_at"], row["confirmed_by"])


async def propose_voiding(work: Work, parked: ParkedFact | None, reason: VoidReason, author: Author) -> None:
    """Keep one operator's proposal. Raises Refused."""
    known = await proposal_of(work, parked.id, lock=True) if parked else None
    made = propose(known, _bad(parked), reason, _person(author), await work.now())
    if parked is not None:
        await work.run(
            _KEEP,
            fact=made.fact,
            of_log=parked.log,
            provider=parked.provider,
            board=parked.board,
            reason=made.reason.value,
            proposed_by=made.proposed_by,
            proposed_at=made.proposed_at,
        )


async def confirm_voiding(work: Work, fact: UUID, parked: ParkedFact | None, author: Author) -> None:
    """Tell that two operators void a fact. Raises Refused."""
    now = await work.now()
    telling = confirm(await proposal_of(work, fact, lock=True), _bad(parked), _person(author), now)
    await work.run(_CONFIRM, fact=fact, person=_person(author), now=now)
    work.tell([telling], author.model_copy(update={"teller": PLATFORM}))


async def take_back(work: Work, fact: UUID) -> None:
    """Take a proposal back; any operator may, and nothing was done."""
    await work.run(_TAKE_BACK, fact=fact)


async def void_by_command(database: Database, parked: ParkedFact, reason: VoidReason | None, person: UUID) -> str:
    """Propose or confirm on the command line, as an operator whom the directory knows; give what was done. Raises Refused, LookupError."""
    async with database.work("directory") as work:
        held = await work.rows(in_force("c.role = :role"), role=Role.OPERATOR.value)
        operators = {row["person"] for row in held}
        if person not in operators:
            now = ", ".join(map(str, sorted(operators))) or "nobody"
            raise LookupError(f"{person} is no operator. Operators now, by their id: {now}")
        author = Author(teller=PLATFORM, person=person, origin=Origin.API, arrived=await work.now())
        known = await proposal_of(work, parked.id)
        proposed = known is not None and known.confirmed_by is None
        if not proposed and reason is None:
            raise LookupError(f"nobody proposes to void {parked.id}: propose it with --reason")
        if not proposed and reason is not None:
            await propose_voiding(work, parked, reason, author)
            return "Proposed. Another operator confirms it: the same command with their own --person."
        await confirm_voiding(work, parked.id, parked, author)
    return "Voided. What waits behind it is judged and applied now."


def _bad(parked: ParkedFact | None) -> Bad | None:
    return Bad(parked.id, parked.log, parked.provider, parked.board) if parked else None


def _person(author: Author) -> UUID:
    if author.person is None:
        raise LookupError("voiding needs a person")
    return author.person
