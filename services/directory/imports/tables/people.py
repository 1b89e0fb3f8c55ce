"""How the rows of people and their roles are planned."""

from uuid import UUID

from schemas.codes import Role
from services.directory.imports.cells import Cells
from services.directory.imports.named_in_row import board_of, provider_of, unit_of
from services.directory.imports.planning import Channel, Plan, State
from services.directory.people.domain import PLATFORM_ROLES, is_over, same_role
from services.directory.shared.commands import (
    CommissionPerson,
    EndCommission,
    LimitCommission,
)
from services.directory.shared.state import PLATFORM, Commission, Provider
from services.runtime.files.table import by_word
from services.runtime.language.words import Words

ROLES: dict[Role, Words] = {
    Role.COORDINATOR: Words(sv="samordnare", en="coordinator"),
    Role.UNIT_MANAGER: Words(sv="enhetschef", en="unit manager"),
    Role.CONTROLLER: Words(sv="avtalscontroller", en="contract controller"),
    Role.PROVIDER_MANAGER: Words(sv="föreståndare", en="provider manager"),
    Role.SUPERVISOR: Words(sv="tillsyn", en="supervisor"),
    Role.OPERATOR: Words(sv="drift", en="operator"),
    Role.REGISTER_KEEPER: Words(sv="registerförvaltare", en="register keeper"),
    Role.ADMINISTRATOR: Words(sv="administratör", en="administrator"),
}
_ROLES = by_word(ROLES)
_LANGUAGES = {"sv": "sv", "svenska": "sv", "en": "en", "engelska": "en", "swedish": "sv", "english": "en"}


def plan_person(plan: Plan, cells: Cells) -> None:
    """Plan a person's role: new, or held already. A person is known by the e-mail address, kept in the vault."""
    name, email = cells.name_of("name"), cells.email("email")
    language = cells.choice("language", _LANGUAGES, "sv")
    role = cells.choice("role", _ROLES, Role.COORDINATOR)
    provider = provider_of(plan, cells) if cells.text("orgnr") else None
    organisation = _organisation(plan, cells, role, provider)
    unit = unit_of(plan, cells, provider) if cells.text("unit") else None
    first, last = cells.day_or_none("valid_from") or plan.today, cells.day_or_none("valid_to")
    state: State = "new"
    title = f"{name}, {role.value}"
    if organisation is not None and not cells.wrong:
        person = plan.people.setdefault(email, plan.new_id())
        asked = CommissionPerson(person, organisation, role, unit.id if unit else None, first, last, id=plan.new_id())
        state, until = _plan_role(plan, cells, asked)
        title += until
        plan.channels.append(Channel(person, name, email, language))
    plan.close(cells, title, state)


def _plan_role(plan: Plan, cells: Cells, asked: CommissionPerson) -> tuple[State, str]:
    """Plan one role: new, with another last day, at an end, or as it is on file; and say what becomes of its last day."""
    roles = [held for held in plan.register.all(Commission) if same_role(held, asked)]
    running = next((held for held in roles if not is_over(held, plan.today)), None)
    last = asked.valid_to
    if running is None:
        if roles and last is not None and last < plan.today:
            return "same", ""
        plan.act(cells, asked)
        return "new", ""
    if last is None or last == running.valid_to:
        return "same", ""
    over = last < plan.today
    plan.act(cells, EndCommission(running.id) if over else LimitCommission(running.id, last))
    return "changed", f": {running.valid_to or '–'} → {'ends at once' if over else last}"


def _organisation(plan: Plan, cells: Cells, role: Role, provider: Provider | None) -> UUID | None:
    if role in PLATFORM_ROLES:
        return PLATFORM
    if role is not Role.PROVIDER_MANAGER:
        return board_of(plan, cells)
    if provider is None and not cells.text("orgnr"):
        cells.fault(
            "orgnr",
            Words(sv="Utförarens organisationsnummer saknas.", en="The provider's organisation number is missing."),
            Words(sv="Fyll i det.", en="Fill it in."),
        )
    return provider.id if provider else None
