"""Findings to decide on."""

from uuid import UUID

from schemas.findings import Casework, Party, Severity, Standing
from services.provider_audit.casework.acts import (
    Reply,
    RequestCompletion,
    Stand,
)
from services.provider_audit.casework.state import CaseworkItem
from tests.provider_audit.play import at

NOW, REPLY_DUE = at("2026-03-20 09:00"), at("2026-03-31 22:00")
LATER = at("2026-04-01 09:00")
ITEM = CaseworkItem(
    finding=UUID(int=1),
    rule="R01",
    owes=(Party.PROVIDER,),
    provider=UUID(int=2),
    boards=(UUID(int=3),),
    severity=Severity.MEDIUM,
    standing=Standing.STANDING,
    casework=Casework.UNANSWERED,
    judged_at=at("2026-03-16 23:01"),
    reply_due=REPLY_DUE,
    supervisor_from=REPLY_DUE,
)
REPLY = Reply(Party.PROVIDER, Stand.AGREE, None, "Planen blev liggande hos oss, vi har ändrat rutinen.")
COMPLETE = RequestCompletion("Svaret säger inte när den nya rutinen började gälla.")
