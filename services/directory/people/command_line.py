"""`utvag organisation invite` and `utvag people`: the first administrator, and what an operator does on the host."""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any
from uuid import UUID

import typer

from schemas.codes import Origin, Role
from schemas.new_event import Author
from services.directory.people import handlers
from services.directory.people.accounts import commission_of
from services.directory.people.listing import members, organisations
from services.directory.people.store import Organisation
from services.directory.shared.commands import EndCommission
from services.directory.shared.state import PLATFORM
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.vault.vault import Vault

Opened = Callable[[], AbstractAsyncContextManager[tuple[Work, Vault]]]
"""Opens a transaction of directory, with the vault."""
Going = Callable[[Coroutine[Any, Any, Any]], Any]
_BOARD = typer.Option(help="the municipality, by its name or four-digit code; NAME, BOARD where it has several")
_PROVIDER = typer.Option(help="the provider, by its organisation number")
_ON_PLATFORM = typer.Option(help="the platform itself: supervisors, operators, register keepers")
BoardOption = Annotated[str | None, _BOARD]
ProviderOption = Annotated[str | None, _PROVIDER]
PlatformOption = Annotated[bool, _ON_PLATFORM]


def people_app(opened: Opened, going: Going, address: Callable[[], str]) -> typer.Typer:
    """Make `utvag people` over transactions that `opened` opens; `address` is where the portal is reached."""
    app = typer.Typer(help="Who holds which role at an organisation.", no_args_is_help=True)
    app.command("invite")(_inviting(opened, going, address))

    @app.command("list")
    def list_all(
        board: BoardOption = None, provider: ProviderOption = None, *, platform: PlatformOption = False
    ) -> None:
        """List who holds which role, until when, and who is invited."""

        async def act(work: Work, vault: Vault) -> list[str]:
            one = await _one(work, board, provider, platform)
            return [str(each) for each in await members(work, vault, one.id)]

        for line in going(_in(opened, act)) or ["Nobody holds a role there."]:
            typer.echo(line)

    @app.command("end")
    def end(commission: Annotated[UUID, typer.Argument(help="the role's id, as `utvag people list` shows it")]) -> None:
        """End a role at once; the last administrator of an organisation stays."""

        async def act(work: Work, _: Vault) -> None:
            held = await commission_of(work, commission)
            if held is None:
                raise LookupError(f"There is no role {commission}. `utvag people list` shows those there are.")
            author = Author(teller=PLATFORM, origin=Origin.PORTAL, arrived=await work.now())
            await handlers.change(work, author, held.organisation, EndCommission(commission))

        going(_in(opened, act))
        typer.echo("The role has ended.")

    return app


def organisation_app(opened: Opened, going: Going, address: Callable[[], str]) -> typer.Typer:
    """Make `utvag organisation`, which lets in an organisation's first administrator."""
    app = typer.Typer(help="The organisations on file.", no_args_is_help=True)

    @app.callback()
    def whole() -> None:
        """Let an organisation in."""

    app.command("invite")(_inviting(opened, going, address))
    return app


def _inviting(opened: Opened, going: Going, address: Callable[[], str]) -> Callable[..., None]:
    def invite(
        email: Annotated[str, typer.Option(help="the work e-mail, which the identity provider vouches for")],
        name: Annotated[str, typer.Option(help="first and last name")],
        role: Annotated[Role, typer.Option(case_sensitive=False)] = Role.ADMINISTRATOR,
        board: BoardOption = None,
        provider: ProviderOption = None,
        *,
        platform: PlatformOption = False,
    ) -> None:
        """Invite somebody to a role, and print the link: it holds for seven days and is used once."""

        async def act(work: Work, vault: Vault) -> str:
            one = await _one(work, board, provider, platform)
            author = Author(teller=PLATFORM, origin=Origin.PORTAL, arrived=await work.now())
            return await handlers.invite(work, vault, author, one.id, handlers.Guest(name, email, role))

        typer.echo(f"{address().rstrip('/')}/sign-in/invitation/{going(_in(opened, act))}")

    return invite


async def _one(work: Work, board: str | None, provider: str | None, platform: bool) -> Organisation:
    """Give the one organisation that was named. Raises LookupError in a sentence."""
    found = await organisations(work, board, provider, platform=platform)
    if len(found) == 1:
        return found[0]
    if not found:
        raise LookupError("There is no such organisation: name one by --board, --provider or --platform.")
    named = "; ".join(f"--board '{each.name}'" for each in found)
    raise LookupError(f"Which one? {named}")


async def _in(opened: Opened, act: Callable[[Work, Vault], Awaitable[Any]]) -> Any:
    try:
        async with opened() as (work, vault):
            return await act(work, vault)
    except Refused as refused:
        raise ValueError(f"{refused.what.en} {refused.next_step.en}") from refused
