"""Invitations to a role: made by an administrator or from the command line, accepted once by the one who is invited."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from schemas.codes import Role
from schemas.invitations import InvitationAccepted, PersonInvited
from services.directory.people.domain import check_role
from services.directory.shared import checks
from services.directory.shared.commands import AcceptInvitation, InvitePerson, RefuseInvitation
from services.directory.shared.outcome import Outcome, given, new_event
from services.directory.shared.register import Register
from services.directory.shared.state import Invitation
from services.runtime.language.words import Words

LINK_DAYS, LONGEST_DAYS = 7, 366
"""How long a link holds, and how long the role it leads to at most."""


def invite_person(register: Register, command: InvitePerson, now: datetime) -> Outcome:
    """Invite somebody to a role. Refused: unknown organisation or unit, a role of another kind, a day past or over a year ahead."""
    check_role(register, command.organisation, command.role, command.unit)
    today = checks.today(now)
    last = command.valid_to or today + timedelta(days=LONGEST_DAYS - 1)
    checks.span(today, last)
    if last >= today + timedelta(days=LONGEST_DAYS):
        raise checks.refuse(
            "too_long",
            "valid_to",
            Words(sv="En roll gäller högst ett år i taget.", en="A role holds for a year at a time at most."),
            Words(sv="Skriv en tidigare dag.", en="Write an earlier day."),
        )
    invitation = Invitation(
        id=given(register, command.id),
        organisation=command.organisation,
        role=Role(command.role),
        unit=command.unit,
        valid_to=last,
        token_hash=command.token_hash,
        invited_by=command.invited_by,
        expires=now + timedelta(days=LINK_DAYS),
    )
    fact = PersonInvited(
        organisation=invitation.organisation,
        role=invitation.role,
        unit=invitation.unit,
        valid_to=last,
        expires=invitation.expires,
    )
    return invitation, [new_event(invitation.id, now, fact)]


def accept_invitation(register: Register, command: AcceptInvitation, now: datetime) -> Outcome:
    """Accept an invitation. Refused: not on file, accepted already, or too old."""
    held = _open(register, command.id, now)
    fact = InvitationAccepted(person=command.person, commission=command.commission)
    return replace(held, accepted_at=now), [new_event(held.id, now, fact)]


def refuse_invitation(register: Register, command: RefuseInvitation, now: datetime) -> Outcome:
    """Keep that another tried to open it; whoever is invited can still do so. Refused as accepting is."""
    return replace(_open(register, command.id, now), refused_at=now), []


def _open(register: Register, invitation: UUID, now: datetime) -> Invitation:
    held = register.find(Invitation, invitation)
    if held is None or not held.open(now):
        raise checks.unknown("id", Words(sv="Inbjudan", en="The invitation"))
    return held
