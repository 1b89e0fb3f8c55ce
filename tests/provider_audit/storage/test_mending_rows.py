"""The rows of what waits behind a bad fact move as the table allows, and are judged as a fold does."""

from uuid import uuid4

import pytest

from schemas.directory import FactVoided, PortalInterrupted
from schemas.envelope import Event
from schemas.reasons import VoidReason
from services.provider_audit.replay.verify import verify
from services.runtime.database.pool import Database
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.errors import StatementFailed
from services.runtime.events.inbox_row import inbox_row
from services.runtime.events.inbox_state import MOVES, InboxState
from services.runtime.language.identifiers import PLATFORM
from tests.provider_audit.play import Play, at
from tests.provider_audit.storage.bad_facts import _states


@pytest.mark.parametrize("before", InboxState)
@pytest.mark.parametrize("after", InboxState)
async def test_a_heard_fact_moves_only_as_the_table_allows(
    database: Database, before: InboxState, after: InboxState
) -> None:
    play = Play(database)
    [event, *_] = play.background(at("2026-03-01 09:00"))
    async with database.work("provider_audit") as work:
        await work.add(InboxRow, inbox_row(event) | {"state": before.value}, schema="provider_audit")
    allowed = after is before or after in MOVES[before]
    try:
        async with database.work("provider_audit") as work:
            await work.run("update provider_audit.inbox set state = :state", state=after)
    except StatementFailed:
        assert not allowed
    else:
        assert allowed


def interrupted(play: Play, begins: str, ends: str, received: str) -> Event:
    """Tell of an interruption of the portal, by the operator."""
    fact = PortalInterrupted(from_at=at(begins), to_at=at(ends))
    return play.event(fact, uuid4(), at(received), teller=PLATFORM)


@pytest.mark.parametrize("somebody_before", [True, False])
@pytest.mark.parametrize("void", [True, False])
async def test_a_provider_registered_after_an_interruption_that_cannot_be_judged_is_judged_as_a_fold_does(
    database: Database, *, somebody_before: bool, void: bool
) -> None:
    play, placement, until = Play(database), uuid4(), at("2026-04-20 09:00")
    other = Play(database, positions=play.positions, sequences=play.sequences)
    facts = other.background(at("2026-02-20 09:00")) if somebody_before else []
    bad = interrupted(play, "2033-06-01 09:00", "2033-06-01 10:00", "2026-02-21 09:00")
    good = interrupted(play, "2026-03-15 20:00", "2026-03-17 02:00", "2026-02-22 09:00")
    facts += [bad, good]
    if void:
        reason = VoidReason.CANNOT_BE_CORRECTED
        fact = FactVoided(
            provider=None, board=None, of_log="directory", fact=bad.id, reason=reason, proposed_by=uuid4()
        )
        facts.append(play.event(fact, uuid4(), at("2026-02-23 09:00"), teller=PLATFORM))
    facts += [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    for piece in facts:
        await play.judge([piece], piece.received)
    await play.judge([], until)
    assert str(await verify(database)).startswith("0 differences"), (await verify(database)).first
    async with database.work("provider_audit") as work:
        stuck = await work.rows("select provider_id from provider_audit.stuck order by 1")
        owed = await work.rows("select due from provider_audit.obligation where rule = 'R01'")
    everybody = {play.provider, other.provider} if somebody_before else {play.provider}
    assert {row["provider_id"] for row in stuck} == (set() if void else everybody)
    assert [row["due"] for row in owed] == [at("2026-03-17 06:00")], "the good one moves the due"
    assert (await _states(database))[bad.id] == ("void" if void else "parked")
