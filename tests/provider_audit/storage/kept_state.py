"""Data of earlier releases, kept small: what was received, and what that release's own judge made of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.envelope import Event
from services.provider_audit import queries
from services.runtime.database.pool import Database
from services.runtime.process import clock

# The columns that the kept releases had; what has come since is filled by its own migration.
_FINDINGS = """insert into provider_audit.finding (id, provider_id, rule, owes, boards, about, obligation, severity, standing,
  raised_at, judged_at, reply_due, settled_at, document, supervisor_from)
select (d ->> 'id')::uuid, (d ->> 'provider')::uuid, d ->> 'rule', array(select jsonb_array_elements_text(d -> 'owes')),
  array(select jsonb_array_elements_text(d -> 'boards'))::uuid[], (d ->> 'about')::uuid, (d ->> 'obligation')::uuid,
  d ->> 'severity', d ->> 'standing', (d ->> 'raised_at')::timestamptz, (d ->> 'judged_at')::timestamptz,
  (d ->> 'reply_due')::timestamptz, (d ->> 'settled_at')::timestamptz, d, (d ->> 'reply_due')::timestamptz
from jsonb_array_elements(cast(:rows as jsonb)) d"""
KEPT = sorted(Path(__file__).with_name("kept").glob("release_*.json"))


@dataclass(frozen=True)
class Kept:
    """What a release left: its facts, up to when they were judged, and its rows by provider."""

    until: datetime
    events: list[Event]
    providers: dict[str, dict[str, Any]]


def kept(path: Path) -> Kept:
    """Read a kept state."""
    loaded = json.loads(path.read_text())
    events = [Event.from_line(line) for line in loaded["facts"]]
    return Kept(datetime.fromisoformat(loaded["until"]), events, loaded["providers"])


async def put(database: Database, state: Kept) -> None:
    """Put a kept state into a database whose tables are those of that release."""
    await clock.set_now(database, state.until)
    async with database.work("provider_audit") as work:
        for event in state.events:
            await work.run(
                "insert into provider_audit.heard (log, position, id, type, subject, sequence, received, body, state) "
                "values (:log, :position, :id, :type, :subject, :sequence, :received, :body, 'applied')",
                **{name: getattr(event, name) for name in ("log", "position", "id", "type", "subject", "sequence")},
                received=event.received,
                body=event.text(),
            )
        for provider, rows in state.providers.items():
            await work.run(
                "insert into provider_audit.dossier (provider_id, document, next_due, version) values (cast(:provider as uuid), "
                "cast(:document as jsonb), cast(cast(:next_due as text) as timestamptz), gen_random_uuid())",
                provider=provider, document=json.dumps(rows["document"]), next_due=rows["next_due"],
            )  # fmt: skip
            await work.run(queries.SAVE_OBLIGATIONS, rows=json.dumps(rows["obligations"]))
            await work.run(_FINDINGS, rows=json.dumps(rows["findings"]))
            await work.run(queries.SAVE_PARTIES, rows=json.dumps(rows["findings"]))
        await work.run("update provider_audit.progress set until = :until", until=state.until)
