"""The import on the command line: what a file comes to in plain words and, when asked, taking it in."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TextIO
from uuid import UUID

from services.directory.imports.planning import Plan
from services.directory.imports.take_in import from_operator
from services.runtime.database.pool import Database
from services.runtime.language.words import Language, as_language
from services.runtime.settings import Settings
from services.runtime.vault.master_key import master_key
from services.runtime.vault.vault import Vault

MOST_LINES = 200
Reach = Callable[[UUID, str, Language], Awaitable[None]]
"""reach(person, e-mail address, language): keeps how a person of the file is reached, outside the directory."""


async def import_file(
    database: Database,
    file: Path,
    out: TextIO,
    *,
    yes: bool = False,
    vault: Vault | None = None,
    reach: Reach | None = None,
) -> bool:
    """Write what a file would change and, with `yes`, take it in; tell whether nothing in it is wrong."""
    vault = vault or Vault(master_key(Settings()))
    content = await asyncio.to_thread(file.read_bytes)
    plan = await from_operator(database, vault, content, save=yes)
    out.writelines(f"{line}\n" for line in _said(plan))
    if plan.wrong:
        out.write("Nothing was taken in: put this right and try again. docs/import-format.md describes the file.\n")
    elif not yes and plan.to_take_in:
        out.write("Nothing has been taken in yet: add --yes to take it in.\n")
    elif yes:
        out.write(f"Taken in: {plan.count('new')} new, {plan.count('changed')} changed.\n")
        if reach is not None:
            for channel in plan.channels:
                await reach(channel.person, channel.email, as_language(channel.language))
    return not plan.wrong


def _said(plan: Plan) -> list[str]:
    lines = [
        f"line {wrong.line}, {wrong.field.en} ({wrong.field.sv}): {wrong.what.en} {wrong.remedy.en}"
        for wrong in plan.wrong
    ]
    if not lines:
        lines = [
            f"line {row.line}: {row.state} {row.table.en}: {row.title}" for row in plan.rows if row.state != "same"
        ]
    shown = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        shown.append(f"and {len(lines) - MOST_LINES} more lines")
    counts = f"{plan.count('new')} new, {plan.count('changed')} changed, {plan.count('same')} the same"
    return [*shown, f"{counts}, {len(plan.wrong)} wrong."]
