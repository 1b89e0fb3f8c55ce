"""Who may see a page: somebody in one of its roles, anybody, or only the watchers of the installation."""

from fastapi import Request

from schemas.codes import Role
from services.runtime.web.page.drafts import load_kept
from services.runtime.web.page.slots import fill
from services.runtime.web.request.context import context_of
from services.runtime.web.request.guard import from_this_machine
from services.runtime.web.request.verdicts import Forbidden, NotFound, SignInNeeded
from services.runtime.web.request.viewer import Viewer


class Allow:
    """A route's statement of who may see it: the roles named, or any signed-in person when none is."""

    def __init__(self, roles: tuple[Role, ...]) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Viewer:
        """Give the viewer, asked anew from the directory. Raises SignInNeeded and Forbidden."""
        context = context_of(request)
        if context.person is None:
            raise SignInNeeded
        viewer = await current_viewer(request)
        if viewer is None:
            raise SignInNeeded
        if self.roles and viewer.role not in self.roles:
            raise Forbidden
        return viewer


class Anyone:
    """A route's statement that it needs no sign-in; gives the viewer when there is one."""

    async def __call__(self, request: Request) -> Viewer | None:
        """Give the viewer, or None."""
        return await current_viewer(request)


async def current_viewer(request: Request) -> Viewer | None:
    """Give who is signed in, None for nobody; the directory is asked once a request."""
    context = context_of(request)
    if context.person is None or context.viewer is not None:
        return context.viewer
    if context.issuer and request.app.state.identity_providers.of_issuer(context.issuer) is None:
        # Whoever vouched for the session does not do so any more, as the operator says.
        return None
    viewer: Viewer | None = await request.app.state.identify(context.person, context.commission)
    if viewer is None:
        return None
    viewer = viewer.speaking(context.language)
    context.viewer = viewer
    if request.method == "GET" or request.headers.get("sec-fetch-mode") == "navigate":
        await fill(request, viewer, "badge")
    if request.method == "GET" and context.has_kept:
        await load_kept(request, context, viewer)
    return viewer


def allow(*roles: Role) -> Allow:
    """Name the roles that may see a route; without a role, everybody who is signed in."""
    return Allow(roles)


anyone = Anyone()


class Files:
    """A route's statement that it sends a file of the portal's own: no session, the same for everybody."""

    async def __call__(self) -> None:
        """Let everybody pass."""


class Watchers:
    """A route's statement that it is for machines that watch the process: no session, nothing about anybody."""

    async def __call__(self, request: Request) -> None:
        """Let those pass who ask at the watchers' own address, or, where there is none, from this machine."""
        state = request.app.state
        if not state.watch_only and (state.settings.watch is not None or not from_this_machine(request)):
            raise NotFound


class IdentityProviderAlone:
    """A route's statement that identity providers' servers call it: no session, a signed token says who calls."""

    async def __call__(self) -> None:
        """Let the call pass; the page believes the token alone."""


any_file, watchers, by_signed_token = Files(), Watchers(), IdentityProviderAlone()
