"""What people attest and ask for, one frozen value an act; `by` is the organisation whose word it is.

`words` is what somebody wrote: it is kept sealed beside the fact and never stands in it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.reasons import ErrorReason


@dataclass(frozen=True)
class DiscloseAccounts:
    """Record that a provider's annual accounts of a fiscal year, named by the year it ends in, are disclosed."""

    provider: UUID
    fiscal_year: int
    ownership: bool
    id: UUID | None = None


@dataclass(frozen=True)
class RequestInformation:
    """Ask a provider for information, as a board or, without one, as the supervisor."""

    provider: UUID
    board: UUID | None
    words: str
    id: UUID | None = None


@dataclass(frozen=True)
class AnswerInformation:
    """Answer a request for information, once."""

    request: UUID
    by: UUID
    words: str
    id: UUID | None = None


@dataclass(frozen=True)
class EngageStaff:
    """Record that somebody works at a unit from their first shift on; `words` is the provider's own label of them.

    `engaged_before_until` is the last day of an earlier engagement there. The shell gives the pseudonym `staff`: the same
    label of the same provider is the same person.
    """

    provider: UUID
    unit: UUID
    words: str
    first_shift: datetime
    engaged_before_until: date | None = None
    staff: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class SeeExtracts:
    """Record that somebody's register extracts were seen; the day each was issued, None for one not seen."""

    provider: UUID
    unit: UUID
    staff: UUID
    seen_at: datetime
    criminal_record_on: date | None
    suspicion_record_on: date | None
    id: UUID | None = None


@dataclass(frozen=True)
class RecordInterruption:
    """Record that the portal could not take anything in for a while."""

    from_at: datetime
    to_at: datetime
    id: UUID | None = None


@dataclass(frozen=True)
class EnterInError:
    """Record that a fact of one's own never was."""

    fact: UUID
    by: UUID
    reason: ErrorReason
    id: UUID | None = None


@dataclass(frozen=True)
class CorrectDate:
    """Record that a date of a fact of one's own is another."""

    fact: UUID
    by: UUID
    field: str
    to: datetime
    id: UUID | None = None


@dataclass(frozen=True)
class AgreeToCorrection:
    """Agree to the other party's correction or entry in error, named by its fact."""

    correction: UUID
    by: UUID
    id: UUID | None = None


Attestation = (
    DiscloseAccounts
    | RequestInformation
    | AnswerInformation
    | EngageStaff
    | SeeExtracts
    | RecordInterruption
    | EnterInError
    | CorrectDate
    | AgreeToCorrection
)
