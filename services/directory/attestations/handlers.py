"""What people attest and ask for, as pages and the demonstration call it: each inside a work that the caller owns.

Every act takes `identity`, the id of its fact, for whoever needs it to come out the same again; else a new one is made.
"""

from datetime import date, datetime
from uuid import UUID

from schemas.new_event import Author
from schemas.reasons import ErrorReason
from services.directory.attestations import commands as acts
from services.directory.attestations.commands import Attestation
from services.directory.handlers import carry_out_in
from services.runtime.database.work import Work
from services.runtime.vault.vault import Vault


async def disclose_accounts(
    work: Work, author: Author, provider: UUID, fiscal_year: int, *, ownership: bool, identity: UUID | None = None
) -> UUID:
    """Record that a provider's accounts of a fiscal year are disclosed; give the fact's id. Raises Refused."""
    return await _one(work, author, acts.DiscloseAccounts(provider, fiscal_year, ownership, identity))


async def request_information(
    work: Work,
    vault: Vault,
    author: Author,
    provider: UUID,
    board: UUID | None,
    words: str,
    *,
    identity: UUID | None = None,
) -> UUID:
    """Ask a provider for information, as a board or (no board) a supervisor; give the request's id. Raises Refused."""
    return await _one(work, author, acts.RequestInformation(provider, board, words, identity), vault)


async def answer_information(
    work: Work, vault: Vault, author: Author, request: UUID, provider: UUID, words: str, *, identity: UUID | None = None
) -> UUID:
    """Answer a request for information as the provider it was made to; give the fact's id. Raises Refused."""
    return await _one(work, author, acts.AnswerInformation(request, provider, words, identity), vault)


async def engage_staff(
    work: Work,
    vault: Vault,
    author: Author,
    provider: UUID,
    unit: UUID,
    label: str,
    first_shift: datetime,
    *,
    engaged_before_until: date | None = None,
    staff: UUID | None = None,
    identity: UUID | None = None,
) -> UUID:
    """Record that somebody, by the provider's own label, works at a unit; give the fact's id. Raises Refused.

    `staff` is the pseudonym, random unless handed in; the same label of the same provider keeps its first one.
    """
    command = acts.EngageStaff(provider, unit, label, first_shift, engaged_before_until, staff, identity)
    return await _one(work, author, command, vault)


async def see_extracts(
    work: Work,
    author: Author,
    provider: UUID,
    unit: UUID,
    staff: UUID,
    seen_at: datetime,
    *,
    criminal_record_on: date | None,
    suspicion_record_on: date | None,
    identity: UUID | None = None,
) -> UUID:
    """Record that somebody's register extracts were seen; give the fact's id. Raises Refused."""
    command = acts.SeeExtracts(provider, unit, staff, seen_at, criminal_record_on, suspicion_record_on, identity)
    return await _one(work, author, command)


async def record_interruption(
    work: Work, author: Author, from_at: datetime, to_at: datetime, *, identity: UUID | None = None
) -> UUID:
    """Record an interruption of the portal that is over; give the fact's id. Raises Refused."""
    return await _one(work, author, acts.RecordInterruption(from_at, to_at, identity))


async def enter_in_error(
    work: Work, author: Author, fact: UUID, reason: ErrorReason, *, identity: UUID | None = None
) -> UUID:
    """Record that a fact of the author's organisation never was; give the correction's id. Raises Refused."""
    return await _one(work, author, acts.EnterInError(fact, author.teller, reason, identity))


async def correct_date(
    work: Work, author: Author, fact: UUID, field: str, to: datetime, *, identity: UUID | None = None
) -> UUID:
    """Record that a date of a fact of the author's organisation is another; give the correction's id. Raises Refused."""
    return await _one(work, author, acts.CorrectDate(fact, author.teller, field, to, identity))


async def agree_to_correction(work: Work, author: Author, correction: UUID, *, identity: UUID | None = None) -> UUID:
    """Agree, as the author's organisation, to the other party's correction; give the fact's id. Raises Refused."""
    return await _one(work, author, acts.AgreeToCorrection(correction, author.teller, identity))


async def _one(work: Work, author: Author, command: Attestation, vault: Vault | None = None) -> UUID:
    return (await carry_out_in(work, author, [command], vault))[0]
