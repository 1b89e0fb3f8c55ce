"""The handlers on PostgreSQL: the straight path, the gates, and who may do what."""

from datetime import UTC, timedelta

import pytest

from schemas.reasons import DeclineReason, EndReason, WithdrawReason
from services.referral import handlers
from services.referral.referrals.answer_form import Answer
from services.referral.reports.end_form import parse_end_report
from services.referral.reports.monthly_fields import ReportFrame
from services.referral.reports.monthly_form import parse_report
from services.referral.shared.commands import End, Pause, Resume, Withdraw
from services.runtime.errors import Refused
from tests.parts.forms import apart
from tests.referral import given as made
from tests.referral.given import BOARD, NOW, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Given, author, scope

DAY = timedelta(days=1)


async def test_the_straight_path_from_draft_to_concluded(given: Given) -> None:
    placement = await given.started()
    plan = made.right_plan()
    report, _ = apart(parse_report(made.report_form(), ReportFrame("2026-11", NOW.date(), plan.goals)))
    end_report, _ = apart(parse_end_report(made.end_form(), plan.goals, NOW.date()))
    assert report is not None
    assert end_report is not None
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.submit_plan(given.acting(work, PROVIDER), placement, plan)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.approve_plan(given.acting(work, BOARD), placement)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.submit_report(given.acting(work, PROVIDER), placement, report)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.accept_report(given.acting(work, BOARD), placement, "2026-11")
    async with given.database.work("referral", scope(PROVIDER)) as work:
        end = End(NOW, EndReason.COMPLETED, planned=True)
        await handlers.end_placement(given.acting(work, PROVIDER), placement, end)
        await handlers.submit_end_report(given.acting(work, PROVIDER), placement, end_report)
    async with given.database.work("referral", scope(BOARD)) as work:
        concluded = await handlers.conclude(given.acting(work, BOARD), placement)
    assert concluded.concluded
    assert await given.recorded() == [
        "CaseOpened", "ReferralSent", "ReferralAccepted", "PlacementStarted", "PlanSubmitted", "PlanApproved",
        "ReportSubmitted", "ReportAccepted", "PlacementEnded", "EndReportSubmitted",
    ]  # fmt: skip
    async with given.database.work("referral") as work:
        row = await work.row("select placed from referral.capacity")
    assert row is not None
    assert row["placed"] == 0


async def test_the_clause_of_the_contract_decides_the_answer_date(given: Given) -> None:
    referral = await given.sent()
    async with given.database.work("referral") as work:
        row = await work.row("select answer_due from referral.referral where id = :id", id=referral)
    assert row is not None
    assert row["answer_due"].astimezone(made.STOCKHOLM).date() == NOW.date() + timedelta(days=10)


async def test_a_full_unit_refuses_the_next_and_takes_it_again_after_an_end(given: Given) -> None:
    await given.started("one")
    await given.accepted("two")
    with pytest.raises(Refused) as refused:
        await given.sent("three")
    assert refused.value.code == "C02"
    async with given.database.work("referral", scope(BOARD)) as work:
        end = End(NOW, EndReason.BREAKDOWN, planned=False, noticed_at=NOW)
        await handlers.end_placement(given.acting(work, BOARD), made.name("placement one"), end)
    await given.sent("four")


async def test_the_place_is_counted_again_at_acceptance(given: Given) -> None:
    for word in ("one", "two", "three"):
        await given.sent(word)
    answer = Answer(None, NOW.date(), "Föreståndaren", "", "")
    for word in ("one", "two"):
        async with given.database.work("referral", scope(PROVIDER)) as work:
            referral = made.name(f"referral {word}")
            await handlers.accept(given.acting(work, PROVIDER), referral, answer)
    referral = made.name("referral three")
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(PROVIDER)) as work:
            await handlers.accept(given.acting(work, PROVIDER), referral, answer)
    assert refused.value.code == "C02"


async def test_an_accepted_referral_withdrawn_gives_its_place_back(given: Given) -> None:
    await given.accepted()
    async with given.database.work("referral", scope(BOARD)) as work:
        command = Withdraw(WithdrawReason.MOVED)
        await handlers.withdraw(given.acting(work, BOARD), made.name("referral one"), command)
    async with given.database.work("referral") as work:
        row = await work.row("select c.placed, p.state from referral.capacity c, referral.placement p")
    assert row is not None
    assert (row["placed"], row["state"]) == (0, "cancelled")


async def test_a_declined_referral_keeps_its_reason_and_is_answered_once(given: Given) -> None:
    referral = await given.sent()
    answer = Answer(DeclineReason.NO_CAPACITY, None, "", "Ring i vår", "")
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.decline(given.acting(work, PROVIDER), referral, answer)
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(PROVIDER)) as work:
            await handlers.decline(given.acting(work, PROVIDER), referral, answer)
    assert refused.value.code == "transition_not_allowed"
    assert (await given.recorded()).count("ReferralDeclined") == 1


async def test_a_hold_and_its_end(given: Given) -> None:
    placement = await given.started()
    later = NOW + DAY
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.pause(given.acting(work, PROVIDER, later), placement, Pause(later))
    async with given.database.work("referral", scope(BOARD)) as work:
        changed = await handlers.resume(given.acting(work, BOARD, later + DAY), placement, Resume(later + DAY))
    assert changed.state.value == "in-progress"


