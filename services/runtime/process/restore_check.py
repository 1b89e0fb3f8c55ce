"""What is wrong with a restored database: logs with holes, facts heard that no log holds, a key that opens nothing."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidTag

from services.runtime.database.pool import Database
from services.runtime.service import Service
from services.runtime.vault.vault import Vault

_LOG = """select h.position as head, count(l.position) as facts, coalesce(max(l.position), 0) as last
from {log}.log_head h left join {log}.log l on true group by h.position"""
_HEARD = """select count(*) filter (where l.id is null) as beyond, count(*) filter (where l.id <> h.id) as other
from {service}.heard h left join {log}.log l on l.position = h.position where h.log = :log"""
_SEALED = "select person from {service}.vault where sealed is not null order by person limit 1"


async def restore_check(database: Database, vault: Vault, services: Sequence[Service]) -> list[str]:
    """Say what is wrong, a sentence each; empty when the database is whole. Reads every fact's id once; changes nothing."""
    found = []
    for service in services:
        found += await _log(database, service.name)
        for log in service.hears:
            found += await _heard(database, service.name, log)
        found += await _vault(database, vault, service.name)
    return found


async def _log(database: Database, log: str) -> list[str]:
    async with database.plain() as plain:
        row = await plain.row(_LOG.format(log=log))
    if row is None:
        return [f"{log}: the log has no head"]
    if not row["head"] == row["facts"] == row["last"]:
        return [
            f"{log}: the log's head is {row['head']}, but {row['facts']} facts are there, the last at {row['last']}"
        ]
    return []


async def _heard(database: Database, service: str, log: str) -> list[str]:
    async with database.plain() as plain:
        row = await plain.row(_HEARD.format(service=service, log=log), log=log)
    found = []
    if row and row["beyond"]:
        found.append(f"{service} heard {row['beyond']} facts of {log} that its log does not hold: restore both alike")
    if row and row["other"]:
        found.append(f"{service} heard {row['other']} facts of {log} where its log holds others")
    return found


async def _vault(database: Database, vault: Vault, service: str) -> list[str]:
    """One identity is opened, to see that the key is the right one; nothing of it is shown."""
    async with database.work(service) as work:
        row = await work.row(_SEALED.format(service=service))
        try:
            if row is not None:
                await vault.reveal(work, service, row["person"])
        except InvalidTag:
            return [f"{service}: the vault's key opens nothing; bring back the key of the time of the backup"]
    return []
