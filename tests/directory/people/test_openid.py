"""Signing in at a real OpenID provider: by invitation, again, and refused in words where something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.people.store import PERSON_OF
from services.directory.sign_in import OWN
from services.runtime.database.pool import Database
from tests.directory.on_file import Facts
from tests.directory.people.signing_in import SECRET, START, at_issuer, invited, portal, sign_in
from tests.parts.absent import absent
from tests.parts.openid_provider import LOA2, OpenIdProvider, account, missing_openid
from tests.runtime.web.visitor import ORIGIN, Visitor

CLIENT = {"client_id": "utvag", "client_secret": SECRET, "redirect_uris": [f"{ORIGIN}/sign-in/callback"]}
ACCOUNTS = {
    "anna": account(email="anna.admin@malmo.example"),
    "eva": account(email="Eva.Lindqvist@malmo.example"),
    "weak": account(LOA2, email="eva.lindqvist@malmo.example"),
    "unverified": account(email="eva.lindqvist@malmo.example", email_verified=False),
}


@pytest.fixture(scope="module")
def issuers() -> Iterator[tuple[OpenIdProvider, OpenIdProvider]]:
    """Two issuers with the same client and accounts."""
    if how := missing_openid():
        absent("The OpenID provider, which this test needs,", how)
    made = OpenIdProvider([CLIENT], ACCOUNTS).open(), OpenIdProvider([CLIENT], ACCOUNTS).open()
    yield made
    for each in made:
        each.close()


@pytest.fixture
def app(database: Database, tmp_path: Path, issuers: tuple[OpenIdProvider, OpenIdProvider]) -> FastAPI:
    """The portal, signing in at both."""
    return portal(database, tmp_path, {"malmo": issuers[0].issuer, "lund": issuers[1].issuer})


@dataclass
class Guests:
    """Invites people to the board of Malmö."""

    database: Database
    app: FastAPI
    author: Author
    malmo: UUID

    async def start(self, role: Role = Role.COORDINATOR, email: str = "eva.lindqvist@malmo.example") -> str:
        """Where the sign-in of an invited one starts."""
        return await invited(self.database, self.app.state.vault, self.author, self.malmo, role, email)


@pytest.fixture
def guests(database: Database, app: FastAPI, author: Author, on_file: dict[str, UUID]) -> Guests:
    """Invitations to a board that is on file."""
    return Guests(database, app, author, on_file["malmo"])


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    """The person's browser, as the issuers see it."""
    async with httpx2.AsyncClient(follow_redirects=False) as made:
        yield made


async def test_an_invitation_gives_a_role_once_and_then_the_identity_alone_signs_in(
    visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests, facts: Facts
) -> None:
    start = await guests.start(email="Eva.Lindqvist@Malmo.example")
    page = await visitor.get(f"/sign-in/invitation/{start.rpartition('=')[2]}")
    assert "Samordnare" in page.text
    assert "Malmo stad" in page.text
    done = await sign_in(visitor, browser, "eva", start)
    assert done.status_code == 303, done.text
    assert (await facts())[-3:] == ["PersonInvited", "PersonCommissioned", "InvitationAccepted"]
    own = await visitor.get("/me")
    assert "Anna Ek" in own.text
    again = await visitor.get(start)
    assert again.status_code == 403
    assert "redan använd" in again.text
    await visitor.send(own, "/sign-out")
    assert (await visitor.get("/me")).status_code == 303
    assert (await sign_in(visitor, browser, "eva")).headers["location"] == "/"
    assert (await visitor.get("/me")).status_code == 200


async def test_whoever_is_not_invited_is_told_what_to_do(
    visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests
) -> None:
    answer = await sign_in(visitor, browser, "eva")
    assert answer.status_code == 403
    assert "Du är inte inbjuden." in answer.text
    assert "bjuda in dig" in answer.text
    assert "Nummer: " in answer.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("anna", "Inbjudan är till någon annan."),
        ("unverified", "Inbjudan är till någon annan."),
        ("weak", "Din inloggning räcker inte."),
        ("nobody", "du avbröt, eller så nekade den"),
    ],
)
async def test_anothers_identity_or_a_weak_one_does_not_open_an_invitation(
    visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests, name: str, said: str
) -> None:
    start = await guests.start()
    answer = await sign_in(visitor, browser, name, start)
    assert answer.status_code == 403
    assert said in answer.text
    assert (await visitor.get("/me")).status_code == 303
    # Whoever is invited still can.
    async with httpx2.AsyncClient() as own:
        assert (await sign_in(visitor, own, "eva", start)).status_code == 303


