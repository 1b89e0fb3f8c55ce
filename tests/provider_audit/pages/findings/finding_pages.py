"""A finding, and what a page saved of it."""

from uuid import UUID, uuid4

from tests.provider_audit.play import Play, at


async def _finding(play: Play) -> UUID:
    """A missing plan, due 16 March 2026 at 24:00 in Stockholm."""
    placement, start = uuid4(), at("2026-03-02 09:00")
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(events, at("2026-03-17 09:00"))
    async with play.database.work("provider_audit") as work:
        row = await work.row("select id from provider_audit.finding where rule = 'R01'")
    assert row is not None
    return UUID(str(row["id"]))
