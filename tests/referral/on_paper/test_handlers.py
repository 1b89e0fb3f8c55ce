"""Registrera inkommet: what came by phone or paper counts as the provider's own, at the instant it came."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from schemas.codes import IncidentKind, Origin
from schemas.reasons import DeclineReason, EndReason
from services.referral import handlers
from services.referral.incidents.form import IncidentReport
from services.referral.on_paper.domain import CameBy, Kind, ReceivedOnPaper
from services.referral.on_paper.form import Arrived, ArrivedAnswer
from services.referral.referrals.answer_form import Answer
from services.referral.shared.commands import End
from services.runtime.errors import Refused
from tests.referral import given as made
from tests.referral.given import BOARD, NOW, OTHER_BOARD, PROVIDER, Given, OutsideActor, author, scope

DAY = timedelta(days=1)
RECEIVED = ReceivedOnPaper(
    CameBy.PAPER, NOW + 2 * DAY, "Föreståndaren, i receptionen", "På papper, diarienummer SN-2026-900"
)
LATER = NOW + 9 * DAY


async def register(given: Given, placement: UUID, arrived: Arrived, actor: OutsideActor = BOARD) -> UUID:
    async with given.database.work("referral", scope(actor)) as work:
        return await handlers.register_submission(given.acting(work, actor, LATER), placement, arrived)


async def last(given: Given) -> dict[str, object]:
    async with given.database.work("referral") as work:
        row = await work.row("select * from referral.history order by entry desc limit 1")
        body = await work.row("select cast(body as jsonb) as body from referral.log order by position desc limit 1")
    assert row is not None
    assert body is not None
    return {**dict(row), "body": body["body"]}


@pytest.mark.parametrize(
    ("kind", "period", "what"),
    [
        (Kind.PLAN, "", "PlanSubmitted"),
        (Kind.REPORT, "2026-11", "ReportSubmitted"),
        (Kind.END_REPORT, "", "EndReportSubmitted"),
        (Kind.SAFETY_PLAN, "", "SafetyPlanFiled"),
    ],
)
async def test_it_is_the_providers_word_at_the_stated_instant(given: Given, kind: Kind, period: str, what: str) -> None:
    placement = await given.started()
    if kind is Kind.END_REPORT:
        async with given.database.work("referral", scope(BOARD)) as work:
            end = End(NOW + DAY, EndReason.COMPLETED, planned=True)
            await handlers.end_placement(given.acting(work, BOARD, NOW + DAY), placement, end)
    submission = await register(given, placement, Arrived(kind, RECEIVED, period))
    row = await last(given)
    assert (row["what"], row["fact_id"], row["side"]) == (what, submission, "provider")
    assert (row["teller"], row["person"], row["attested_by"]) == (PROVIDER.organisation, None, BOARD.person)
    assert row["arrived"] == RECEIVED.arrived
    assert row["body"]["attested_by"] == str(BOARD.person)  # type: ignore[index]
    async with given.database.work("referral", scope(PROVIDER)) as work:
        (kept,) = await work.rows("select * from referral.received_on_paper")
        (handed_in,) = await work.rows("select * from referral.submission")
    assert (kept["came_by"], kept["attested_as"], kept["registered_at"]) == ("paper", "coordinator", LATER)
    assert (handed_in["id"], handed_in["arrived"]) == (submission, RECEIVED.arrived)


async def test_an_incident_by_phone(given: Given) -> None:
    placement = await given.started()
    report = IncidentReport(
        kind=IncidentKind.THREAT, aware_at=NOW + DAY, phoned_at=NOW + DAY, what="Berättat i telefon."
    )
    submission = await register(given, placement, Arrived(Kind.INCIDENT, RECEIVED, incident=report))
    row = await last(given)
    assert (row["what"], row["fact_id"], row["attested_by"]) == ("IncidentReported", submission, BOARD.person)
    with pytest.raises(Refused, match="no_incident"):
        await register(given, placement, Arrived(Kind.INCIDENT, RECEIVED))


async def test_an_answer_by_phone(given: Given) -> None:
    for word, reason in (("one", None), ("two", DeclineReason.COMPETENCE)):
        referral = await given.sent(word)
        answer = Answer(reason, NOW.date() if reason is None else None, "Föreståndaren", "", "")
        async with given.database.work("referral", scope(BOARD)) as work:
            born = await handlers.register_answer(
                given.acting(work, BOARD, LATER), referral, ArrivedAnswer(RECEIVED, answer)
            )
        assert (born is None) == (reason is not None)
        row = await last(given)
        assert row["what"] == ("ReferralAccepted" if reason is None else "ReferralDeclined")
        assert (row["teller"], row["attested_by"]) == (PROVIDER.organisation, BOARD.person)
        async with given.database.work("referral") as work:
            answered = await work.row("select answered_at from referral.referral where id = :id", id=referral)
            kept = await work.row("select fact_id from referral.received_on_paper where referral_id = :id", id=referral)
        assert answered is not None
        assert kept is not None
        assert (answered["answered_at"], kept["fact_id"]) == (RECEIVED.arrived, row["fact_id"])


@pytest.mark.parametrize(
    ("arrived", "code"), [(LATER + timedelta(seconds=1), "in_the_future"), (NOW - timedelta(seconds=1), "too_early")]
)
async def test_it_came_neither_ahead_nor_before_there_was_a_placement(given: Given, arrived: object, code: str) -> None:
    placement = await given.started()
    received = ReceivedOnPaper(CameBy.PHONE, arrived, "Föreståndaren", "")  # type: ignore[arg-type]
    with pytest.raises(Refused, match=code):
        await register(given, placement, Arrived(Kind.PLAN, received))
    referral = await given.sent("two")
    answer = Answer(DeclineReason.INFO, None, "", "", "")
    with pytest.raises(Refused, match=code):
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.register_answer(given.acting(work, BOARD, LATER), referral, ArrivedAnswer(received, answer))


async def test_what_came_in_time_counts_also_after_a_later_report_was_accepted(given: Given) -> None:
    placement = await given.with_papers()
    await register(given, placement, Arrived(Kind.REPORT, RECEIVED, "2026-11"))
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.accept_report(given.acting(work, BOARD, LATER), placement, "2026-11")
    earlier = ReceivedOnPaper(CameBy.PAPER, NOW + DAY, "Vaktmästaren", "Låg i fel fack, diarienummer SN-2026-901")
    await register(given, placement, Arrived(Kind.REPORT, earlier, "2026-11"))
    assert (await given.recorded()).count("ReportSubmitted") == 2


async def test_the_minute_between_arrival_and_log_does_not_refuse_it(given: Given) -> None:
    placement = await given.started()
    async with given.database.work("referral") as work:
        now = await work.now()
        await work.run("update referral.placement set accepted_at = :at, started_at = :at", at=now - 9 * DAY)
    received = ReceivedOnPaper(CameBy.PAPER, now - 3 * DAY, "Föreståndaren", "På papper")
    portal = author(BOARD, now).model_copy(update={"origin": Origin.PORTAL})
    async with given.database.work("referral", scope(BOARD)) as work:
        acting = given.acting(work, BOARD).in_word_of(portal)
        await handlers.register_submission(acting, placement, Arrived(Kind.PLAN, received))
    assert (await given.recorded())[-1] == "PlanSubmitted"


async def test_nobody_else_registers_and_nothing_is_kept_in_clear(given: Given) -> None:
    placement = await given.started()
    with pytest.raises(Refused, match="absent"):
        await register(given, placement, Arrived(Kind.PLAN, RECEIVED), actor=OTHER_BOARD)
    await register(given, placement, Arrived(Kind.PLAN, RECEIVED))
    async with given.database.work("referral") as work:
        rows = await work.rows("select cast(c as text) as line from referral.received_on_paper c")
        texts = await work.rows("select cast(s as text) as line from referral.submission s")
        log = await work.rows("select body as line from referral.log")
    for row in (*rows, *texts, *log):
        for secret in ("SN-2026-900", "receptionen"):
            assert secret not in row["line"]
            assert secret.encode().hex() not in row["line"]
    assert made.name("board") == BOARD.organisation
