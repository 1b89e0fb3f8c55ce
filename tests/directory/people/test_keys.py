"""The portal proves who it is by a signature, where the operator gives it a key; and a provider that left the file vouches for nobody."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from joserfc.jwk import ECKey, RSAKey

from schemas.codes import Role
from schemas.new_event import Author
from services.runtime.database.pool import Database
from services.runtime.oidc.discovery import IdentityProviders
from tests.directory.people.signing_in import invited, portal, sign_in
from tests.parts.absent import absent
from tests.parts.openid_provider import OpenIdProvider, account, missing_openid
from tests.runtime.web.visitor import ORIGIN, Visitor


@pytest.mark.parametrize("key", [ECKey.generate_key("P-256"), RSAKey.generate_key(2048)])
async def test_a_key_signs_what_the_portal_asks_for(
    database: Database, tmp_path: Path, author: Author, on_file: dict[str, UUID], key: ECKey | RSAKey
) -> None:
    if how := missing_openid():
        absent("The OpenID provider, which this test needs,", how)
    (tmp_path / "key.pem").write_bytes(key.as_pem(private=True))
    public = {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig"}
    client = {
        "client_id": "utvag",
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [public]},
        "redirect_uris": [f"{ORIGIN}/sign-in/callback"],
        "id_token_signed_response_alg": "ES256",
    }
    issuer = OpenIdProvider([client], {"eva": account(email="eva@malmo.example")}).open()
    app = portal(database, tmp_path, {"malmo": issuer.issuer}, secret=None, key=str(tmp_path / "key.pem"))
    visitor = Visitor(app)
    try:
        start = await invited(
            database, app.state.vault, author, on_file["malmo"], Role.COORDINATOR, "eva@malmo.example"
        )
        async with httpx2.AsyncClient() as browser:
            done = await sign_in(visitor, browser, "eva", start)
        assert done.status_code == 303, done.text
        assert (await visitor.get("/me")).status_code == 200
        app.state.identity_providers = IdentityProviders(())
        assert (await visitor.get("/me")).status_code == 303
    finally:
        await visitor.close()
        issuer.close()
