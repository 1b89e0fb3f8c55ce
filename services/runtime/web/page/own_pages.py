"""The frame's own routes: files, the front door, language, sign-out, drafts, help and accessibility."""

from dataclasses import dataclass

import httpx2
from fastapi import Depends, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.runtime.language import dates
from services.runtime.language.words import Words, as_language
from services.runtime.oidc.refusals import SignInRefused
from services.runtime.web.assets import own_file, packaged_file
from services.runtime.web.page.access import allow, any_file, anyone
from services.runtime.web.page.drafts import drafts_of
from services.runtime.web.page.drawing import address_with
from services.runtime.web.page.menu import landing
from services.runtime.web.page.page import pages_router, read_form, redirect_done, render
from services.runtime.web.request.context import context_of, kept_key
from services.runtime.web.request.sessions import choose_language, close_session, safe_path
from services.runtime.web.request.verdicts import not_found
from services.runtime.web.request.viewer import Viewer


@dataclass(frozen=True)
class SignOutThere:
    """The identity provider's own page for signing out, and what it is called."""

    title: str
    address: str


files = pages_router("files")
own = pages_router("web")


@files.get("/static/{name}")
async def own_asset(request: Request, name: str, _: None = Depends(any_file)) -> Response:
    """Send one of the portal's own files."""
    return own_file(request, name) or Response(status_code=404)


@files.get("/assets/{name}")
async def packaged_asset(request: Request, name: str, _: None = Depends(any_file)) -> Response:
    """Send one of the listed files of the packages."""
    return packaged_file(request, request.app.state.settings.assets, name) or Response(status_code=404)


@files.get("/favicon.ico")
async def favicon(request: Request, _: None = Depends(any_file)) -> Response:
    """Send the logo to browsers that ask for it by this name."""
    return own_file(request, "logo.svg") or Response(status_code=404)


@own.get("/")
async def front_door(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Lead to the first page of the role's menu, or to sign-in."""
    target = landing(viewer.role, request.app.state.paths_to_open) if viewer else "/sign-in"
    return RedirectResponse(target, status_code=303)


@own.post("/sign-out")
async def sign_out(request: Request, _: Viewer | None = Depends(anyone)) -> Response:
    """End the session; the next page leads on to whoever vouched for it."""
    found = request.app.state.identity_providers.of_issuer(context_of(request).issuer)
    await close_session(request)
    return RedirectResponse(address_with("/signed-out", at=found.provider.name if found else None), status_code=303)


@own.get("/signed-out")
async def signed_out(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Say that one is signed out, whether what was being sent is saved, and how to go on from there."""
    asked = request.query_params.get("next")
    return render(
        request,
        "signed_out.html",
        viewer,
        title=Words(sv="Du är utloggad", en="You are signed out"),
        kept_form=request.query_params.get("kept") == "yes",
        sign_in=address_with("/sign-in", next=safe_path(asked) if asked else None),
        there=await _signing_out_there(request),
    )


async def _signing_out_there(request: Request) -> SignOutThere | None:
    """Give where one signs out of the identity provider that one signed in by; None where there is no such page."""
    try:
        discovery = request.app.state.identity_providers.named(request.query_params.get("at"))
        endpoint = (await discovery.metadata()).end_session_endpoint
    except SignInRefused:
        return None
    if endpoint is None:
        return None
    public = request.app.state.settings.public_address or str(request.base_url)
    back = f"{public.rstrip('/')}/signed-out"
    address = httpx2.URL(endpoint).copy_merge_params(
        {"client_id": discovery.provider.client_id, "post_logout_redirect_uri": back}
    )
    return SignOutThere(discovery.provider.title, str(address))


@own.post("/language")
async def language(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Change the language and stay on the page."""
    form = await read_form(request, viewer)
    await choose_language(request, as_language(str(form.get("to"))))
    return RedirectResponse(safe_path(str(form.get("back") or "/")), status_code=303)


@own.post("/drafts")
async def save_draft(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Save what has been typed so far and say when, for the script that saves after three seconds of rest."""
    context = context_of(request)
    context.form_key = None
    if context.form is None or context.draft_key is None:
        not_found()
    async with request.app.state.database.work("web", scope=viewer.scope) as work:
        try:
            saved = await drafts_of(request).save(work, viewer, context.draft_key, context.form)
        except ValueError:
            not_found()
    moment = dates.clock(saved, viewer.language)
    return JSONResponse(
        {"saved": Words(sv=f"Utkast sparat {moment}", en=f"Draft saved {moment}").pick(viewer.language)}
    )


@own.post("/drafts/remove")
async def remove_kept(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Forget what was sent from a page and could not be taken."""
    page = context_of(request).form_page or "/"
    async with request.app.state.database.work("web", scope=viewer.scope) as work:
        await drafts_of(request).drop(work, viewer, kept_key(page.partition("?")[0]))
    return redirect_done(request, page, Words(sv="Det du skrev är borttaget.", en="What you wrote is removed."))


@own.post("/session/stay")
async def stay(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Stay signed in: the context itself has renewed the session."""
    form = await read_form(request, viewer)
    words = Words(sv="Du är fortfarande inloggad.", en="You are still signed in.")
    return redirect_done(request, safe_path(str(form.get("back") or "/")), words)


@own.get("/help")
async def help_page(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Guides by role."""
    return render(request, "help.html", viewer, title=Words(sv="Hjälp", en="Help"))


@own.get("/accessibility")
async def accessibility(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """How accessible the portal is, in the order the Swedish agency for digital government asks for."""
    title = Words(sv="Tillgänglighet för Utväg", en="Accessibility of Utväg")
    return render(request, "accessibility.html", viewer, title=title)
