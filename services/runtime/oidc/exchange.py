"""The way to an identity provider and back: where the browser is sent, and the one-time code made into an ID token."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey, RSAKey

from services.runtime.oidc.discovery import SECONDS, Metadata
from services.runtime.oidc.providers_file import IdentityProvider, Key
from services.runtime.oidc.refusals import refused


@dataclass(frozen=True)
class Asked:
    """What one sign-in asks of an identity provider; `verifier` is the secret half of PKCE."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    language: str
    longest: int
    """Seconds since the person proved who they are, at most."""


async def authorization_address(provider: IdentityProvider, metadata: Metadata, asked: Asked) -> str:
    """Give the address to send the browser to; what is asked goes ahead of it where that is offered. Raises SignInRefused."""
    async with _client(provider, metadata, asked.redirect_uri) as client:
        address, _ = client.create_authorization_url(
            metadata.authorization_endpoint,
            state=asked.state,
            code_verifier=asked.verifier,
            nonce=asked.nonce,
            ui_locales=asked.language,
            acr_values=" ".join(provider.acr),
            max_age=str(asked.longest),
        )
        pushed = metadata.pushed_authorization_request_endpoint
        return await _pushed(client, provider, metadata, pushed, str(address)) if pushed else str(address)


async def _pushed(client: Any, provider: IdentityProvider, metadata: Metadata, endpoint: str, address: str) -> str:
    asked = dict(httpx2.URL(address).params.multi_items())
    try:
        answer = await client.request(
            "POST", endpoint, withhold_token=True, data=asked, auth=client.client_auth(_method(provider))
        )
        answer.raise_for_status()
        request_uri = str(answer.json()["request_uri"])
    except (httpx2.HTTPError, ValueError, KeyError) as wrong:
        raise refused("unreachable") from wrong
    params = {"client_id": provider.client_id, "request_uri": request_uri}
    return str(httpx2.URL(metadata.authorization_endpoint).copy_merge_params(params))


async def exchange(provider: IdentityProvider, metadata: Metadata, code: str, asked: Asked) -> str:
    """Exchange the one-time code for the ID token, as it was signed. Raises SignInRefused."""
    async with _client(provider, metadata, asked.redirect_uri) as client:
        try:
            given = await client.fetch_token(
                metadata.token_endpoint, grant_type="authorization_code", code=code, code_verifier=asked.verifier
            )
        except OAuthError as wrong:
            raise refused("no_token") from wrong
        except (httpx2.HTTPError, ValueError) as wrong:
            raise refused("unreachable") from wrong
    token = given.get("id_token")
    if not isinstance(token, str):
        raise refused("no_token")
    return token


def _client(provider: IdentityProvider, metadata: Metadata, redirect_uri: str) -> Any:
    """Make the client; it proves itself by a signature where it has a key, else by the secret."""
    key = provider.private_key()
    client = AsyncOAuth2Client(
        client_id=provider.client_id,
        client_secret=key or provider.client_secret(),
        token_endpoint_auth_method=_method(provider),
        scope=_words(provider.scopes),
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        timeout=SECONDS,
    )
    if key is not None:
        proof = PrivateKeyJWT(metadata.token_endpoint, headers={"kid": key.thumbprint()}, alg=algorithm(key))
        client.register_client_auth_method(proof)
    return client


def _method(provider: IdentityProvider) -> str:
    return "client_secret_basic" if provider.key is None else "private_key_jwt"


def algorithm(key: Key) -> str:
    """Name the algorithm that a key of ours signs with."""
    if isinstance(key, ECKey):
        return {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}[str(key.curve_name)]
    return "PS256" if isinstance(key, RSAKey) else "EdDSA"


def _words(scopes: Sequence[str]) -> str:
    return " ".join(scopes)
