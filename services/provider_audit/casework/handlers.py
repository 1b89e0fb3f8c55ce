"""The shell around casework: lock the finding, decide, keep what was said, emit."""

import json
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from schemas.findings import Casework, Party
from services.provider_audit.casework.acts import (
    NO_REMEDY,
    Act,
    Close,
    Confirm,
    Dismiss,
    Remedy,
    Reply,
    RequestCompletion,
)
from services.provider_audit.casework.decisions import decide
from services.provider_audit.casework.state import CaseworkItem
from services.provider_audit.casework.store import ACTS, LOCKED, TAKEN, Done
from services.provider_audit.page_tables import CaseworkEventRow
from services.runtime import acting
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Vault


@dataclass(frozen=True)
class Actor:
    """Who acts on a finding: for which organisation, on which side, in which role."""

    person: UUID
    organisation: UUID
    side: Party
    role: str


class Unknown(LookupError):
    """There is no such finding, or not for this viewer."""


_DECIDED = (Casework.CONFIRMED, Casework.DISMISSED, Casework.CLOSED)


async def load(work: Work, finding: UUID, revision: int | None = None) -> CaseworkItem:
    """Lock a finding's row and give it as casework knows it.

    `revision` is what the form saw: when somebody acted since, Refused with the code "changed". Raises Unknown.
    """
    locked = await work.one(LOCKED, finding=finding)
    if locked is None:
        raise Unknown
    if revision is not None and revision != locked.revision:
        raise Refused(
            "changed",
            Words(
                sv="Någon har ändrat sedan du öppnade sidan. Din text finns kvar.",
                en="Somebody changed this after you opened it. Your text is kept.",
            ),
            Words(sv="Läs ändringen och spara igen.", en="Read the change and save again."),
        )
    return locked


Acting = acting.Acting[Actor]
"""With what a handler of casework acts."""


async def take(by: Acting, item: CaseworkItem, act: Act, event: UUID | None = None, receipt: str = "") -> UUID:
    """Take an act on a locked finding and emit it; give the id of the fact. Raises Refused."""
    work, actor = by.work, by.actor
    now = await work.now()
    after, new_events = decide(item, act, now)
    identity = event or new_id()
    kept = {"id": identity, "finding": item.finding, "at": now, "side": actor.side.value, "role": actor.role}
    kept |= {"organisation": actor.organisation, "person": actor.person}
    kept |= {"receipt": receipt or None, "reply_due": after.reply_due if isinstance(act, RequestCompletion) else None}
    await work.add(CaseworkEventRow, {**kept, **await _said(work, by.vault, item.finding, act)})
    await work.run(
        TAKEN,
        finding=item.finding,
        casework=after.casework,
        replied=sorted(after.replied),
        supervisor_from=after.supervisor_from,
        due=after.reply_due if after.reply_due != item.reply_due else None,
        decided=now if after.casework in _DECIDED else None,
    )
    work.emit([new_event.model_copy(update={"id": identity}) for new_event in new_events], by.author)
    return identity


_KINDS: dict[type[Act], str] = {
    Reply: "replied",
    RequestCompletion: "completion_requested",
    Confirm: "confirmed",
    Dismiss: "dismissed",
    Close: "closed",
}


async def _said(work: Work, vault: Vault, finding: UUID, act: Act) -> dict[str, Any]:
    """Give what an act says as its row keeps it: codes and days as they are, words sealed under the finding's own key."""
    said: dict[str, Any] = {"kind": _KINDS[type(act)]}
    said |= {name: getattr(act, name, None) for name in ("stand", "ground", "reason")}
    text, remedy = getattr(act, "text", ""), getattr(act, "remedy", NO_REMEDY)
    plan = json.dumps({"what": remedy.what.strip(), "role": remedy.role.strip()}, ensure_ascii=False)

    async def sealed(words: str) -> bytes:
        return await vault.seal_text(work, "provider_audit", finding, words)

    said["sealed"] = await sealed(text.strip()) if text else None
    return said | {"sealed_remedy": await sealed(plan) if remedy.said else None, "remedy_by": remedy.by}


@dataclass(frozen=True)
class Said(Done):
    """One act of casework as the finding's history shows it; `words` and `remedy` are its own, opened."""

    words: str
    remedy: Remedy


async def history(work: Work, vault: Vault, finding: UUID) -> list[Said]:
    """Give what people did with a finding the viewer may see, the earliest first."""

    async def opened(sealed: bytes | None) -> str:
        return await vault.open_text(work, "provider_audit", finding, sealed) if sealed else ""

    found = []
    for act in await work.all(ACTS, finding=finding):
        plan = json.loads(await opened(act.sealed_remedy) or "{}")
        remedy = Remedy(plan.get("what", ""), plan.get("role", ""), act.remedy_by)
        plain = {each.name: getattr(act, each.name) for each in fields(Done)}
        found.append(Said(**plain, words=await opened(act.sealed), remedy=remedy))
    return found
