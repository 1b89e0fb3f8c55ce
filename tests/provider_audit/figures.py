"""A year of obligations and findings put straight into the audit's tables, and its figures counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tests.provider_audit.play import Play, at

NOW = at("2026-11-22 12:00")
PAST, FUTURE = at("2026-10-07 22:00"), at("2026-12-07 23:00")
DAY = timedelta(days=1)


_FINDING = (
    "insert into provider_audit.finding (id, provider_id, rule, owes, boards, about, obligation, severity, standing, "
    "raised_at, judged_at, reply_due, document, casework, supervisor_from) values (:id, :provider, :rule, :owes, "
    "cast(:boards as uuid[]), :id, :obligation, 'medium', :standing, :at, :at, :at, '{}', :casework, :open_from)"
)
_DUTY = (
    "insert into provider_audit.obligation (id, provider_id, board_id, boards, rule, owes, about, period, due, state, "
    "delay_seconds, finding, cell_month, cell_week, document) values (:id, :provider, :board, array[cast(:board as uuid)], "
    ":rule, :owes, :id, :month, :due, :state, :delay, :finding, :month, '2026-W41', "
    "jsonb_build_object('contract', cast(:contract as text)))"
)


@dataclass
class Rows:
    """Obligations and findings put straight into the audit's tables, as the judge would leave them."""

    play: Play
    statements: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def finding(
        self, open_from: datetime | None, *, standing: str = "standing", casework: str = "confirmed",
        obligation: UUID | None = None, rule: str = "R02", owes: Sequence[str] = ("provider",),
    ) -> UUID:  # fmt: skip
        identity = uuid4()
        self.statements += [
            (
                _FINDING,
                {"id": identity, "provider": self.play.provider, "rule": rule, "owes": list(owes), "boards": [self.play.board],
                 "obligation": obligation, "standing": standing, "at": PAST, "casework": casework, "open_from": open_from},
            ),
            ("insert into provider_audit.finding_party (finding, provider_id) values (:id, :provider)",
             {"id": identity, "provider": self.play.provider}),
            ("insert into provider_audit.finding_party (finding, board_id) values (:id, :board)",
             {"id": identity, "board": self.play.board}),
        ]  # fmt: skip
        return identity

    def duty(
        self, state: str, month: str = "2026-09", *, due: datetime = PAST, delay: timedelta | None = None,
        open_from: datetime | None = None, found: bool | None = None, casework: str = "confirmed", owes: str = "provider",
        rule: str = "R02",
        board: UUID | None = None, contract: UUID | None = None,
    ) -> None:  # fmt: skip
        identity = uuid4()
        finding = None
        if state in ("missed", "met_late") if found is None else found:
            settled = "standing" if state == "missed" else "settled"
            finding = self.finding(open_from, standing=settled, casework=casework, obligation=identity, owes=(owes,))
        self.statements.append(
            (
                _DUTY,
                {"id": identity, "provider": self.play.provider, "board": board or self.play.board, "owes": owes, "rule": rule,
                 "month": month,
                 "due": due, "state": state, "delay": delay.total_seconds() if delay else None, "finding": finding,
                 "contract": str(contract or self.play.contract)},
            )
        )  # fmt: skip

    async def save(self) -> None:
        async with self.play.database.work("provider_audit") as work:
            for identity, kind, name in (
                (self.play.board, "board", "Socialnämnden, Malmö"),
                (self.play.provider, "provider", "Nordviken Stöd AB"),
            ):
                await work.run(
                    "insert into provider_audit.organisation (id, kind, name) values (:id, :kind, :name)",
                    id=identity,
                    kind=kind,
                    name=name,
                )
            await self.contract(work, self.play.contract, self.play.board, "MA-2026-17")
            for statement, values in self.statements:
                await work.run(statement, **values)
            await work.run("update provider_audit.progress set until = :until", until=NOW)

    async def contract(self, work: object, identity: UUID, board: UUID, number: str) -> None:
        await work.run(  # type: ignore[attr-defined]
            "insert into provider_audit.contract (id, board_id, provider_id, number) values (:id, :board, :provider, :number)",
            id=identity,
            board=board,
            provider=self.play.provider,
            number=number,
        )


BY_HAND = {
    "expected": "12",  # 9 on time, 2 late, 1 missing
    "actual": "11",  # 9 + 2
    "on_time": "9",
    "rate": "91,7\u00a0% (11/12)",
    "rate_on_time": "75\u00a0% (9/12)",
    "median_delay": "2 dygn",  # the mean of 1 and 3 days
    "standing": "3",  # the missing one, the condition about the permit, and one that is missing since last year
}


async def make_year(play: Play) -> Rows:
    """The duties that BY_HAND counts, and beside them everything that must not count."""
    rows = Rows(play)
    for month in ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"):
        rows.duty("met", month)
    rows.duty("met_late", "2026-09", delay=DAY, open_from=PAST)
    rows.duty("met_late", "2026-09", delay=3 * DAY, open_from=PAST, casework="unanswered")
    rows.duty("missed", "2026-10", open_from=PAST)
    rows.finding(PAST, rule="C02")
    # Being judged, for everybody: not open to the supervisor, replied, dismissed, covered by another, not judged yet.
    rows.duty("missed", "2026-10", open_from=FUTURE, casework="unanswered")
    rows.duty("met_late", "2026-10", delay=90 * DAY, open_from=None, casework="replied")
    rows.duty("missed", "2026-10", open_from=PAST, casework="dismissed")
    rows.duty("missed", "2026-10", found=False)
    rows.duty("open", "2026-10")
    # Nothing that counts now: not due yet, owed no more, the board's own, another board's; outside the year it is a standing finding only.
    rows.duty("open", "2026-11", due=FUTURE)
    rows.duty("met", "2026-11", due=FUTURE)
    rows.duty("lapsed")
    rows.duty("waived")
    rows.duty("missed", owes="board", open_from=PAST)
    rows.duty("met", board=uuid4(), contract=uuid4())
    rows.duty("met", rule="T08")
    rows.duty("missed", "2025-11", open_from=PAST)
    rows.finding(PAST, rule="C01", standing="settled")
    rows.finding(FUTURE, rule="C01")
    rows.finding(PAST, rule="C03", owes=("board",))
    await rows.save()
    return rows
