"""Tokens that no certified provider issues: each refused in words, with a right one that passes beside it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from schemas.codes import Role
from schemas.new_event import Author
from services.runtime.database.pool import Database
from tests.directory.people.signing_in import START, invited, portal
from tests.parts.forging_issuer import ForgingIssuer
from tests.parts.openid_provider import LOA3
from tests.runtime.web.visitor import Visitor

NOT_MEANT = "inte avsett för den här inloggningen"
NOT_NOW = "gäller inte nu"
BELIEVED = "Du är inte inbjuden."
UNSIGNED = "inte rätt undertecknat"
GONE = "gone"
HOURS = 12 * 3600
EVENT = {"http://schemas.openid.net/event/backchannel-logout": {}}


@pytest.fixture(scope="module")
def forging() -> Iterator[ForgingIssuer]:
    """The issuer that signs anything."""
    made = ForgingIssuer().open()
    yield made
    made.close()


@pytest.fixture
def app(database: Database, tmp_path: Path, forging: ForgingIssuer) -> FastAPI:
    """The portal, signing in there."""
    return portal(database, tmp_path, {"malmo": forging.issuer})


async def begun(visitor: Visitor, start: str = START) -> tuple[str, str]:
    """Begin a sign-in; give its state and nonce."""
    answer = await visitor.get(start)
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return asked["state"][0], asked["nonce"][0]


def right(forging: ForgingIssuer, nonce: str) -> dict[str, Any]:
    """The claims of a token that is believed."""
    now = int(time.time())
    named = {"iss": forging.issuer, "aud": "utvag", "sub": "eva", "nonce": nonce, "acr": LOA3, "sid": "s-1"}
    return {**named, "exp": now + 300, "iat": now, "auth_time": now, "email": "eva@malmo.example"}


async def back(visitor: Visitor, forging: ForgingIssuer, state: str) -> httpx2.Response:
    """Come back from the issuer with a code."""
    values = {"code": "any", "state": state, "iss": forging.issuer}
    return await visitor.client.get("/sign-in/callback", params=values)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, BELIEVED),
        ({"iss": "https://another.example"}, NOT_MEANT),
        ({"aud": "another"}, NOT_MEANT),
        ({"aud": ["utvag", "another"]}, NOT_MEANT),
        ({"aud": ["utvag", "another"], "azp": "utvag"}, BELIEVED),
        ({"azp": "another"}, NOT_MEANT),
        ({"nonce": "another"}, NOT_MEANT),
        ({"nonce": GONE}, NOT_MEANT),
        ({"sub": GONE}, NOT_MEANT),
        ({"exp": GONE}, NOT_MEANT),
        ({"exp": True}, NOT_NOW),
        ({"acr": "http://id.elegnamnden.se/loa/1.0/loa2"}, "Din inloggning räcker inte."),
        ({"acr": GONE}, "Din inloggning räcker inte."),
        ({"auth_time": GONE}, NOT_MEANT),
    ],
)
async def test_what_a_token_says_must_be_meant_for_this_sign_in(
    visitor: Visitor, forging: ForgingIssuer, changed: dict[str, Any], said: str
) -> None:
    state, nonce = await begun(visitor)
    claims = {**right(forging, nonce), **changed}
    forging.id_token = forging.signed({name: value for name, value in claims.items() if value != GONE})
    answer = await back(visitor, forging, state)
    assert answer.status_code == 403
    assert said in answer.text


@pytest.mark.parametrize(
    ("claim", "seconds", "said"),
    [
        ("exp", -40, BELIEVED), ("exp", -80, NOT_NOW), ("iat", 40, BELIEVED), ("iat", 80, NOT_NOW),
        ("nbf", 40, BELIEVED), ("nbf", 80, NOT_NOW), ("auth_time", 40, BELIEVED), ("auth_time", 80, NOT_NOW),
        ("auth_time", -HOURS - 40, BELIEVED), ("auth_time", -HOURS - 80, NOT_NOW),
    ],
)  # fmt: skip
async def test_two_clocks_may_differ_by_a_minute(
    visitor: Visitor, forging: ForgingIssuer, claim: str, seconds: int, said: str
) -> None:
    state, nonce = await begun(visitor)
    forging.id_token = forging.signed({**right(forging, nonce), claim: int(time.time()) + seconds})
    assert said in (await back(visitor, forging, state)).text


async def test_a_token_is_signed_by_a_key_of_the_issuer(visitor: Visitor, forging: ForgingIssuer) -> None:
    state, nonce = await begun(visitor)
    claims = right(forging, nonce)
    forging.id_token = forging.signed(claims, ECKey.generate_key("P-256", {"kid": "one"}))
    assert UNSIGNED in (await back(visitor, forging, state)).text
    for algorithm in ("none", "HS256"):
        state, nonce = await begun(visitor)
        parts = [{"alg": algorithm, "kid": "one"}, right(forging, nonce)]
        forging.id_token = ".".join([*map(_encoded, parts), "" if algorithm == "none" else "AAAA"])
        assert UNSIGNED in (await back(visitor, forging, state)).text
    state, _ = await begun(visitor)
    forging.id_token = "no token at all"
    assert UNSIGNED in (await back(visitor, forging, state)).text


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


async def test_an_issuer_that_does_not_answer_is_said_and_nobody_is_let_in(
    visitor: Visitor, forging: ForgingIssuer
) -> None:
    forging.up = False
    try:
        answer = await visitor.get(START)
    finally:
        forging.up = True
    assert answer.status_code == 403
    assert "svarar inte" in answer.text


async def test_the_issuer_ends_a_session_by_its_name_once(
    visitor: Visitor,
    forging: ForgingIssuer,
    app: FastAPI,
    database: Database,
    author: Author,
    on_file: dict[str, UUID],
) -> None:
    start = await invited(database, app.state.vault, author, on_file["malmo"], Role.COORDINATOR, "eva@malmo.example")
    state, nonce = await begun(visitor, start)
    forging.id_token = forging.signed(right(forging, nonce))
    assert (await back(visitor, forging, state)).status_code == 303
    now = int(time.time())
    out = {
        "iss": forging.issuer,
        "aud": "utvag",
        "iat": now,
        "exp": now + 120,
        "jti": "j-1",
        "events": EVENT,
        "sid": "s-1",
    }
    for wrong in ({"nonce": "any"}, {"events": {}}, {"iss": "https://another.example"}, {"sid": ""}, {"exp": now - 90}):
        answer = await called(visitor, forging.signed({**out, **wrong}))
        assert answer.status_code == 400, wrong
    assert (await called(visitor, forging.signed({**out, "jti": "j-0", "sid": "another"}))).status_code == 200
    assert (await visitor.get("/me")).status_code == 200
    assert (await called(visitor, forging.signed(out))).status_code == 200
    assert (await visitor.get("/me")).status_code == 303
    assert (await called(visitor, forging.signed(out))).status_code == 400


async def test_the_issuer_ends_every_session_of_its_subject_whatever_claim_accounts_go_by(
    database: Database, tmp_path: Path, forging: ForgingIssuer, author: Author, on_file: dict[str, UUID]
) -> None:
    app = portal(database, tmp_path, {"malmo": forging.issuer}, claims={"subject": "employeeHsaId"})
    start = await invited(database, app.state.vault, author, on_file["malmo"], Role.COORDINATOR, "eva@malmo.example")
    visitor = Visitor(app)
    state, nonce = await begun(visitor, start)
    forging.id_token = forging.signed({**right(forging, nonce), "employeeHsaId": "SE-1"})
    assert (await back(visitor, forging, state)).status_code == 303
    assert (await visitor.get("/me")).status_code == 200
    now = int(time.time())
    out = {"iss": forging.issuer, "aud": "utvag", "iat": now, "jti": "j-2", "events": EVENT, "sub": "eva"}
    assert (await called(visitor, forging.signed(out))).status_code == 200
    assert (await visitor.get("/me")).status_code == 303
    await visitor.close()


async def called(visitor: Visitor, token: str) -> httpx2.Response:
    """Call the back channel as the issuer's server does: without a cookie or an origin."""
    headers = {"host": "localhost", "cookie": ""}
    return await visitor.client.post("/sign-in/backchannel-logout", data={"logout_token": token}, headers=headers)
