"""Who is told in the place of somebody who cannot be reached: the next step, and always the operator."""

from collections.abc import Sequence
from uuid import UUID

from schemas.codes import Role
from services.notify.domain.notice import Recipient, at_board, at_platform
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
