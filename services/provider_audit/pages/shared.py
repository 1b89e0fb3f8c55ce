"""What the pages of one finding have in common: who acts, for whom, and the finding as casework knows it."""

from datetime import date

from fastapi import Request

from schemas.codes import Casework, Party, Role, Standing
from schemas.envelope import Author
from services.provider_audit import desk
from services.provider_audit.casework import Matter
from services.provider_audit.pages.queries import FindingLine
from services.runtime.errors import Refused
from services.runtime.web import Viewer
from services.runtime.words import Words

LONGEST_NUMBER = 18
REPLIERS = (Role.PROVIDER_MANAGER, Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)


def matter_of(line: FindingLine) -> Matter:
    """Give a finding as casework knows it."""
    return Matter(
        finding=line.id,
        rule=line.rule,
        owes=tuple(Party(side) for side in line.owes),
        provider=line.provider,
        boards=line.boards,
        severity=line.severity,
        standing=Standing(line.standing),
        casework=Casework(line.casework),
        judged_at=line.judged_at,
        reply_due=line.reply_due,
        replied=frozenset(Party(side) for side in line.replied),
        supervisor_from=line.supervisor_from,
    )


def side_of(viewer: Viewer, provider: object) -> Party | None:
    """Give the side a viewer stands on in a finding about a provider; None for those who stand outside."""
    if viewer.role not in REPLIERS:
        return None
    return Party.PROVIDER if viewer.organisation == provider else Party.BOARD


def actor_of(viewer: Viewer, side: Party) -> desk.Actor:
    """Give the viewer as one who acts."""
    return desk.Actor(viewer.person, viewer.organisation, side, viewer.role.value)


def author_of(request: Request, viewer: Viewer) -> Author:
    """Give whose word the viewer's act is."""
    return Author(teller=viewer.organisation, person=viewer.person, arrived=request.state.arrived)


def told(refused: Refused, field: str) -> dict[str, Words]:
    """Give a refusal as the error of a field."""
    return {refused.field or field: refused.what + Words(sv=" ", en=" ") + refused.next_step}


def number_of(text: str) -> int | None:
    """Read the revision a form carries."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None


def day_of(text: str) -> date | None:
    """Read a day written yyyy-mm-dd or yyyymmdd, None when it is no day."""
    digits = text.strip().replace("-", "")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if len(digits) == len("20261122") else None
    except ValueError:
        return None
