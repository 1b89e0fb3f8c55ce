"""The identity providers that UTVAG_OIDC names: who they are, for whom they may speak, and what they must vouch for."""

import contextlib
import json
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

PERSONAL_NUMBER = "personalIdentityNumber"
Key = RSAKey | ECKey | OKPKey


class ClaimMap(BaseModel):
    """By which claims an identity provider says who somebody is, their work e-mail and their organisation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str = "sub"
    email: str | None = "email"
    organisation: str | None = None


class IdentityProvider(BaseModel):
    """An identity provider, as the operator describes it.

    `organisations` holds municipalities' codes, organisation numbers of providers, `providers` for all of those, and `platform`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    issuer: str
    client_id: Annotated[str, Field(min_length=1)]
    key: Path | None = None
    secret: Path | None = None
    organisations: Annotated[tuple[str, ...], Field(min_length=1)]
    acr: Annotated[tuple[str, ...], Field(min_length=1)]
    scopes: tuple[str, ...] = ("openid",)
    claims: ClaimMap = ClaimMap()
    organisation_numbers: tuple[str, ...] = ()

    @field_validator("issuer")
    @classmethod
    def _over_tls(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and _near(parts.hostname or "")):
            raise ValueError("an issuer begins with https://")
        if parts.query or parts.fragment or not parts.hostname:
            raise ValueError("an issuer is an address without ? and #")
        return issuer

    @model_validator(mode="after")
    def _whole(self) -> "IdentityProvider":
        if (self.key is None) == (self.secret is None):
            raise ValueError("name either the file of a key or the file of a secret")
        if "openid" not in self.scopes:
            raise ValueError("the scopes hold openid")
        if any(PERSONAL_NUMBER.lower() in word.lower() for word in (*self.scopes, *self._claims_asked())):
            raise ValueError("no personal identity number is asked for: name another claim that stays the same")
        if self.claims.organisation and not self.organisation_numbers:
            raise ValueError("a claim of the organisation needs organisation_numbers, which it is compared with")
        return self

    def _claims_asked(self) -> list[str]:
        return [claim for claim in (self.claims.subject, self.claims.email, self.claims.organisation) if claim]

    def private_key(self) -> Key | None:
        """Read the key that signs what we ask for, from a PEM file or a JWK. Raises ValueError in a sentence."""
        if self.key is None:
            return None
        text = _read(self.key)
        for kind in (ECKey, RSAKey, OKPKey):
            with contextlib.suppress(JoseError, ValueError, TypeError, KeyError, AttributeError):
                found = kind.import_key(json.loads(text) if text.startswith("{") else text)
                if found.is_private:
                    return found
        raise ValueError(f"{self.key} holds no private key of RSA, EC or Ed25519, as PEM or JWK")

    def client_secret(self) -> str | None:
        """Read the secret that we share with it. Raises ValueError in a sentence."""
        return None if self.secret is None else _read(self.secret)


def read_providers(path: Path | None) -> tuple[IdentityProvider, ...]:
    """Read the file, with the keys and secrets it names; none without a file. Raises ValueError in a sentence."""
    if path is None:
        return ()
    try:
        written = yaml.safe_load(_read(path))
    except yaml.YAMLError as wrong:
        raise ValueError(f"{path} is no YAML") from wrong
    listed = written.get("providers") if isinstance(written, dict) else None
    if not isinstance(listed, list) or not listed or set(written) != {"providers"}:
        raise ValueError(f"{path} holds one list, providers:, and it is not empty")
    found = tuple(_provider(path, number, each) for number, each in enumerate(listed, 1))
    for field in ("name", "issuer"):
        _once(path, field, [getattr(each, field) for each in found])
    for each in found:
        each.private_key()
        each.client_secret()
    return found


def _provider(path: Path, number: int, written: Any) -> IdentityProvider:
    try:
        return IdentityProvider.model_validate(written)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = str(first["msg"]).removeprefix("Value error, ")
        advice = "; write numbers in quotation marks" if first["type"] == "string_type" else ""
        raise ValueError(f"{path}, provider {number}{f', {where}' if where else ''}: {said}{advice}") from wrong


def _once(path: Path, field: str, values: Sequence[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{path}: two providers have the {field} {twice[0]}")


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise ValueError(f"the file {path} cannot be read") from wrong
    if not text:
        raise ValueError(f"the file {path} is empty")
    return text


def _near(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
