"""Signing in by an identity provider: there, back again, by an invitation, and signed out from there."""

from secrets import token_hex
from urllib.parse import parse_qs
from uuid import UUID

import structlog
from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response
from structlog.contextvars import get_contextvars

from services.directory.people.accounts import Entered, accept, enter, organisation_of, speaks_for
from services.directory.people.store import BY_TOKEN
from services.directory.shared.state import Invitation
from services.runtime.language.words import Words
from services.runtime.oidc.discovery import Discovery, IdentityProviders
from services.runtime.oidc.exchange import Asked, authorization_address, exchange
from services.runtime.oidc.refusals import SignInRefused, refused
from services.runtime.oidc.tokens import Vouched, id_token, logout_token
from services.runtime.web import (
    LONGEST,
    ROLE_WORDS,
    Viewer,
    VouchedBy,
    anyone,
    begin_sign_in,
    by_signed_token,
    context_of,
    end_vouched,
    nonce_of,
    open_session,
    pages_router,
    render,
    safe_path,
    take_sign_in,
    verifier_of,
    wall_clock,
)
from services.runtime.web.middleware.body import read_whole
from services.runtime.web.request.context import secret_hash
from services.runtime.web.request.verdicts import TurnedAway

router = pages_router("directory")
_LOG = structlog.get_logger("sign_in")
_REFUSED = Words(sv="Inloggningen gick inte", en="The sign-in failed")


@router.get("/sign-in/start")
async def start(request: Request, _: Viewer | None = Depends(anyone)) -> Response:
    """Go to an identity provider to sign in there."""
    asked = request.query_params
    try:
        discovery = _providers(request).named(asked.get("with"))
        secret = asked.get("invitation")
        invitation = None if secret is None else (await _invited(request, secret)).id
        metadata = await discovery.metadata()
        state = await begin_sign_in(request, discovery.provider.name, safe_path(asked.get("next")), invitation)
        address = await authorization_address(discovery.provider, metadata, _asked(request, state))
    except SignInRefused as wrong:
        return _refusal(request, wrong)
    return RedirectResponse(address, status_code=303)


@router.get("/sign-in/callback")
async def callback(request: Request, _: Viewer | None = Depends(anyone)) -> Response:
    """Come back from an identity provider, signed in or not."""
    try:
        return await _back(request)
    except SignInRefused as wrong:
        return _refusal(request, wrong)


async def _back(request: Request) -> Response:
    said = request.query_params
    state = said.get("state") or ""
    begun = await take_sign_in(request, state)
    if begun is None:
        raise refused("unknown_attempt")
    discovery = _providers(request).named(begun.provider)
    metadata = await discovery.metadata()
    issuer = said.get("iss")
    if issuer != metadata.issuer and (issuer or metadata.authorization_response_iss_parameter_supported):
        raise refused("another_issuer")
    code = said.get("code")
    if "error" in said or not code:
        raise refused("broken_off")
    token = await exchange(discovery.provider, metadata, code, _asked(request, state))
    longest = int(LONGEST.total_seconds())
    vouched = await id_token(discovery, token, nonce_of(request, state), longest, begun.now)
    entered = await _entered(request, discovery, vouched, begun.invitation)
    by = VouchedBy(vouched.issuer, vouched.sub, vouched.sid, vouched.acr, vouched.auth_time)
    return await open_session(request, entered.person, entered.commission, begun.after, by)


async def _entered(request: Request, discovery: Discovery, by: Vouched, invitation: UUID | None) -> Entered:
    state = request.app.state
    if invitation is None:
        return await enter(state.database, discovery.provider, by)
    entered = await accept(state.database, state.vault, discovery.provider, by, invitation)
    if entered.email and state.reach is not None:
        await state.reach(entered.person, entered.email, context_of(request).language)
    return entered


@router.get("/sign-in/invitation/{secret}")
async def invitation_page(request: Request, secret: str, viewer: Viewer | None = Depends(anyone)) -> Response:
    """What one is invited to, and the ways to sign in that may speak for that organisation."""
    try:
        invitation = await _invited(request, secret)
    except SignInRefused as wrong:
        return _refusal(request, wrong)
    async with request.app.state.database.work("directory") as work:
        organisation = await organisation_of(work, invitation.organisation)
    code = organisation.code if organisation else ""
    return render(
        request,
        "directory/invitation.html",
        viewer,
        title=Words(sv="Du är inbjuden", en="You are invited"),
        organisation=organisation.name if organisation else "",
        role=ROLE_WORDS[invitation.role],
        until=invitation.valid_to,
        ways=[each.provider for each in _providers(request).all if speaks_for(each.provider, code)],
        secret=secret,
    )


@router.post("/sign-in/backchannel-logout")
async def backchannel_logout(request: Request, _: None = Depends(by_signed_token)) -> Response:
    """End the sessions that an identity provider names in a signed token."""
    try:
        form = parse_qs((await read_whole(request.receive, signed_in=False)).decode("ascii", "replace"))
    except TurnedAway:
        return Response(status_code=413)
    database = request.app.state.database
    now = await wall_clock(database)
    for token in form.get("logout_token", [])[:1]:
        for discovery in _providers(request).all:
            try:
                out = await logout_token(discovery, token, now)
            except SignInRefused:
                continue
            if await end_vouched(database, out.issuer, out.subject, out.sid, out.jti, out.until):
                return Response(status_code=200)
    _LOG.warning("a logout token was refused")
    return Response(status_code=400)


async def _invited(request: Request, secret: str) -> Invitation:
    async with request.app.state.database.work("directory") as work:
        held: Invitation | None = await work.one(BY_TOKEN, token_hash=secret_hash(secret))
        if held is None or not held.open(await work.now()):
            raise refused("invitation_over")
        return held


def _asked(request: Request, state: str) -> Asked:
    public = request.app.state.settings.public_address or str(request.base_url)
    return Asked(
        state=state,
        nonce=nonce_of(request, state),
        verifier=verifier_of(request, state),
        redirect_uri=f"{public.rstrip('/')}/sign-in/callback",
        language=context_of(request).language,
        longest=int(LONGEST.total_seconds()),
    )


def _providers(request: Request) -> IdentityProviders:
    providers: IdentityProviders = request.app.state.identity_providers
    return providers


def _refusal(request: Request, wrong: SignInRefused) -> Response:
    """Say why, with a number by which the operator finds it in the log; nothing of what was sent is in either."""
    number = get_contextvars().get("request") or token_hex(8)
    _LOG.warning("a sign-in was refused", request=number, reason=wrong.code)
    return render(
        request,
        "directory/sign_in_refused.html",
        context_of(request).viewer,
        title=_REFUSED,
        status=403,
        what=wrong.what,
        next_step=wrong.next_step,
        number=number,
    )
