"""Sign-ins that go by an identity provider: begun in a browser, taken once when it comes back; and sessions ended from there."""

import secrets
from datetime import datetime
from uuid import UUID

from starlette.requests import Request

from services.runtime.database.pool import Database
from services.runtime.web.request.context import context_of, secret_hash
from services.runtime.web.request.queries import (
    BEGIN,
    CLEANING,
    END_OWN,
    END_VOUCHED,
    OPEN_ONES,
    TAKE,
    TOKEN_TAKEN,
    WALL_CLOCK,
    Begun,
    Open,
)
from services.runtime.web.request.sessions import IDLE, safe_path


def nonce_of(request: Request, state: str) -> str:
    """Give what the ID token of this browser's sign-in must repeat."""
    return context_of(request).derived(f"utvag sign-in nonce {state}")


def verifier_of(request: Request, state: str) -> str:
    """Give the secret half of PKCE: it is kept nowhere, only this browser's cookie makes it again."""
    return context_of(request).derived(f"utvag sign-in verifier {state}")


async def begin_sign_in(request: Request, provider: str, after: str, invitation: UUID | None) -> str:
    """Remember that a sign-in begins in this browser, for ten minutes; give its state."""
    state = secrets.token_urlsafe(32)
    async with request.app.state.database.work("web") as work:
        for statement in CLEANING:
            await work.run(statement)
        await work.run(
            BEGIN,
            state_hash=secret_hash(state),
            browser_hash=context_of(request).hash,
            provider=provider,
            after=safe_path(after),
            invitation=invitation,
        )
    return state


async def take_sign_in(request: Request, state: str) -> Begun | None:
    """Take the sign-in that began in this browser under a state, once; None for any other."""
    async with request.app.state.database.work("web") as work:
        taken: Begun | None = await work.one(TAKE, state_hash=secret_hash(state), browser_hash=context_of(request).hash)
        return taken


async def sessions_of(request: Request, person: UUID) -> list[Open]:
    """Give a person's open sessions, the one last used first."""
    async with request.app.state.database.work("web") as work:
        found: list[Open] = await work.all(OPEN_ONES, person=person, idle=IDLE)
        return found


async def end_sessions(request: Request, person: UUID, chosen: bytes | None) -> None:
    """End one of a person's own sessions, or with None all of them."""
    async with request.app.state.database.work("web") as work:
        await work.run(END_OWN, person=person, chosen=chosen)


async def wall_clock(database: Database) -> datetime:
    """Give the time as the world has it: a token is judged by it, also where a demonstration's clock is moved."""
    async with database.work("web") as work:
        now = await work.one(WALL_CLOCK)
        if now is None:
            raise LookupError("the database gave no clock")
        return now


async def end_vouched(
    database: Database, issuer: str, subject: str | None, sid: str | None, jti: str, until: datetime
) -> bool:
    """End the sessions that a logout token names; False for one that was taken before."""
    async with database.work("web") as work:
        if not await work.run(TOKEN_TAKEN, issuer=issuer, jti=jti, expires_at=until):
            return False
        await work.run(END_VOUCHED, issuer=issuer, subject=subject, sid=sid)
        return True
