"""An installation from before the register kept its facts by their ids: what was recorded then can be entered in error too."""

import importlib.util
import json
from pathlib import Path
from uuid import UUID

from schemas.new_event import Author
from services.directory import handlers
from services.runtime.database.pool import Database

MIGRATION = Path(__file__).resolve().parents[2] / "services/directory/migrations/versions/0005_proposals.py"
_KEPT = """select id, type, subject, teller, provider_id, board_id, occurred, register, body from directory.attested
where type ~ '(Provider|Unit|Permit|Contract|Clause)[A-Z]|NotPermitBound' order by made"""


async def _kept(database: Database) -> list[dict[str, object]]:
    async with database.plain() as plain:
        rows = await plain.rows(_KEPT)
    return [{**row, "body": json.loads(row["body"])} for row in rows]


async def test_what_was_told_before_is_kept_as_it_would_be_now(
    database: Database, author: Author, on_file: dict[str, UUID]
) -> None:
    await handlers.change_county(database, author, on_file["unit"], "12")
    now = await _kept(database)
    spec = importlib.util.spec_from_file_location("proposals", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    async with database.plain() as plain:
        await plain.run("delete from directory.attested")
        # The column has been called otherwise since.
        await plain.run(migration._TOLD_BEFORE.replace("told_at", "recorded_at"))
    assert await _kept(database) == now
    assert len(now) == 6
