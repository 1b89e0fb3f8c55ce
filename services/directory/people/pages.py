"""Personer: who holds which role here, until when, and who is invited?"""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.new_event import Author
from services.directory.people import handlers
from services.directory.people.domain import BOARD_ROLES, PLATFORM_ROLES, PROVIDER_ROLES
from services.directory.people.listing import Line, members
from services.directory.shared.commands import EndCommission, LimitCommission
from services.directory.shared.page_forms import Sent, author_of, take, vault_of
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.forms.reader import Reader
from services.runtime.language.words import Words, count_words
from services.runtime.web import ROLE_WORDS, Viewer, allow, not_found, pages_router, read_form, render, typed_values

router = pages_router("directory")
PATH = "/people"
_TITLE = Words(sv="Personer", en="People")
_ROLES = {"board": BOARD_ROLES, "provider": PROVIDER_ROLES, "platform": PLATFORM_ROLES}


@router.get(PATH)
async def people_page(request: Request, viewer: Viewer = Depends(allow(Role.ADMINISTRATOR))) -> Response:
    """Everybody with a role at one's own organisation, and the form to invite somebody."""
    return await _draw(request, viewer, Reader({}))


@router.post(PATH)
async def invite(request: Request, viewer: Viewer = Depends(allow(Role.ADMINISTRATOR))) -> Response:
    """Invite somebody, and show the link this once."""
    typed = Reader(typed_values(await read_form(request, viewer)))
    role = typed.choice(
        "role", {each.value: each for each in _offered(viewer)}, Words(sv="Välj en roll.", en="Choose a role.")
    )
    last = typed.day("valid_to")
    if typed.errors:
        return await _draw(request, viewer, typed)
    guest = handlers.Guest(typed.one("guest"), typed.one("email"), Role(role), None, last)
    try:
        async with request.app.state.database.work("directory", scope=viewer.scope) as work:
            secret = await handlers.invite(
                work, vault_of(request), author_of(request, viewer), viewer.organisation, guest
            )
    except Refused as refused:
        typed.refused(refused, {"name": "guest", "email": "email", "role": "role", "valid_to": "valid_to"})
        return await _draw(request, viewer, typed)
    public = request.app.state.settings.public_address or str(request.base_url)
    return await _draw(request, viewer, Reader({}), f"{public.rstrip('/')}/sign-in/invitation/{secret}")


@router.get(PATH + "/{commission}")
async def role_page(
    request: Request, commission: UUID, viewer: Viewer = Depends(allow(Role.ADMINISTRATOR))
) -> Response:
    """One role: whose it is, its last day, and ending it."""
    return await _draw_role(request, viewer, commission, Reader({}))


@router.post(PATH + "/{commission}/days")
async def change_days(
    request: Request, commission: UUID, viewer: Viewer = Depends(allow(Role.ADMINISTRATOR))
) -> Response:
    """Change the last day of a role."""
    typed = Reader(typed_values(await read_form(request, viewer)))
    last = typed.day("valid_to", Words(sv="Ange rollens sista dag.", en="Give the role's last day."))

    async def act(work: Work, author: Author) -> None:
        if last is not None:
            await handlers.change(work, author, viewer.organisation, LimitCommission(commission, last))

    words = Words(sv="Rollens sista dag är ändrad.", en="The role's last day is changed.")
    sent = Sent(typed, PATH, words, {"valid_to": "valid_to", "valid_from": "valid_to"})
    done = await take(request, viewer, act, sent)
    return done or await _draw_role(request, viewer, commission, typed)


@router.post(PATH + "/{commission}/end")
async def end_role(request: Request, commission: UUID, viewer: Viewer = Depends(allow(Role.ADMINISTRATOR))) -> Response:
    """End a role at once."""
    typed = Reader(typed_values(await read_form(request, viewer)))

    async def act(work: Work, author: Author) -> None:
        await handlers.change(work, author, viewer.organisation, EndCommission(commission))

    words = Words(
        sv="Rollen är avslutad. Nästa sida som öppnas i den visas inte.",
        en="The role has ended. The next page opened in it is not shown.",
    )
    done = await take(request, viewer, act, Sent(typed, PATH, words, {}))
    return done or await _draw_role(request, viewer, commission, typed)


def _offered(viewer: Viewer) -> list[Role]:
    return [role for role in Role if role in _ROLES[viewer.organisation_kind]]


async def _lines(request: Request, viewer: Viewer) -> list[Line]:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        return await members(work, vault_of(request), viewer.organisation)


async def _draw(request: Request, viewer: Viewer, typed: Reader, link: str | None = None) -> Response:
    lines = await _lines(request, viewer)
    held = [line for line in lines if line.first is not None]
    answer = count_words(
        len(held),
        Words(sv="roll är tilldelad.", en="role is held."),
        Words(sv="roller är tilldelade.", en="roles are held."),
    )
    return render(
        request,
        "directory/people.html",
        viewer,
        title=_TITLE,
        answer=answer,
        held=held,
        invited=[line for line in lines if line.first is None],
        roles=[(role.value, ROLE_WORDS[role]) for role in _offered(viewer)],
        link=link,
        values=typed.raw,
        errors=typed.errors,
    )


async def _draw_role(request: Request, viewer: Viewer, commission: UUID, typed: Reader) -> Response:
    line = next((each for each in await _lines(request, viewer) if each.id == commission and each.first), None)
    if line is None:
        not_found()
    return render(
        request,
        "directory/role.html",
        viewer,
        title=line.name,
        crumbs=[(_TITLE, PATH)],
        line=line,
        own=line.person == viewer.person,
        values={"valid_to": line.last.isoformat() if line.last else "", **typed.raw},
        errors=typed.errors,
    )
