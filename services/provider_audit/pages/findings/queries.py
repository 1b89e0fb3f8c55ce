"""What the audit's pages read of findings as SQL: the view of what the judge emitted is no table."""

from dataclasses import dataclass
from datetime import datetime

from schemas.findings import Severity
from services.runtime.database.query import written


@dataclass(frozen=True)
class Judgement:
    """What the judge emitted of a finding: `kind` is the event's name, `reason` why it was withdrawn."""

    kind: str
    at: datetime
    reason: str | None
    severity: Severity | None


JUDGEMENTS = written(
    "select kind, at, reason, severity from provider_audit.finding_told where finding = :finding order by position",
    into=Judgement,
)
