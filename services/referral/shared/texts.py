"""Sealed texts of a case: what is written about its person stays under that person's key."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from services.referral.cases.identity import Identity
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault

Sealed = TypeVar("Sealed", bound=BaseModel)
SCHEMA = "referral"


async def seal(work: Work, vault: Vault, case: UUID, content: BaseModel | Mapping[str, Any]) -> bytes:
    """Seal a checked form or a draft's parts under the case's key."""
    text = content.model_dump_json() if isinstance(content, BaseModel) else json.dumps(content, ensure_ascii=False)
    return await vault.seal_text(work, SCHEMA, case, text)


async def unseal(work: Work, vault: Vault, case: UUID, sealed: bytes) -> dict[str, Any]:
    """Open what was sealed as plain values. Raises Erased."""
    opened: dict[str, Any] = json.loads(await vault.open_text(work, SCHEMA, case, sealed))
    return opened


async def unseal_as(work: Work, vault: Vault, case: UUID, sealed: bytes, kind: type[Sealed]) -> Sealed:
    """Open what was sealed as a checked form. Raises Erased."""
    return kind.model_validate_json(await vault.open_text(work, SCHEMA, case, sealed))


async def identity_within(work: Work, vault: Vault, case: UUID) -> Identity | None:
    """Give the identity for checks the machine makes and shows to nobody, such as the age band; None once erased.

    What is shown to a person goes through the reading that is logged first.
    """
    try:
        fields = await vault.reveal(work, SCHEMA, case)
    except Erased:
        return None
    return Identity(fields["name"], fields["personnummer"])


async def name_within(work: Work, vault: Vault, case: UUID) -> str:
    """Give the person's name for the scan of free text, shown to nobody; empty once erased."""
    found = await identity_within(work, vault, case)
    return found.name if found else ""
