"""What the pages that change the register share: what an entity is and what was recorded of it, and showing a change before it is made."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.attestations import store as attested
from services.directory.decide import decide_all
from services.directory.register import forms
from services.directory.register import store as proposing
from services.directory.register.change import MOVED, READ_AGAIN, Change, Moved
from services.directory.register.changes import change_of
from services.directory.register.facts import attestations_of
from services.directory.register.hands import may_speak, no_contract
from services.directory.register.lines import WHO_DECIDES
from services.directory.shared import store
from services.directory.shared.attested import Attested
from services.directory.shared.checks import today
from services.directory.shared.commands import Propose
from services.directory.shared.page_forms import Sent, take
from services.directory.shared.register import Register
from services.directory.shared.state import Contract, Exemption, Permit, Provider, Unit
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.forms.reader import Raw, Reader
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, fill, not_found, render


@dataclass(frozen=True)
class PageContext:
    """What a page about a thing of the register stands on; `own` says that it is the viewer's own contract."""

    register: Register
    provider: Provider
    held: Unit | Permit | Exemption | Contract | Provider
    own: bool = False

    @property
    def unit(self) -> UUID | None:
        """Give the unit it is at."""
        if isinstance(self.held, Permit | Exemption):
            return self.held.unit
        return self.held.id if isinstance(self.held, Unit) else None

    @property
    def history(self) -> list[Attested]:
        """Give what was recorded of it, the newest first; of a unit also the decisions that no permit is needed there."""
        free = [each.id for each in self.register.all(Exemption) if each.unit == self.held.id]
        found = [
            attestation for entity in (self.held.id, *free) for attestation in attestations_of(self.register, entity)
        ]
        return sorted(found, key=lambda attestation: attestation.recorded_at, reverse=True)


async def context_of_register(request: Request, viewer: Viewer, entity: UUID) -> PageContext:
    """Load a permit, decision, unit, contract or provider with all that was recorded and is proposed of it; else not found."""
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        return await _context_in(work, viewer, entity)


async def _context_in(work: Work, viewer: Viewer, entity: UUID) -> PageContext:
    found = (await store.load(work, store.Wanted(ids={entity}))).entities.get(entity)
    if not isinstance(found, Unit | Permit | Exemption | Contract | Provider):
        not_found()
    provider = found.id if isinstance(found, Provider) else found.provider
    proposed = await proposing.of_provider(work, [provider], waiting=True)
    ids = {provider, entity, viewer.organisation, viewer.person, *(proposal.proposer for proposal in proposed)}
    register = await store.load(work, store.Wanted(ids=ids))
    free = [each.id for each in register.all(Exemption) if each.unit == entity]
    contracts = [each.id for each in register.all(Contract) if each.board == viewer.organisation]
    await attested.of_subjects(work, register, [entity, *free, *contracts])
    for proposal in proposed:
        register.put(proposal)
    held = register.find(Provider, provider)
    if held is None:
        not_found()
    own = isinstance(found, Contract) and viewer.role is Role.CONTROLLER and found.board == viewer.organisation
    context = PageContext(register, held, found, own)
    if viewer.unit not in (None, context.unit):
        not_found()
    return context


_CHANGED = Words(sv="Registret är ändrat.", en="The register is changed.")
_PROPOSED = Words(sv="Förslaget är lämnat och väntar. ", en="The proposal is made and waits. ") + WHO_DECIDES


async def offer(
    request: Request, viewer: Viewer, context: PageContext, acts: forms.Acts, typed: Reader, url: str
) -> Response | None:
    """Show what acts change and whom they hit; once seen, propose them, or record them; None when something is wrong.

    Where the register has changed since they were shown, they are shown again, and nothing is done.
    """
    direct = viewer.scope.keeper or context.own
    if typed.errors or not acts:
        return None
    try:
        day = today(request.state.now)
        if not direct and not may_speak(context.register, viewer.organisation, context.provider.id, day):
            raise no_contract()
        decide_all(context.register, acts, request.state.now)
    except Refused as refused:
        typed.refused(refused, forms.FIELDS)
        return None
    change, shown = change_of(context.register, acts), typed.one("shown")
    if shown != change.fingerprint:
        await fill(request, viewer, "register_change", provider=context.provider.id, unit=context.unit)
        return _draw_confirm(request, viewer, context, change, typed.raw, url, direct=direct, moved=bool(shown))
    proposal = new_id()

    async def act(work: Work, author: Author) -> None:
        await store.one_writer(work)
        now = await _context_in(work, viewer, context.held.id)
        if change_of(now.register, acts).fingerprint != shown:
            raise Moved
        command = Propose(viewer.organisation, viewer.person, context.provider.id, tuple(acts), proposal)
        await handlers.carry_out_in(work, author, acts if direct else [command])

    where = f"/providers/{context.provider.id}" if direct else f"/register/proposals/{proposal}"
    try:
        sent = Sent(typed, where, _CHANGED if direct else _PROPOSED, forms.FIELDS)
        return await take(request, viewer, act, sent)
    except Moved:
        moved = await context_of_register(request, viewer, context.held.id)
        return await offer(request, viewer, moved, acts, typed, url)


def _draw_confirm(
    request: Request,
    viewer: Viewer,
    context: PageContext,
    change: Change,
    values: Raw,
    url: str,
    *,
    direct: bool,
    moved: bool,
) -> Response:
    proposes = Words(sv="Lämna förslaget", en="Make the proposal")
    return render(
        request,
        "directory/register_confirm.html",
        viewer,
        title=proposes if not direct else Words(sv="Ändra registret", en="Change the register"),
        crumbs=[(context.provider.name, f"/providers/{context.provider.id}")],
        status=HTTPStatus.CONFLICT if moved else HTTPStatus.OK,
        moved=(MOVED, READ_AGAIN) if moved else None,
        change=change,
        values=values,
        url=url,
        direct=direct,
        who=WHO_DECIDES,
        button=Words(sv="Ändra registret", en="Change the register") if direct else proposes,
    )
