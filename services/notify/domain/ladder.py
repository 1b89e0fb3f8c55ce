"""Who is notified in the place of somebody who cannot be reached: the next step of the ladder, and always the operator."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.codes import Role
from services.notify.domain.notice import Addressed, Notice, Recipient, Subject, at_board, at_platform
from services.notify.domain.planning.making import silence
from services.runtime.language.identifiers import derived

UNREACHED = {"no_recipient": "nobody_there", "no_channel": "no_mail_there"}
"""The kind of notice that says to the next step why somebody cannot be reached, by the reason of the skip."""


def next_steps(organisation: UUID, role: Role, boards: Sequence[UUID]) -> list[Recipient]:
    """Give who is notified when nobody with a role at an organisation can be reached.

    For a provider's manager it is `boards`, those concerned; the supervisor where there are none.
    """
    operator = at_platform(Role.OPERATOR)
    match role:
        case Role.COORDINATOR | Role.CONTROLLER:
            return [at_board(organisation, Role.UNIT_MANAGER), operator]
        case Role.PROVIDER_MANAGER if boards:
            return [*(at_board(board, Role.CONTROLLER) for board in boards), operator]
        case Role.UNIT_MANAGER | Role.PROVIDER_MANAGER | Role.REGISTER_KEEPER:
            return [at_platform(Role.SUPERVISOR), operator]
        case Role.SUPERVISOR | Role.ADMINISTRATOR:
            return [operator]
        case Role.OPERATOR:
            return []


def place(role: Role, unit: UUID | None) -> str:
    """Name a role, and the unit it is of, as a notice about it keeps them."""
    return f"{role.value}/{unit}" if unit else role.value


def resolve_key(organisation: UUID, role: Role, unit: UUID | None, reason: str) -> UUID:
    """Give the key under which it is said once, for all notices that reach nobody, who cannot be reached and why."""
    return derived("unreached", organisation, place(role, unit), reason)


def episode(resolve_key: UUID, notice: UUID) -> UUID:
    """Name one period during which somebody could not be reached, by the first notice that reached nobody."""
    return derived("unreached", resolve_key, notice)


def notices_instead(notice: Addressed, reason: str, contracted: Sequence[UUID], now: datetime) -> list[Notice]:
    """Notify everybody on the next step that a notice reached nobody; where the notice itself said so of another, pass it on.

    `contracted` are the boards that have a contract with a provider.
    """
    out_of_reach = resolve_key(notice.organisation, notice.role, notice.unit, reason)
    named = place(notice.role, notice.unit)
    notices = []
    for who in next_steps(notice.organisation, notice.role, _boards(notice, contracted)):
        notices.append(_saying(notice, UNREACHED[reason], who, out_of_reach, notice.organisation, named, now))
        if notice.condition in UNREACHED.values():
            notices.append(
                _saying(notice, notice.condition, who, notice.resolve_key, notice.entity, notice.period, now)
            )
    return notices


def _boards(notice: Addressed, contracted: Sequence[UUID]) -> list[UUID]:
    """Give the boards a provider's notice concerns: those that see it, that of its placement, else all with a contract."""
    named = [board for board in notice.seen_by if board != notice.organisation]
    own = [notice.entity_board] if notice.entity_board else []
    return named or own or list(contracted)


def _saying(
    of: Addressed,
    condition: str,
    who: Recipient,
    resolve_key: UUID,
    organisation: UUID | None,
    place: str,
    now: datetime,
) -> Notice:
    about = Subject(episode(resolve_key, of.id), resolve_key, 0, of.origin, entity=organisation, period=place)
    return Notice(condition, who, about, send_at=now, step=of.step + 1, waits=True, silent=silence(of.origin))
