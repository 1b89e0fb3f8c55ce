"""What an administrator does with the people of an organisation: invite, change a role's last day, end it at once."""

import secrets
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from uuid import UUID

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.people.accounts import commission_of
from services.directory.people.domain import check_leaving
from services.directory.people.store import ADMINISTRATORS
from services.directory.shared import checks, store
from services.directory.shared.commands import EndCommission, InvitePerson, LimitCommission
from services.runtime.database.work import Work
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Vault
from services.runtime.web.request.context import secret_hash

LONGEST = 100


@dataclass(frozen=True)
class Guest:
    """Whom to invite, to what: the name and the work e-mail stand in the vault alone."""

    name: str
    email: str
    role: Role
    unit: UUID | None = None
    valid_to: date | None = None


async def invite(work: Work, vault: Vault, author: Author, organisation: UUID, guest: Guest) -> str:
    """Invite somebody to a role at an organisation; give the secret of the link. Raises Refused."""
    who = {"name": full_name(guest.name), "email": work_email(guest.email)}
    secret, identity = secrets.token_urlsafe(32), new_id()
    invitation = InvitePerson(
        organisation, guest.role, secret_hash(secret), guest.unit, guest.valid_to, author.person, identity
    )
    await handlers.carry_out_in(work, author, [invitation])
    await vault.put(work, "directory", identity, who)
    return secret


async def change(work: Work, author: Author, organisation: UUID, act: EndCommission | LimitCommission) -> None:
    """End a role at an organisation, or change its last day: not one's own, nor the last administrator's. Raises Refused."""
    # Two administrators who end each other at once come here one after the other: one of them stays.
    await store.one_writer(work)
    held = await commission_of(work, act.id)
    if held is None or held.organisation != organisation:
        raise checks.unknown("id", Words(sv="Rollen", en="The role"))
    administrators = await work.one(ADMINISTRATORS, organisation=organisation)
    check_leaving(held, author.person, administrators or 0)
    await handlers.carry_out_in(work, author, [act])


def work_email(text: str) -> str:
    """Give a mail address in small letters. Raises Refused for what is none."""
    typed = text.strip().lower()
    try:
        whole = len(typed) <= LONGEST and bool(Address(addr_spec=typed).domain)
    except (ValueError, IndexError):
        whole = False
    if not whole or any(letter.isspace() for letter in typed):
        raise checks.refuse(
            "email",
            "email",
            Words(sv="E-postadressen stämmer inte.", en="The e-mail address is not right."),
            Words(sv="Skriv som fornamn.efternamn@kommun.se.", en="Write it as first.last@example.org."),
        )
    return typed


def full_name(text: str) -> str:
    """Give a name on one line. Raises Refused for none, or one too long."""
    typed = " ".join(text.split())
    if not typed or len(typed) > LONGEST:
        raise checks.refuse(
            "name",
            "name",
            Words(sv="Namnet saknas eller är för långt.", en="The name is missing or too long."),
            Words(sv="Skriv för- och efternamn.", en="Write the first and last name."),
        )
    return typed
