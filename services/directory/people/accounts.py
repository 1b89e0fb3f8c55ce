"""Who signs in as whom: a person by an identity provider's word, bound to a role by an invitation."""

from dataclasses import dataclass
from uuid import UUID

from schemas.codes import Origin
from schemas.new_event import Author
from services.directory import handlers
from services.directory.people.store import (
    BOARD_NAMED,
    COMMISSION,
    INVITATION,
    PERSON_OF,
    PROVIDER_NAMED,
    SIGNED_IN,
    STAFF,
    Organisation,
)
from services.directory.people_tables import AccountRow
from services.directory.shared import checks, store
from services.directory.shared.commands import AcceptInvitation, CommissionPerson, RefuseInvitation
from services.directory.shared.municipalities import board_title
from services.directory.shared.state import PLATFORM, Commission, Invitation
from services.directory.sign_in import OWN, Held
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.identifiers import new_id
from services.runtime.oidc.providers_file import IdentityProvider
from services.runtime.oidc.refusals import SignInRefused, refused
from services.runtime.oidc.tokens import Vouched
from services.runtime.vault.vault import Vault

_NUMBER = 10


@dataclass(frozen=True)
class Entered:
    """Whom somebody has signed in as, and the role they work in; `email` is set where an invitation has just been accepted."""

    person: UUID
    commission: UUID
    email: str | None = None


def speaks_for(provider: IdentityProvider, code: str) -> bool:
    """Tell whether an identity provider may speak for an organisation, by its code, number, or `platform`."""
    listed = provider.organisations
    return code in listed or (len(code) == _NUMBER and code.isdigit() and "providers" in listed)


async def enter(database: Database, provider: IdentityProvider, by: Vouched) -> Entered:
    """Sign in whoever an identity provider vouches for, to the first role it may speak for. Raises SignInRefused."""
    async with database.work("directory") as work:
        person = await work.one(PERSON_OF, of_issuer=by.issuer, of_subject=by.subject)
        held = [] if person is None else await work.all(OWN, person=person, commission=None)
        mine = [each for each in held if speaks_for(provider, each.code)]
        if person is None or not mine:
            raise refused("not_invited")
        await work.run(SIGNED_IN, of_issuer=by.issuer, of_subject=by.subject)
    return Entered(person, mine[0].id)


async def accept(
    database: Database, vault: Vault, provider: IdentityProvider, by: Vouched, invitation: UUID
) -> Entered:
    """Accept an invitation as whoever an identity provider vouches for. Raises SignInRefused; that another tried is kept."""
    async with database.work("directory") as work:
        await store.one_writer(work)
        held = await work.one(INVITATION, id=invitation)
        if held is None or not held.open(await work.now()):
            raise refused("invitation_over")
        known = await vault.reveal(work, "directory", held.id)
        wrong = await _another(work, provider, by, held, known["email"])
        author = Author(teller=held.organisation, origin=Origin.PORTAL, arrived=await work.now())
        if wrong is None:
            return await _bind(work, vault, by, held, known, author)
        await handlers.carry_out_in(work, author, [RefuseInvitation(held.id)])
    raise wrong


async def _another(
    work: Work, provider: IdentityProvider, by: Vouched, held: Invitation, email: str
) -> SignInRefused | None:
    """Say why whoever signs in is not the one invited; None when it is them."""
    organisation = await organisation_of(work, held.organisation)
    if organisation is None or not speaks_for(provider, organisation.code):
        return refused("another_organisation")
    if provider.claims.email is not None and by.email != email:
        return refused("anothers_invitation")
    return None


async def _bind(
    work: Work, vault: Vault, by: Vouched, held: Invitation, known: dict[str, str], author: Author
) -> Entered:
    person = await work.one(PERSON_OF, of_issuer=by.issuer, of_subject=by.subject)
    person = person or await _by_email(work, vault, by.email) or new_id()
    author = author.model_copy(update={"person": person})
    role = await _same_role(work, person, held)
    commission = role or new_id()
    wanted = CommissionPerson(person, held.organisation, held.role, held.unit, valid_to=held.valid_to, id=commission)
    try:
        acts = [] if role else [wanted]
        await handlers.carry_out_in(work, author, [*acts, AcceptInvitation(held.id, person, commission)])
    except Refused as wrong:
        raise SignInRefused("not_bound", wrong.what, wrong.next_step) from wrong
    now = await work.now()
    account = {"issuer": by.issuer, "subject": by.subject, "person": person, "bound_at": now}
    await work.add_new(AccountRow, {**account, "last_on": checks.today(now)})
    await vault.put(work, "directory", person, known)
    return Entered(person, commission, known["email"])


async def _by_email(work: Work, vault: Vault, email: str | None) -> UUID | None:
    """Know again a member of staff who was put on file before, by the work e-mail that the identity provider vouches for."""
    if email is None:
        return None
    known = await vault.reveal_all(work, "directory", await work.all(STAFF))
    return next((person for person, kept in known.items() if kept.get("email", "").lower() == email), None)


async def _same_role(work: Work, person: UUID, held: Invitation) -> UUID | None:
    """Give the commission by which a person holds the role already: the invitation then gives the way in alone."""
    wanted = (held.organisation, held.role, held.unit)
    roles: list[Held] = await work.all(OWN, person=person, commission=None)
    return next((each.id for each in roles if (each.organisation, each.role, each.unit) == wanted), None)


async def organisation_of(work: Work, organisation: UUID) -> Organisation | None:
    """Give an organisation with its code and its name, a board's with the municipality."""
    if organisation == PLATFORM:
        return Organisation(PLATFORM, "platform", "Utväg")
    board = await work.one(BOARD_NAMED, organisation=organisation)
    if board is not None:
        return Organisation(board.id, board.code, board_title(board.name, board.code))
    return await work.one(PROVIDER_NAMED, organisation=organisation)


async def commission_of(work: Work, commission: UUID) -> Commission | None:
    """Give a commission by its id, as far as the work's role may see it."""
    return await work.one(COMMISSION, id=commission)
