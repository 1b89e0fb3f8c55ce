"""What an identity provider says of itself: its addresses and keys, kept an hour, and a day while it does not answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from services.runtime.oidc.providers_file import IdentityProvider
from services.runtime.oidc.refusals import refused

SECONDS = 10.0
_FRESH, _KEPT = 3600.0, 86_400.0
_KEYS_AGAIN = 60.0
"""Keys are asked for again, for a token signed by one we do not know, this seldom."""


class Metadata(BaseModel):
    """The addresses of an identity provider, from its own description."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    pushed_authorization_request_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


@dataclass(frozen=True)
class Described:
    """What was read of it, and when, by the monotonic clock."""

    metadata: Metadata
    keys: KeySet
    read_at: float


class Discovery:
    """Reads and keeps one identity provider's description and keys."""

    def __init__(self, provider: IdentityProvider) -> None:
        self.provider = provider
        self._described: Described | None = None

    async def metadata(self) -> Metadata:
        """Give its addresses. Raises SignInRefused when it has not answered for a day."""
        return (await self._fresh(_FRESH)).metadata

    async def keys(self, *, unknown: bool = False) -> KeySet:
        """Give its keys; after a signature by an `unknown` one they are asked for again. Raises SignInRefused."""
        return (await self._fresh(_KEYS_AGAIN if unknown else _FRESH)).keys

    async def _fresh(self, seconds: float) -> Described:
        kept = self._described
        if kept is not None and monotonic() - kept.read_at < seconds:
            return kept
        try:
            self._described = await self._read()
        except (httpx2.HTTPError, ValueError, JoseError) as wrong:
            if kept is None or monotonic() - kept.read_at > _KEPT:
                raise refused("unreachable") from wrong
            return kept
        return self._described

    async def _read(self) -> Described:
        issuer = self.provider.issuer
        async with httpx2.AsyncClient(timeout=SECONDS) as client:
            said = await _json(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            try:
                metadata = Metadata.model_validate(said)
            except ValidationError as wrong:
                raise ValueError("it lacks an address") from wrong
            if metadata.issuer != issuer:
                raise ValueError("it calls itself otherwise")
            keys = KeySet.import_key_set(await _json(client, metadata.jwks_uri))
        return Described(metadata, keys, monotonic())


async def _json(client: httpx2.AsyncClient, address: str) -> Any:
    answer = await client.get(address)
    answer.raise_for_status()
    return answer.json()


class IdentityProviders:
    """The identity providers of this installation, each with what it says of itself."""

    def __init__(self, providers: Iterable[IdentityProvider]) -> None:
        self.all = tuple(Discovery(each) for each in providers)

    def named(self, name: str | None) -> Discovery:
        """Give one by its name. Raises SignInRefused."""
        for each in self.all:
            if each.provider.name == name:
                return each
        raise refused("unknown_provider")

    def of_issuer(self, issuer: str | None) -> Discovery | None:
        """Give one by its issuer; None when there is none, or no more."""
        return next((each for each in self.all if each.provider.issuer == issuer), None)
