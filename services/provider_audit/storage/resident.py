"""Dossiers kept in memory between batches, so that a batch reads nothing it has read before."""

from collections.abc import Collection, Iterable
from uuid import UUID

from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Changes

MOST_FACTS = 20_000
"""How many facts are kept in memory with all that was read from them: each takes some 13 kB."""


class Resident:
    """The dossiers last used, as they stand in the database while the fence is the one that this process moved last.

    Whoever takes one has the only copy: it comes back when what was judged of it is committed, and is read anew otherwise.
    """

    def __init__(self, most: int = MOST_FACTS) -> None:
        self._most = most
        self._fence: UUID | None = None
        self._kept: dict[UUID, tuple[Dossier, int]] = {}

    def stand_at(self, fence: UUID | None) -> None:
        """Forget everything unless the fence is where this process left it."""
        if fence is None or fence != self._fence:
            self._kept.clear()

    def take(self, providers: Iterable[UUID]) -> dict[UUID, Dossier]:
        """Give those of some dossiers that are kept, and keep them no more."""
        return {provider: self._kept.pop(provider)[0] for provider in providers if provider in self._kept}

    def keep(self, dossiers: Collection[Dossier], fence: UUID) -> None:
        """Keep dossiers whose judgement was committed with a fence; those not used for longest leave, never the given ones."""
        self._fence = fence
        for dossier in dossiers:
            dossier.changes = Changes()
            self._kept[dossier.provider] = dossier, sum(map(len, dossier.facts.values()))
        number = sum(size for _dossier, size in self._kept.values())
        for provider in list(self._kept)[: -len(dossiers) or None]:
            if number <= self._most:
                break
            number -= self._kept.pop(provider)[1]