async def test_an_answer_counts_once_and_in_its_own_browser(
    app: FastAPI, visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests
) -> None:
    begun = await visitor.get(await guests.start())
    back = await at_issuer(browser, begun.headers["location"], "eva")
    other = Visitor(app)
    await other.get("/sign-in")
    assert "annan webbläsare" in (await other.get(back)).text
    await other.close()
    assert (await visitor.get(back)).status_code == 303
    again = await visitor.get(back)
    assert again.status_code == 403
    assert "redan använd" in again.text


async def test_a_code_that_was_used_is_worth_nothing_in_another_sign_in(
    visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests
) -> None:
    begun = await visitor.get(await guests.start())
    back = await at_issuer(browser, begun.headers["location"], "eva")
    stolen = parse_qs(urlsplit(back).query)
    assert (await visitor.get(back)).status_code == 303
    next_one = await visitor.get(START)
    state = parse_qs(urlsplit(await at_issuer(browser, next_one.headers["location"], "eva")).query)["state"][0]
    values = {"code": stolen["code"][0], "state": state, "iss": stolen["iss"][0]}
    answer = await visitor.client.get("/sign-in/callback", params=values)
    assert answer.status_code == 403
    assert "godtog inte engångskoden" in answer.text


async def test_answers_of_two_issuers_are_not_mixed_up(
    visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests
) -> None:
    await guests.start()
    begun = await visitor.get(START)
    theirs = await at_issuer(browser, begun.headers["location"], "eva")
    other = await visitor.get("/sign-in/start?with=lund")
    ours = parse_qs(urlsplit(await at_issuer(browser, other.headers["location"], "eva")).query)
    given = parse_qs(urlsplit(theirs).query)
    values = {"code": given["code"][0], "iss": given["iss"][0], "state": ours["state"][0]}
    answer = await visitor.client.get("/sign-in/callback", params=values)
    assert "från en annan inloggningstjänst" in answer.text
    begun = await visitor.get(START)
    given = parse_qs(urlsplit(await at_issuer(browser, begun.headers["location"], "eva")).query)
    silent = await visitor.client.get(
        "/sign-in/callback", params={"code": given["code"][0], "state": given["state"][0]}
    )
    assert "från en annan inloggningstjänst" in silent.text


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example", "/me"])
async def test_a_sign_in_leads_to_pages_of_the_portal_alone(
    visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests, after: str
) -> None:
    start = await guests.start()
    done = await sign_in(visitor, browser, "eva", str(httpx2.URL(start).copy_merge_params({"next": after})))
    assert done.headers["location"] == ("/me" if after == "/me" else "/")


async def test_a_role_that_ends_ends_its_open_pages(
    visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests, issuers: tuple[OpenIdProvider, OpenIdProvider]
) -> None:
    await sign_in(visitor, browser, "eva", await guests.start())
    page = await visitor.get("/me")
    assert page.status_code == 200
    async with guests.database.work("directory") as work:
        person = await work.one(PERSON_OF, of_issuer=issuers[0].issuer, of_subject="eva")
        held = await work.all(OWN, person=person, commission=None)
    await handlers.end_commission(guests.database, guests.author, held[0].id)
    assert (await visitor.get("/me")).headers["location"] == "/sign-in?next=%2Fme"
    assert (await visitor.send(page, "/me/sessions")).headers["location"].startswith("/signed-out")
    assert "Du är inte inbjuden." in (await sign_in(visitor, browser, "eva")).text


async def test_sessions_are_listed_and_ended(
    app: FastAPI, visitor: Visitor, browser: httpx2.AsyncClient, guests: Guests
) -> None:
    await sign_in(visitor, browser, "eva", await guests.start())
    others = [Visitor(app) for _ in range(5)]
    for each in others:
        assert (await sign_in(each, browser, "eva")).status_code == 303
    # Five are open at most: the first has ended.
    assert (await visitor.get("/me")).status_code == 303
    page = await others[0].get("/me")
    assert page.text.count("En annan webbläsare") == 4
    assert (await others[0].send(page, "/me/sessions")).status_code == 303
    ended = [(await each.get("/me")).status_code for each in others]
    assert ended.count(200) == 4
    assert (await others[0].get("/me")).status_code == 200
    for each in others:
        await each.close()


async def test_the_sign_in_page_says_nothing_but_the_ways(visitor: Visitor, guests: Guests) -> None:
    page = await visitor.get("/sign-in?next=/contracts")
    assert "Malmo stad" in page.text
    assert "next=%2Fcontracts" in page.text
    assert "Socialnämnden" not in page.text
    unknown = await visitor.get("/sign-in/start?with=nobody")
    assert unknown.status_code == 403
    assert "finns inte här" in unknown.text
