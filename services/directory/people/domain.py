"""Commissions: which role a person holds at which organisation, and since when no more."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Role
from schemas.directory import CommissionEnded, PersonCommissioned
from services.directory.shared import checks
from services.directory.shared.commands import CommissionPerson, EndCommission, LimitCommission
from services.directory.shared.outcome import Outcome, given, new_event
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Board, Commission, Provider, Unit
from services.runtime.language.words import Words

BOARD_ROLES = frozenset({Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER, Role.ADMINISTRATOR})
PROVIDER_ROLES = frozenset({Role.PROVIDER_MANAGER, Role.ADMINISTRATOR})
PLATFORM_ROLES = frozenset({Role.SUPERVISOR, Role.OPERATOR, Role.REGISTER_KEEPER, Role.ADMINISTRATOR})


def commission_person(register: Register, command: CommissionPerson, now: datetime) -> Outcome:
    """Give a person a role. Refused: unknown organisation or unit, a role of another kind, held already, impossible days."""
    check_role(register, command.organisation, command.role, command.unit)
    first = command.valid_from or checks.today(now)
    checks.span(first, command.valid_to)
    for held in register.all(Commission):
        if same_role(held, command) and _in_force_some_day(held, first, command.valid_to):
            raise checks.taken("role", Words(sv="Rollen för den personen", en="That role of the person"))
    commission = Commission(
        id=given(register, command.id),
        person=command.person,
        organisation=command.organisation,
        role=Role(command.role),
        unit=command.unit,
        valid_from=first,
        valid_to=command.valid_to,
    )
    return commission, [new_event(commission.id, now, _commissioned(commission))]


def _commissioned(commission: Commission) -> PersonCommissioned:
    return PersonCommissioned(
        person=commission.person,
        organisation=commission.organisation,
        role=commission.role,
        unit=commission.unit,
        valid_from=commission.valid_from,
        valid_to=commission.valid_to,
    )


def end_commission(register: Register, command: EndCommission, now: datetime) -> Outcome:
    """Take a role from a person at once. Refused: not on file, or ended already."""
    held = _held(register, command.id)
    return replace(held, ended=now), [new_event(held.id, now, CommissionEnded(person=held.person))]


def limit_commission(register: Register, command: LimitCommission, now: datetime) -> Outcome:
    """Set a role's last day. Refused: not on file, ended already, or a day that has been or lies before the first."""
    held = _held(register, command.id)
    if command.valid_to < checks.today(now):
        raise checks.refuse(
            "past",
            "valid_to",
            Words(sv="Dagen {day} har redan varit.", en="The day {day} has already been.").fill(day=command.valid_to),
            Words(sv="Skriv i dag eller en senare dag.", en="Write today or a later day."),
        )
    checks.span(held.valid_from, command.valid_to)
    limited = replace(held, valid_to=command.valid_to)
    return limited, [new_event(held.id, now, _commissioned(limited))]


def _held(register: Register, commission: UUID) -> Commission:
    held = register.find(Commission, commission)
    if held is None:
        raise checks.unknown("id", Words(sv="Rollen", en="The role"))
    if held.ended is not None:
        raise checks.refuse(
            "ended",
            "id",
            Words(sv="Rollen är redan avslutad.", en="The role has already ended."),
            Words(sv="Du behöver inte göra något.", en="You need not do anything."),
        )
    return held


def check_leaving(held: Commission, by: UUID | None, administrators: int) -> None:
    """Refuse to take one's own role away, and that of the last of an organisation's `administrators`. Raises Refused."""
    if held.person == by:
        raise checks.refuse(
            "oneself",
            "id",
            Words(sv="Du kan inte ändra din egen roll.", en="You cannot change your own role."),
            Words(sv="Be en annan administratör.", en="Ask another administrator."),
        )
    if held.role is Role.ADMINISTRATOR and administrators <= 1:
        raise checks.refuse(
            "last_administrator",
            "id",
            Words(sv="Den sista administratören kan inte avslutas.", en="The last administrator cannot be ended."),
            Words(sv="Bjud in en ny administratör först.", en="Invite a new administrator first."),
        )


def in_force(commission: Commission, day: date) -> bool:
    """Tell whether a commission holds on a day; an ended one never does."""
    return (
        commission.ended is None
        and commission.valid_from <= day
        and (commission.valid_to is None or day <= commission.valid_to)
    )


def is_over(commission: Commission, day: date) -> bool:
    """Tell whether a commission holds on no day from a day on."""
    return commission.ended is not None or (commission.valid_to is not None and commission.valid_to < day)


def check_role(register: Register, organisation: UUID, role: Role, of_unit: UUID | None) -> None:
    """Refuse a role that an organisation, or that unit of it, does not have. Raises Refused."""
    unit = None if of_unit is None else register.find(Unit, of_unit)
    if of_unit is not None and (unit is None or unit.provider != organisation):
        raise checks.unknown("unit", Words(sv="Enheten hos den utföraren", en="That unit of the provider"))
    if organisation == PLATFORM:
        allowed = PLATFORM_ROLES
    elif register.find(Board, organisation) is not None:
        allowed = BOARD_ROLES
    elif register.find(Provider, organisation) is not None:
        allowed = PROVIDER_ROLES
    else:
        raise checks.unknown("organisation", Words(sv="Organisationen", en="The organisation"))
    if role not in allowed:
        names = ", ".join(sorted(each.value for each in allowed))
        raise checks.refuse(
            "role",
            "role",
            Words(sv="Rollen {role} finns inte där.", en="There is no role {role} there.").fill(role=role.value),
            Words(sv="Välj en av: {names}.", en="Choose one of: {names}.").fill(names=names),
        )


def same_role(held: Commission, asked: CommissionPerson) -> bool:
    """Tell whether a role on file is the one asked for, whatever their days: the same person, organisation, role and unit."""
    return (held.person, held.organisation, held.role, held.unit) == (
        asked.person,
        asked.organisation,
        asked.role,
        asked.unit,
    )


def _in_force_some_day(held: Commission, first: date, last: date | None) -> bool:
    return (
        held.ended is None
        and (last is None or held.valid_from <= last)
        and (held.valid_to is None or first <= held.valid_to)
    )
