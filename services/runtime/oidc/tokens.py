"""What a signed token must hold to be believed: by whom, for whom, for which sign-in, when, and how well proved."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError, MissingClaimError, SecurityWarning
from joserfc.jwk import KeySet

from services.runtime.oidc.discovery import Discovery
from services.runtime.oidc.providers_file import IdentityProvider
from services.runtime.oidc.refusals import refused

ALGORITHMS = ("PS256", "ES256", "RS256", "EdDSA", "Ed25519")
LEEWAY = 60
"""Seconds by which two clocks may differ."""
_LONGEST_LOGOUT = 3600
"""Seconds ahead at most that a logout token may hold: so long its number is kept."""
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_TIMES = ("exp", "iat", "nbf", "auth_time")


@dataclass(frozen=True)
class Vouched:
    """Who an identity provider says that somebody is: `subject` is by the claim that the operator named, `sub` its own word."""

    issuer: str
    subject: str
    sub: str
    sid: str | None
    acr: str
    auth_time: datetime
    email: str | None
    """The work e-mail in small letters; None where it was not asked for."""


@dataclass(frozen=True)
class LoggedOut:
    """Whose sessions an identity provider has ended: one by `sid`, or all of a `subject`."""

    issuer: str
    subject: str | None
    sid: str | None
    jti: str
    until: datetime
    """From when on the token is too old to be sent again."""


async def id_token(discovery: Discovery, token: str, nonce: str, longest: int, now: datetime) -> Vouched:
    """Read an ID token. Raises SignInRefused, naming what is wrong with it."""
    provider = discovery.provider
    claims = await _signed(discovery, token)
    wanted = {
        **_always(provider),
        "sub": {"essential": True},
        "exp": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
        "auth_time": {"essential": True},
    }
    _hold(claims, wanted, now)
    party, audience = claims.get("azp"), claims["aud"]
    if party not in (None, provider.client_id) or (party is None and isinstance(audience, list) and len(audience) > 1):
        raise refused("bad_claims")
    since = now.timestamp() - _number(claims, "auth_time")
    if not -LEEWAY <= since <= longest + LEEWAY:
        raise refused("wrong_time")
    if claims.get("acr") not in provider.acr:
        raise refused("too_weak")
    return _vouched(provider, claims)


def _vouched(provider: IdentityProvider, claims: Mapping[str, Any]) -> Vouched:
    names = provider.claims
    if names.organisation and str(claims.get(names.organisation)) not in provider.organisation_numbers:
        raise refused("another_organisation")
    subject = claims.get(names.subject)
    if not isinstance(subject, str) or not subject:
        raise refused("bad_claims")
    email = claims.get(names.email) if names.email else None
    vouched_for = isinstance(email, str) and claims.get("email_verified") is not False
    return Vouched(
        issuer=provider.issuer,
        subject=subject,
        sub=str(claims["sub"]),
        sid=_text(claims, "sid"),
        acr=str(claims["acr"]),
        auth_time=datetime.fromtimestamp(_number(claims, "auth_time"), UTC),
        email=str(email).strip().lower() if vouched_for else None,
    )


async def logout_token(discovery: Discovery, token: str, now: datetime) -> LoggedOut:
    """Read a logout token of the back channel. Raises SignInRefused."""
    claims = await _signed(discovery, token)
    _hold(claims, {**_always(discovery.provider), "jti": {"essential": True}, "events": {"essential": True}}, now)
    events, subject, sid = claims["events"], _text(claims, "sub"), _text(claims, "sid")
    if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT_EVENT), dict) or "nonce" in claims:
        raise refused("bad_claims")
    if subject is None and sid is None:
        raise refused("bad_claims")
    issued = _number(claims, "iat")
    # Without an end of its own it is too old after two minutes, as the specification advises.
    ends = _number(claims, "exp") if "exp" in claims else issued + 2 * LEEWAY
    if not now.timestamp() - LEEWAY <= ends <= now.timestamp() + _LONGEST_LOGOUT:
        raise refused("wrong_time")
    until = datetime.fromtimestamp(ends + 2 * LEEWAY, UTC)
    return LoggedOut(discovery.provider.issuer, subject, sid, str(claims["jti"]), until)


def _always(provider: IdentityProvider) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "iat": {"essential": True},
    }


async def _signed(discovery: Discovery, token: str) -> Mapping[str, Any]:
    """Give what a token says once its signature holds; a key we do not know is asked for once more."""
    try:
        return _decoded(token, await discovery.keys())
    except InvalidKeyIdError:
        keys = await discovery.keys(unknown=True)
    except (JoseError, ValueError) as wrong:
        raise refused("bad_signature") from wrong
    try:
        return _decoded(token, keys)
    except (JoseError, ValueError) as wrong:
        raise refused("bad_signature") from wrong


def _decoded(token: str, keys: KeySet) -> Mapping[str, Any]:
    with warnings.catch_warnings():
        # EdDSA is the older name of Ed25519, and what identity providers still write.
        warnings.simplefilter("ignore", SecurityWarning)
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims


def _hold(claims: Mapping[str, Any], wanted: Mapping[str, Any], now: datetime) -> None:
    registry = jwt.JWTClaimsRegistry(now=int(now.timestamp()), leeway=LEEWAY, **wanted)
    try:
        registry.validate(dict(claims))
    except ClaimError as wrong:
        timely = wrong.claim not in _TIMES or isinstance(wrong, MissingClaimError)
        raise refused("bad_claims" if timely else "wrong_time") from wrong
    except (JoseError, ValueError, TypeError) as wrong:
        raise refused("bad_claims") from wrong


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refused("bad_claims")
    return float(value)


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None
