"""Lists are chosen, counted and cut by the database: over random cases they give what each line's own next step says."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.referral.cases import queries
from services.referral.cases.lines import board_line, provider_line
from services.referral.cases.queries import Listed
from services.referral.cases.store import (
    answered_lines,
    case_lines,
    cases_under,
    count_answered,
    count_cases,
    count_placed,
    own_cases,
    placed_lines,
    requested_lines,
    to_do_lines,
    waiting_cases,
)
from services.referral.fact_tables import EventRow, SubmissionRow
from services.referral.shared.actor import binds
from services.referral.shared.states import ENDED_STATES, Phase, State
from services.referral.tables import CaseRow, PlacementRow, ReferralRow
from services.runtime.database.query import written
from services.runtime.database.work import Work
from tests.referral.given import BOARD, NOW, ORGNR, PROVIDER, Given
from tests.referral.given import name as id_of

CASES = 300
EVERY_REQUEST = queries._requests("true")
CHANGED = written("update referral.placement set state = :state where id = :id")
OF_BOTH = {"board": BOARD.organisation, "provider": PROVIDER.organisation}


def sometimes(chance: random.Random, share: float = 0.3) -> Any:
    return NOW - timedelta(days=chance.randrange(60)) if chance.random() < share else None


async def keep_case(work: Work, chance: random.Random, number: int) -> None:
    """A case with up to three referrals, and perhaps a placement of each, in whatever states."""
    case = id_of(f"case {number}")
    opened = NOW - timedelta(days=chance.randrange(300))
    opener = BOARD.person if chance.random() < 0.3 else id_of("colleague")
    await work.add(CaseRow, {
        "id": case, "board": BOARD.organisation, "board_unit": None, "opened_by": opener, "opened_at": opened})  # fmt: skip
    for nth in range(chance.randrange(4)):
        referral = id_of(f"referral {number} {nth}")
        state = chance.choice(["draft", "requested", "accepted", "rejected", "cancelled", "entered-in-error"])
        at = opened + timedelta(hours=chance.randrange(3))
        await work.add(ReferralRow, {
            "id": referral, "case": case, "board": BOARD.organisation, "provider": PROVIDER.organisation, "unit": id_of("unit"),
            "tier": "standard", "state": state, "opened_by": opener, "opened_at": at, "changed_at": at,
            "sent_at": None if state == "draft" else at, "answer_due": at, "parts_sealed": b""})  # fmt: skip
        if state == "accepted":
            await keep_placement(work, chance, case, referral)


async def keep_placement(work: Work, chance: random.Random, case: UUID, referral: UUID) -> None:
    placement = id_of(f"placement of {referral}")
    state = chance.choice([each for each in State if each not in (State.DRAFT, State.REQUESTED, State.REJECTED)])
    ended = state in ENDED_STATES
    await work.add(PlacementRow, {
        "id": placement, "case": case, "referral": referral, **OF_BOTH, "unit": id_of("unit"), "orgnr": ORGNR, "form": "HVB",
        "age_band": "26+", "target_group": "CRIMINAL_NETWORK", "state": state, "accepted_at": NOW, "start_on": NOW.date(),
        "started_at": None if state == State.ACCEPTED else NOW, "concluded_at": sometimes(chance) if ended else None,
        "plan_version": chance.randrange(3), "plan_approved": chance.randrange(3), "plan_returned": chance.randrange(3),
        "end_report_at": sometimes(chance) if ended else None})  # fmt: skip
    of = {"placement": placement, "case": case, **OF_BOTH}
    for kind, period in (("report", "2026-09"), ("report", "2026-10"), ("end-report", ""), ("plan", "")):
        for attempt in range(chance.randrange(3)):
            await work.add(SubmissionRow, {
                **of, "id": id_of(f"{placement}{kind}{period}{attempt}"), "kind": kind, "period": period, "attempt": attempt,
                "occurred": NOW, "arrived": NOW, "submitted_by": PROVIDER.person, "sealed": b"", "accepted_at": sometimes(chance),
                "returned_at": sometimes(chance), "retracted_at": sometimes(chance, 0.1)})  # fmt: skip
    if chance.random() < 0.3:
        await work.add(EventRow, {
            **of, "id": id_of(f"event of {placement}"), "first_reported": NOW, "phoned_at": sometimes(chance),
            "noticed_at": sometimes(chance), "reported_at": sometimes(chance), "call_recorded_at": sometimes(chance)})  # fmt: skip


def phase_of(listed: Listed) -> Phase:
    """Where a case stands, as its line says."""
    state = board_line(listed, NOW, BOARD.person).state
    if state is State.CANCELLED:
        return Phase.WITHDRAWN
    if state in ENDED_STATES and listed.concluded_at is not None:
        return Phase.ENDED
    return Phase.PLACED if listed.placement else Phase(state.value)


async def keep_some(given: Given, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(CASES):
        async with given.database.work("referral") as work:
            await keep_case(work, chance, number)
    async with given.database.work("referral") as work:
        for each in await work.all(EVERY_REQUEST, **binds(PROVIDER)):
            if each.placement_state is not None and each.concluded_at is None and chance.random() < 0.2:
                await work.run(
                    CHANGED, id=each.placement, state=chance.choice(["in-progress", "cancelled", "accepted"])
                )


async def test_a_board_s_lists_hold_what_each_line_says(given: Given) -> None:
    await keep_some(given, 1)
    async with given.database.work("referral") as work:
        every = await case_lines(work, BOARD, await own_cases(work, BOARD))
        counted = await count_cases(work, BOARD)
        for phase in Phase:
            there = [one.case for one in every if phase_of(one) is phase]
            mine = [one.case for one in every if phase_of(one) is phase and one.opened_by == BOARD.person]
            assert counted["all"].get(phase, 0) == len(there)
            assert counted["mine"].get(phase, 0) == len(mine)
            assert [one.case for one in await cases_under(work, BOARD, [phase], 0, CASES)] == there
            assert [one.case for one in await cases_under(work, BOARD, [phase], 1, 3, mine=True)] == mine[1:4]
        lines = [board_line(one, NOW, BOARD.person) for one in every]
        waiting = [line.case for line in lines if line.step.waits and line.state is not State.DRAFT]
        assert await waiting_cases(work, BOARD) == waiting
        assert waiting


async def test_a_provider_s_lists_hold_what_each_line_says(given: Given) -> None:
    await keep_some(given, 2)
    async with given.database.work("referral") as work:
        every = [provider_line(one, NOW, PROVIDER.person) for one in await work.all(EVERY_REQUEST, **binds(PROVIDER))]
        to_do = [provider_line(one, NOW, PROVIDER.person) for one in await to_do_lines(work, PROVIDER)]
        assert [line for line in to_do if line.step.waits] == [line for line in every if line.step.waits]
        asked = [line.listed for line in every if line.state is State.REQUESTED]
        assert await requested_lines(work, PROVIDER) == asked
        answered = [line.listed for line in every if line.state is not State.REQUESTED]
        assert await count_answered(work, PROVIDER) == len(answered)
        assert await answered_lines(work, PROVIDER, 2, 5) == answered[2:7]
        placed = [line for line in every if line.listed.placement]
        over = [line.listed for line in placed if line.concluded or line.state is State.CANCELLED]
        running = [line.listed for line in placed if not (line.concluded or line.state is State.CANCELLED)]
        counts = await count_placed(work, PROVIDER)
        assert (counts.running, counts.ended) == (len(running), len(over))
        assert await placed_lines(work, PROVIDER, 0, CASES, ended=True) == over
        assert await placed_lines(work, PROVIDER, 1, 4, ended=False) == running[1:5]
