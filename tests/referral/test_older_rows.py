"""What earlier versions of referral kept is filled in from the log when the database is brought up to date."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.directory import EnteredInError, PermitChanged
from schemas.fact import instant_text
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from tests.parts.database import FreshDatabases
from tests.referral import given as made
from tests.referral.given import NOW, PROVIDER, TODAY


async def test_what_was_handed_in_before_gets_the_id_of_its_fact(
    fresh_database: FreshDatabases,
) -> None:
    old = Database(fresh_database())
    async with migrate.opened(old) as connection:
        for folder in ("runtime", "runtime/web"):
            await connection.run_sync(migrate.bring, folder)
        await connection.run_sync(migrate.bring, "referral", "0001")
        for position, (what, period) in enumerate(EARLIER, 1):
            body = json.dumps({"data": {"period": period} if period else {}})
            await connection.execute(
                text(
                    "insert into referral.log (position, id, type, subject, sequence, received, body) values "
                    "(:position, :id, :type, :subject, :position, now(), :body)"
                ),
                {"position": position, "id": made.name(f"fact {position}"), "type": f"se.utvag.referral.{what}.v1",
                 "subject": made.name("placement"), "body": body},
            )  # fmt: skip
        await _old_rows(connection)
        await connection.run_sync(migrate.bring, "referral")
        rows = await connection.execute(text("select kind, period, attempt, fact_id from referral.submission"))
        found = {(row.kind, row.period, row.attempt): row.fact_id for row in rows}
    await old.close()
    expected = [("plan", "", 1), ("report", "2026-09", 1), ("report", "2026-10", 1), ("report", "2026-09", 2),
                ("review", "", 1), ("plan", "", 2), ("end-report", "", 1)]  # fmt: skip
    assert found == {key: made.name(f"fact {position}") for position, key in enumerate(expected, 1)}


EARLIER = (
    ("PlanSubmitted", ""),
    ("ReportSubmitted", "2026-09"),
    ("ReportSubmitted", "2026-10"),
    ("ReportSubmitted", "2026-09"),
    ("PlanReviewed", ""),
    ("PlanSubmitted", ""),
    ("EndReportSubmitted", ""),
)


async def _old_rows(connection: AsyncConnection) -> None:
    """A placement and what was handed in of it, as the first version kept it."""
    ids = {word: made.name(word) for word in ("case", "board", "provider", "unit", "placement", "manager")}
    await connection.execute(
        text("insert into referral.case_ (id, board_id, opened_by, opened_at) values (:case, :board, :manager, now())"),
        ids,
    )
    await connection.execute(
        text(
            "insert into referral.placement (id, case_id, board_id, provider_id, unit_id, orgnr, form, age_band, "
            "target_group, state, accepted_at, start_on) values (:placement, :case, :board, :provider, :unit, "
            "'5560360793', 'HVB', '26+', 'CRIMINAL_NETWORK', 'in-progress', now(), current_date)"
        ),
        ids,
    )
    kinds = {"PlanSubmitted": "plan", "ReportSubmitted": "report", "PlanReviewed": "review"}
    attempts: Counter[tuple[str, str]] = Counter()
    for what, period in EARLIER:
        attempts[what, period] += 1
        await connection.execute(
            text(
                "insert into referral.submission (id, placement_id, case_id, board_id, provider_id, kind, period, "
                "attempt, occurred, arrived, submitted_by, sealed) values (gen_random_uuid(), :placement, :case, "
                ":board, :provider, :kind, :period, :attempt, now(), now(), :manager, '')"
            ),
            {**ids, "kind": kinds.get(what, "end-report"), "period": period, "attempt": attempts[what, period]},
        )


async def test_what_was_told_before_facts_were_kept_is_filled_in_from_the_log(fresh_database: FreshDatabases) -> None:
    old = Database(fresh_database())
    async with migrate.opened(old) as connection:
        for folder in ("runtime", "runtime/web"):
            await connection.run_sync(migrate.bring, folder)
        await connection.run_sync(migrate.bring, "referral", "0002")
        for position in (1, 2):  # the same fact twice at the same instant: each keeps its own id
            await connection.execute(text(_LOG), _earlier(position))
            await connection.execute(text(_HISTORY), {"id": made.name(f"line {position}"), "at": NOW, **_PLACES})
        await connection.run_sync(migrate.bring, "referral")
        rows = await connection.execute(text("select subject, fact_id, teller, fact from referral.history order by id"))
        found = [dict(row._mapping) for row in rows]
    await old.close()
    assert {row["fact_id"] for row in found} == {made.name("fact 1"), made.name("fact 2")}
    for row in found:
        assert (row["subject"], row["teller"]) == (_PLACES["placement"], PROVIDER.organisation)
        assert row["fact"]["version"] == 1


_PLACES = {word: made.name(word) for word in ("case", "placement", "board", "provider")}
_LOG = (
    "insert into referral.log (position, id, type, subject, sequence, received, body) values (:position, :id, "
    "'se.utvag.referral.PlanSubmitted.v1', :subject, :position, now(), :body)"
)
_HISTORY = (
    "insert into referral.history (id, case_id, placement_id, board_id, provider_id, what, occurred, arrived, side) "
    "values (:id, :case, :placement, :board, :provider, 'PlanSubmitted', :at, :at, 'provider')"
)


def _earlier(position: int) -> dict[str, object]:
    at = instant_text(NOW)
    data = {"board": str(_PLACES["board"]), "provider": str(_PLACES["provider"]), "version": 1}
    body = {"occurred": at, "arrived": at, "teller": str(PROVIDER.organisation), "person": None, "data": data}
    subject = _PLACES["placement"]
    return {"position": position, "id": made.name(f"fact {position}"), "subject": subject, "body": json.dumps(body)}


async def test_the_terms_that_a_change_had_replaced_at_once_are_laid_out_again(fresh_database: FreshDatabases) -> None:
    directory = made.Directory()
    registered = directory.add("permit", directory.permit())
    changed = PermitChanged.model_validate({**directory.permit(5).model_dump(), "valid_from": "2026-12-01"})
    retracted = directory.add("permit", changed)
    values = {"provider": made.name("provider"), "board": None, "fact": retracted.id, "reason": "WRONG_CONTENT"}
    directory.add("permit", EnteredInError.model_validate(values))
    directory.add("permit", changed.model_copy(update={"maximum": 4}))
    old = Database(fresh_database())
    async with migrate.opened(old) as connection:
        for folder in ("runtime", "runtime/web"):
            await connection.run_sync(migrate.bring, folder)
        await connection.run_sync(migrate.bring, "referral", "0009")
        for event in directory.events:
            await connection.execute(
                text(
                    "insert into referral.heard (log, position, id, type, subject, sequence, received, body, state) "
                    "values ('directory', :position, :id, :type, :subject, :sequence, :received, :body, 'applied')"
                ),
                {"position": event.position, "id": event.id, "type": event.type, "subject": event.subject,
                 "sequence": event.sequence, "received": event.received, "body": event.text()},
            )  # fmt: skip
        await connection.execute(
            text(
                "insert into referral.known_permit (id, provider_id, unit_id, orgnr, form, age_bands, target_groups, maximum, "
                "valid_from, position) values (:id, :provider, :unit, '5560360793', 'HVB', '{26+}', '{CRIMINAL_NETWORK}', 4, "
                "'2026-12-01', :position)"
            ),
            {"id": made.name("permit"), "provider": made.name("provider"), "unit": made.name("unit"),
             "position": registered.position},
        )  # fmt: skip
        await connection.run_sync(migrate.bring, "referral")
    async with old.work("referral") as work:
        permits = await work.rows("select maximum, valid_from, registered_on from referral.known_permit")
        changes = await work.rows("select maximum, begins_on from referral.known_permit_change")
    await old.close()
    assert [tuple(row.values()) for row in permits] == [(2, date(2026, 1, 1), TODAY)]
    assert [tuple(row.values()) for row in changes] == [(4, date(2026, 12, 1))]
