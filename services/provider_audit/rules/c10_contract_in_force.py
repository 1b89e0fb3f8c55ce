"""C10: nobody is placed without a contract in force between the board and the provider."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from schemas.codes import Party, Severity
from services.provider_audit.rules.declaration import Condition, Placed, Version


def breached(placed: Sequence[Placed]) -> Mapping[UUID | None, Sequence[Placed]]:
    """Everybody a board has placed while no contract of the two is in force, as one group."""
    without = [each for each in placed if each.terms is None]
    return {None: without} if without else {}


RULE = Condition(
    id="C10",
    title_sv="Avtal i kraft",
    title_en="Contract in force",
    owes=(Party.BOARD,),
    basis="K",
    source="Lagen (2016:1145) om offentlig upphandling, lagen (2008:962) om valfrihetssystem",
    severity=Severity.HIGH,
    reach="pair",
    versions=(Version(1, date(2020, 1, 1)),),
    breached=breached,
    falls_by=("contract_in_force", "nobody_placed"),
)
