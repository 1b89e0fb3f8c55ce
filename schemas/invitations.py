"""The facts of an invitation: made, and accepted by the one who was invited."""

from datetime import date
from uuid import UUID

from schemas.codes import Role
from schemas.fact import Fact, Instant


class PersonInvited(
    Fact,
    log="directory",
    subject="invitation",
    not_consumed_because="for operators and export: an invitation is no role yet",
):
    """Somebody was invited to a role at an organisation; who it is stands in no fact. The link holds until `expires`."""

    organisation: UUID
    role: Role
    unit: UUID | None = None
    valid_to: date | None = None
    expires: Instant


class InvitationAccepted(
    Fact,
    log="directory",
    subject="invitation",
    not_consumed_because="for operators and export: PersonCommissioned gives the role",
):
    """Whoever was invited signed in by the link and holds the role from then on, as that commission."""

    person: UUID
    commission: UUID
