"""Who is told in the place of somebody who cannot be reached: the next step, and always the operator."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.codes import Role
from services.notify.domain.notice import Addressed, Notice, Recipient, Subject, at_board, at_platform
from services.notify.domain.planning.making import silence
from services.runtime.language.identifiers import derived

UNREACHED = {"no_recipient": "nobody_there", "no_channel": "no_mail_there"}
"""The kind of notice by which the next step learns why somebody cannot be reached, by the reason of the skip."""


def next_steps(organisation: UUID, role: Role, boards: Sequence[UUID]) -> list[Recipient]:
    """Give who is told when nobody with a role at an organisation can be reached.

    `boards` are those whose matter it is, for a provider's manager; without any it is the supervisor.
    """
    operator = at_platform(Role.OPERATOR)
    match role:
        case Role.COORDINATOR | Role.CONTROLLER:
            return [at_board(organisation, Role.UNIT_MANAGER), operator]
        case Role.PROVIDER_MANAGER if boards:
            return [*(at_board(board, Role.CONTROLLER) for board in boards), operator]
        case Role.UNIT_MANAGER | Role.PROVIDER_MANAGER | Role.REGISTER_KEEPER:
            return [at_platform(Role.SUPERVISOR), operator]
        case Role.SUPERVISOR:
            return [operator]
        case Role.OPERATOR:
            return []


def place(role: Role, unit: UUID | None) -> str:
    """Name a role, and the unit it is of, as a notice about it keeps them."""
    return f"{role.value}/{unit}" if unit else role.value


def matter(organisation: UUID, role: Role, unit: UUID | None, reason: str) -> UUID:
    """Name what is told once for all notices that nobody gets: who cannot be reached, and why."""
    return derived("unreached", organisation, place(role, unit), reason)


def episode(matter: UUID, notice: UUID) -> UUID:
    """Name one time that somebody could not be reached, by the first notice that nobody got."""
    return derived("unreached", matter, notice)


def told_instead(notice: Addressed, reason: str, contracted: Sequence[UUID], now: datetime) -> list[Notice]:
    """Say to everybody on the next step that nobody gets a notice; and where that itself was the news, pass the news on.

    `contracted` are the boards that have a contract with a provider.
    """
    out_of_reach = matter(notice.organisation, notice.role, notice.unit, reason)
    named = place(notice.role, notice.unit)
    told = []
    for who in next_steps(notice.organisation, notice.role, _boards(notice, contracted)):
        told.append(_saying(notice, UNREACHED[reason], who, out_of_reach, notice.organisation, named, now))
        if notice.condition in UNREACHED.values():
            told.append(_saying(notice, notice.condition, who, notice.matter, notice.thing, notice.period, now))
    return told


def _boards(notice: Addressed, contracted: Sequence[UUID]) -> list[UUID]:
    """Give whose matter a provider's notice is: the boards that see it, that of its placement, else all with a contract."""
    named = [board for board in notice.seen_by if board != notice.organisation]
    own = [notice.thing_board] if notice.thing_board else []
    return named or own or list(contracted)


def _saying(
    of: Addressed, condition: str, who: Recipient, matter: UUID, organisation: UUID | None, place: str, now: datetime
) -> Notice:
    about = Subject(episode(matter, of.id), matter, 0, of.origin, thing=organisation, period=place)
    return Notice(condition, who, about, send_at=now, step=of.step + 1, waits=True, silent=silence(of.origin))
