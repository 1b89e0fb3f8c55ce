"""The facts of provider_audit: obligations and findings, and what people did with them."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.fact import Fact, Instant
from schemas.findings import Party, Severity

NOTIFY = ("notify",)
JudgedAgain = Annotated[str, Field(pattern="^(new_judge|tried_again)$")]
"""Why the same facts were judged again: by a new version of the judge, or because an operator asked; none for what facts brought."""


class AboutObligation(Fact):
    """Which duty: the rule, who owes it, and what it is about. The subject is the obligation's derived id."""

    rule: str
    owes: Party
    provider: UUID
    board: UUID | None
    about: UUID
    """The placement, referral or contract the duty rests on."""
    period: str = ""
    due: Instant
    judged_again: JudgedAgain | None = None


class ObligationOpened(AboutObligation, log="provider_audit", subject="obligation", consumers=NOTIFY):
    """A clock began. `trigger` is the fact that began it, none for a calendar trigger; `version` is the rule's."""

    version: int
    clause: UUID | None
    trigger: UUID | None


class ObligationMet(AboutObligation, log="provider_audit", subject="obligation", consumers=NOTIFY):
    """The duty was fulfilled in time. `by` is the submission's fact."""

    by: UUID


class ObligationMissed(AboutObligation, log="provider_audit", subject="obligation", consumers=NOTIFY):
    """The due passed, everything up to it was heard, and nothing had arrived."""

    finding: UUID


class ObligationMetLate(AboutObligation, log="provider_audit", subject="obligation", consumers=NOTIFY):
    """The duty was fulfilled after its due."""

    by: UUID
    delay: timedelta


class ObligationLapsed(AboutObligation, log="provider_audit", subject="obligation", consumers=NOTIFY):
    """The duty is owed no more: what triggered it was withdrawn or ended in time."""

    reason: str


class ObligationWaived(AboutObligation, log="provider_audit", subject="obligation", consumers=NOTIFY):
    """The board waived the duty. `by` is the waiving fact."""

    by: UUID


class AboutFinding(Fact):
    """Which finding: the rule, who answers it, and whom it concerns. The subject is the finding's derived id."""

    rule: str
    owes: tuple[Party, ...]
    provider: UUID
    boards: tuple[UUID, ...]
    severity: Severity
    judged_again: JudgedAgain | None = None


class FindingRaised(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """A duty was missed or a condition began. `raised_at` is the due or the beginning, `judged_at` when it was judged."""

    version: int
    about: UUID
    obligation: UUID | None
    raised_at: Instant
    judged_at: Instant
    reply_due: Instant


class FindingSeverityRaised(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """The same finding is now more serious, from `at`."""

    at: Instant


class FindingSettled(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """The duty was fulfilled late, or the condition ended, at `at`."""

    at: Instant


class FindingWithdrawn(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """The finding does not hold, and why; it stays to be seen, struck."""

    reason: str


class FindingReplied(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """Whoever owes the duty gave their view, by code; the words stay in the portal."""

    stand: Annotated[str, Field(pattern="^(agree|partly|disagree)$")]
    ground: str | None = None


class FindingCompletionRequested(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """The board's controller asks whoever owes the duty for more, before `reply_due`; the words stay in the portal."""

    reply_due: Instant


class FindingConfirmed(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """The board's controller stands by the finding."""


class FindingDismissed(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """The board's controller does not hold the finding against anybody; coded reason."""

    reason: str


class FindingClosed(AboutFinding, log="provider_audit", subject="finding", consumers=NOTIFY):
    """Nothing more is asked for in the matter of a confirmed finding."""

    closed_on: date


class JudgementSuspended(Fact, log="provider_audit", subject="dossier", consumers=NOTIFY):
    """A dossier cannot be judged since then: which subject's fact is missing or parked, and why.

    `fact` is the one that cannot be judged, of the log `of_log`, told by `teller`; `board` is the one it names, if any.
    """

    provider: UUID
    stuck: UUID
    why: str
    since: Instant
    fact: UUID | None = None
    of_log: str | None = None
    teller: UUID | None = None
    board: UUID | None = None


class JudgementResumed(Fact, log="provider_audit", subject="dossier", consumers=NOTIFY):
    """The subject `stuck` of the dossier is judged again."""

    provider: UUID
    stuck: UUID | None = None