async def test_others_find_nothing(given: Given) -> None:
    referral = await given.draft()
    for actor in (OTHER_BOARD, PROVIDER, OTHER_PROVIDER):
        with pytest.raises(Refused) as refused:
            async with given.database.work("referral", scope(actor)) as work:
                await handlers.send_referral(given.acting(work, actor), referral)
        assert refused.value.code == "absent"
    placement = await given.accepted("two")
    for actor in (OTHER_BOARD, OTHER_PROVIDER):
        with pytest.raises(Refused) as refused:
            async with given.database.work("referral", scope(actor)) as work:
                await handlers.submit_plan(given.acting(work, actor), placement, made.right_plan())
        assert refused.value.code == "absent"


async def test_row_level_security_hides_rows_even_without_a_condition(given: Given) -> None:
    await given.draft("draft")
    await given.accepted("two")
    seen = {}
    for actor in (BOARD, OTHER_BOARD, PROVIDER, OTHER_PROVIDER):
        async with given.database.work("referral", scope(actor)) as work:
            seen[actor] = [
                len(await work.rows(f"select 1 from referral.{table}"))
                for table in ("case_", "referral", "placement", "history", "consent", "known_contract")
            ]
    assert seen[BOARD] == [2, 2, 1, 4, 2, 1]
    assert seen[PROVIDER] == [0, 1, 1, 2, 0, 1]
    assert seen[OTHER_BOARD] == seen[OTHER_PROVIDER] == [0, 0, 0, 0, 0, 0]


async def test_a_draft_is_not_sent_until_every_part_is_done(given: Given) -> None:
    referral = await given.draft()
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.save_draft(given.acting(work, BOARD), referral, {"needs": {"description": "kort"}})
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.send_referral(given.acting(work, BOARD), referral)
    assert refused.value.code == "parts_missing"
    assert "Behov" in refused.value.what.sv


async def test_a_withdrawn_consent_stops_the_sending(given: Given) -> None:
    referral = await given.draft()
    async with given.database.work("referral", scope(BOARD)) as work:
        row = await work.row("select id, case_id from referral.consent")
        assert row is not None
        await handlers.withdraw_consent(given.acting(work, BOARD), row["case_id"], row["id"])
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.send_referral(given.acting(work, BOARD), referral)
    assert refused.value.code == "consent_missing"


async def test_two_people_in_one_draft_do_not_overwrite_each_other(given: Given) -> None:
    referral = await given.draft()
    async with given.database.work("referral", scope(BOARD)) as work:
        row = await work.row("select version from referral.referral where id = :id", id=referral)
        assert row is not None
        await handlers.save_draft(given.acting(work, BOARD), referral, {"needs": {}}, row["version"])
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.save_draft(given.acting(work, BOARD), referral, {"goals": {}}, row["version"])
    assert refused.value.code == "changed"


async def test_a_draft_expires_after_ninety_days_and_not_before(given: Given) -> None:
    utc = NOW.astimezone(UTC)
    await given.draft("old", utc - 90 * DAY)
    await given.draft("young", utc - 90 * DAY + timedelta(microseconds=1))
    async with given.database.work("referral") as work:
        assert await handlers.expire_drafts(work, author(BOARD)) == 1
    async with given.database.work("referral") as work:
        rows = await work.rows("select id, state, parts_sealed from referral.referral order by state")
    assert [(row["id"], row["state"]) for row in rows] == [
        (made.name("referral old"), "cancelled"),
        (made.name("referral young"), "draft"),
    ]
    assert rows[0]["parts_sealed"] == b""


async def test_reading_a_person_is_logged_first_and_a_provider_reads_only_what_it_accepted(given: Given) -> None:
    await given.sent()
    case = made.name("case one")
    with pytest.raises(Refused):
        async with given.database.work("referral", scope(PROVIDER)) as work:
            await handlers.reveal(given.acting(work, PROVIDER), case, "answer")
    answer = Answer(None, NOW.date(), "Föreståndaren", "", "")
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.accept(given.acting(work, PROVIDER), made.name("referral one"), answer)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        identity = await handlers.reveal(given.acting(work, PROVIDER), case, "start")
    assert identity is not None
    assert identity.name == "Åsa O'Öberg"
    async with given.database.work("referral") as work:
        rows = await work.rows("select reader, why from referral.read_log")
    assert [(row["reader"], row["why"]) for row in rows] == [(PROVIDER.person, "start")]


async def test_no_person_stands_in_any_table_or_fact_in_clear(given: Given) -> None:
    placement = await given.started()
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.submit_plan(given.acting(work, PROVIDER), placement, made.right_plan())
    async with given.database.work("referral") as work:
        tables = await work.rows(
            "select table_name from information_schema.tables where table_schema = 'referral' and table_type = 'BASE TABLE'"
        )
        for table in tables:
            rows = await work.rows(f"select cast(t as text) as line from referral.{table['table_name']} t")
            for row in rows:
                for canary in ("Öberg", "19900101", "lägenheten", "Allt som rör", "A-2026-77"):
                    assert canary not in row["line"], (table["table_name"], canary)
                    assert canary.encode().hex() not in row["line"], (table["table_name"], canary)
