"""Facts judged into projections on PostgreSQL, always equal to a fold of the same facts."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from services.provider_audit.replay.verify import explain, verify
from services.provider_audit.storage import saving, store
from services.runtime.database.pool import Database
from tests.provider_audit.play import Play, at


async def test_a_missing_plan_becomes_a_finding_and_a_late_one_settles_it(database: Database) -> None:
    play, placement = Play(database), uuid4()
    await play.judge(
        [
            *play.background(at("2026-03-01 09:00")),
            play.started(placement, at("2026-03-02 09:00")),
            play.safe(placement, at("2026-03-02 09:00")),
        ],
        at("2026-03-02 09:01"),
    )
    assert await _rows(database) == [("R01", "open", None)]
    # 14 days after 2 March is Monday 16 March: due at 24:00 in Stockholm, judged a minute later.
    await play.judge([], at("2026-03-16 23:00"))
    assert await _rows(database) == [("R01", "open", None)]
    await play.judge([], at("2026-03-16 23:01"))
    assert await _rows(database) == [("R01", "missed", "standing")]
    assert str(await verify(database)) == "0 differences in 2 findings over 6 facts"
    await play.judge([play.plan(placement, at("2026-03-18 08:00"))], at("2026-03-18 08:01"))
    assert await _rows(database) == [("R01", "met_late", "settled")]
    assert str(await verify(database)) == "0 differences in 2 findings over 7 facts"
    async with database.work("provider_audit") as work:
        recorded = [
            row["type"].split(".")[-2]
            for row in await work.rows("select type from provider_audit.log where body like '%R01%' order by position")
        ]
        finding = await work.row("select id from provider_audit.finding where rule = 'R01'")
    assert recorded == ["ObligationOpened", "ObligationMissed", "FindingRaised", "ObligationMetLate", "FindingSettled"]
    assert finding is not None
    text = "\n".join(await explain(database, finding["id"]))
    assert "R01" in text
    assert "2026-03-17 00:00:00" in text


async def test_what_an_earlier_version_judged_is_judged_again_and_replaced(database: Database) -> None:
    play, placement = Play(database), uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    await play.judge(begun, at("2026-03-17 09:00"))
    async with database.work("provider_audit") as work:
        await work.run("update provider_audit.dossier set document = document || '{\"version\": 1}', judged_by = 1")
        await work.run(
            "update provider_audit.obligation set state = 'open', document = document "
            '|| \'{"state": "open", "due": "2026-03-20T23:00:00Z", "finding": null}\' where rule = \'R01\''
        )
        await work.run("delete from provider_audit.finding where rule = 'S05'")
    assert (await verify(database)).differences > 0
    plan = play.plan(placement, at("2026-03-18 08:00"))
    await play.judge([plan], at("2026-03-18 08:01"))
    assert (await verify(database)).differences == 0


async def test_what_only_an_earlier_version_found_falls(database: Database) -> None:
    play, placement = Play(database), uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    await play.judge(begun, at("2026-03-17 09:00"))
    other, now = uuid4(), at("2026-03-17 09:00")
    async with database.work("provider_audit") as work:
        await work.run("update provider_audit.dossier set document = document || '{\"version\": 1}', judged_by = 1")
        rows = await work.rows("select document from provider_audit.finding where rule = 'R01'")
        [found] = store.FINDINGS.validate_python([row["document"] for row in rows])
        await saving.save_judgement(work, [], [replace(found, id=other, obligation=uuid4())], now)
    await play.judge([play.plan(placement, at("2026-03-18 08:00"))], at("2026-03-18 08:01"))
    async with database.work("provider_audit") as work:
        row = await work.row("select document from provider_audit.finding where id = :id", id=other)
    assert row is not None
    assert (row["document"]["standing"], row["document"]["withdrawn_reason"]) == ("withdrawn", "judged_again")


async def test_pieces_of_any_size_give_the_same_as_one(database: Database) -> None:
    play, placements = Play(database), [uuid4() for _ in range(3)]
    facts = play.background(at("2026-01-01 09:00"))
    for number, placement in enumerate(placements):
        begin = at("2026-01-05 09:00") + timedelta(days=number)
        facts += [play.started(placement, begin), play.plan(placement, begin + timedelta(days=10 + 3 * number))]
        facts.append(play.report(placement, "2026-01", at("2026-02-05 10:00") + timedelta(days=number)))
    facts.sort(key=lambda event: event.order)
    while facts:
        piece, facts = facts[:2], facts[2:]
        assert await play.judge(piece, piece[-1].received) == {}
    await play.judge([], at("2026-04-01 00:00"))
    assert (await verify(database)).differences == 0
    states = [state for _, state, _ in await _rows(database)]
    assert {"met", "missed", "met_late"} <= set(states)


async def test_a_fact_that_cannot_be_judged_is_parked_and_the_rest_goes_on(database: Database) -> None:
    play, good = Play(database), uuid4()
    await play.judge(play.background(at("2026-03-01 09:00")), at("2026-03-01 09:01"))
    orphan = play.report(uuid4(), "2026-03", at("2026-03-02 08:00"))
    parked = await play.judge([orphan, play.started(good, at("2026-03-02 09:00"))], at("2026-03-02 09:01"))
    assert list(parked) == [orphan.id]
    assert await _rows(database) == [("R01", "open", None)]
    async with database.work("provider_audit") as work:
        stuck = await work.rows("select subject from provider_audit.stuck")
        recorded = await work.rows("select type from provider_audit.log where type like '%JudgementSuspended%'")
    assert [row["subject"] for row in stuck] == [orphan.subject]
    assert len(recorded) == 1
    assert (await verify(database)).differences == 0


async def test_verify_sees_a_finding_that_was_changed_by_hand(database: Database) -> None:
    play = Play(database)
    await play.judge(
        [*play.background(at("2026-03-01 09:00")), play.started(uuid4(), at("2026-03-02 09:00"))],
        at("2026-03-20 09:00"),
    )
    async with database.work("provider_audit") as work:
        await work.run(
            "update provider_audit.finding set document = jsonb_set(document, '{severity}', '\"low\"') where rule = 'R01'"
        )
    found = await verify(database)
    assert found.differences == 1
    assert any("low" in line for line in found.first)


async def _rows(database: Database) -> list[tuple[str, str, str | None]]:
    async with database.work("provider_audit") as work:
        rows = await work.rows(
            "select o.rule, o.state, f.standing from provider_audit.obligation o left join provider_audit.finding f "
            "on f.id = o.finding where o.owes = 'provider' and o.rule not in ('S05', 'R03') order by o.rule, o.due, o.id"
        )
    return [(row["rule"], row["state"], row["standing"]) for row in rows]
