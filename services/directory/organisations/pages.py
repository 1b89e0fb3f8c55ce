"""Utförare: may we use them?"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import AccountsDisclosed
from services.directory.attestations.effective import effective_facts
from services.directory.attestations.lines import Reading
from services.directory.register.lines import WHO_DECIDES, lines_of_provider
from services.directory.shared import store
from services.directory.shared.attested import Attested
from services.directory.shared.checks import today
from services.directory.shared.labels import FORMS, GROUPS, LEGAL_FORMS
from services.directory.shared.names import written_organisation_number
from services.directory.shared.page_forms import ASKERS, names_of, what_is_known
from services.directory.shared.register import Register
from services.directory.shared.state import Contract, Exemption, Permit, Provider, Unit
from services.directory.shared.wording import State, ages, can_receive, state_of, validity
from services.runtime.language.counties import county_name
from services.runtime.language.words import Words, count_words, joined, plain
from services.runtime.web import Viewer, allow, fill, not_found, pages_router, render

router = pages_router("directory")
LIST = Words(sv="Utförare", en="Providers")
REGISTER_ROLES = (Role.REGISTER_KEEPER, Role.CONTROLLER, Role.PROVIDER_MANAGER)
_ON_FILE = (Provider, Unit, Permit, Exemption)


@dataclass
class Known:
    """What is on file of one provider, as far as the viewer may see."""

    provider: Provider
    units: list[Unit] = field(default_factory=list)
    permits: list[Permit] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)

    def receives(self, day: date) -> list[Words]:
        """Say what the provider may receive on a day."""
        return can_receive(self.permits, self.exemptions, day)

    def state(self, day: date) -> State:
        """Say whether the provider may be used on a day."""
        if not self.receives(day):
            return State("missing", Words(sv="Inget tillstånd gäller", en="No permit in force"))
        ending = [state for permit in self.permits if (state := state_of(permit, day)).kind == "soon"]
        if ending:
            return State("soon", Words(sv="Tillstånd: ", en="Permit: ") + ending[0].words)
        return State("met", Words(sv="Kan ta emot", en="Can receive"))


def known_providers(register: Register) -> list[Known]:
    """Gather what is on file by provider, in order of name."""
    known = {provider.id: Known(provider) for provider in register.all(Provider)}
    parts: defaultdict[UUID, Known | None] = defaultdict(lambda: None, known)
    for unit in register.all(Unit):
        if held := parts[unit.provider]:
            held.units.append(unit)
    for permit in register.all(Permit):
        if held := parts[permit.provider]:
            held.permits.append(permit)
    for exemption in register.all(Exemption):
        if held := parts[exemption.provider]:
            held.exemptions.append(exemption)
    for contract in register.all(Contract):
        if held := parts[contract.provider]:
            held.contracts.append(contract)
    return sorted(known.values(), key=lambda each: each.provider.name.casefold())


@router.get("/providers")
async def providers_page(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Every provider on file with what it may receive today; those who need a look first."""
    day = today(request.state.now)
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        known = known_providers(await store.load_all(work, _ON_FILE))
    order = {"missing": 0, "soon": 1, "met": 2}
    known.sort(key=lambda each: order[each.state(day).kind])
    ready = sum(1 for each in known if each.receives(day))
    answer = Words(sv="{ready} av {all} får ta emot i dag.", en="{ready} of {all} may receive today.").fill(
        ready=ready,
        all=count_words(len(known), Words(sv="utförare", en="provider"), Words(sv="utförare", en="providers")),
    )
    return render(
        request,
        "directory/providers.html",
        viewer,
        title=LIST,
        answer=answer,
        known=known,
        day=day,
        orgnr=written_organisation_number,
    )


@router.get("/providers/{provider}")
async def provider_page(request: Request, provider: UUID, viewer: Viewer = Depends(allow())) -> Response:
    """One provider: what it may receive, its permits and units, and the contracts the viewer may see."""
    day = today(request.state.now)
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        register = await what_is_known(work, provider)
        proposed = await lines_of_provider(work, provider, viewer, request.state.now)
    known = next((each for each in known_providers(register) if each.provider.id == provider), None)
    if known is None:
        not_found()
    await fill(request, viewer, "provider_judged", provider=provider)
    receives = known.receives(day)
    boards = names_of(register)
    reading = Reading(register, viewer.organisation, request.state.now, boards) if viewer.role in ASKERS else None
    return render(
        request,
        "directory/provider.html",
        viewer,
        title=known.provider.name,
        crumbs=[(LIST, "/providers")],
        known=known,
        receives=receives,
        facts=_facts(known),
        permits=sorted(known.permits, key=lambda permit: (not permit.in_force(day), permit.valid_from)),
        contracts=sorted(known.contracts, key=lambda contract: (not contract.in_force(day), contract.number)),
        units={unit.id: unit.name for unit in known.units},
        boards=boards,
        state=lambda entity: state_of(entity, day),
        validity=lambda entity: validity(entity, day),
        ages=ages,
        forms=FORMS,
        groups=lambda permit: joined([GROUPS[group] for group in permit.target_groups]),
        day=day,
        proposed=proposed,
        opens_register=viewer.role in REGISTER_ROLES,
        who_decides=WHO_DECIDES,
        asks=reading is not None,
        requests=reading.requests() if reading else [],
        corrections=[each for each in reading.corrections() if each.to_agree] if reading else [],
        accounts=_accounts(register) if reading and viewer.organisation_kind == "board" else None,
    )


def _accounts(register: Register) -> list[tuple[Attested, AccountsDisclosed]]:
    return sorted(effective_facts(register, AccountsDisclosed), key=lambda one: -one[1].fiscal_year)


def _facts(known: Known) -> list[tuple[Words, Words | str]]:
    provider = known.provider
    return [
        (Words(sv="Organisationsnummer", en="Organisation number"), written_organisation_number(provider.orgnr)),
        (Words(sv="Bolagsform", en="Legal form"), LEGAL_FORMS[provider.legal_form]),
        (Words(sv="Räkenskapsår slutar", en="Fiscal year ends"), provider.fiscal_year_end),
        (Words(sv="Enheter", en="Units"), _units(known.units) if known.units else "–"),
    ]


def _units(units: list[Unit]) -> Words:
    """Write units with their counties: "Enhet Nord (Skåne län)"."""
    ordered = sorted(units, key=lambda unit: unit.name)
    return joined([plain(f"{unit.name} (") + county_name(unit.county) + plain(")") for unit in ordered])
