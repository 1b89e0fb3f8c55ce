"""C10: nobody is placed without a contract in force between the board and the provider."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from schemas.codes import ClauseType
from schemas.directory import ContractEnded
from schemas.findings import Party, Severity
from services.provider_audit.rules.conditions import Condition, Placed
from services.provider_audit.rules.declaration import Version
from services.runtime.language.words import Words


def breached(placed: Sequence[Placed]) -> Mapping[UUID | None, Sequence[Placed]]:
    """Everybody a board has placed while no contract of the two is in force, as one group."""
    without = [each for each in placed if each.terms is None]
    return {None: without} if without else {}


RULE = Condition(
    id="C10",
    title_sv="Avtal i kraft",
    title_en="Contract in force",
    sentence=Words(
        sv="Nämnden har ingen placerad hos utföraren utan ett avtal i kraft mellan de två.",
        en="The board has nobody placed with the provider without a contract in force between the two.",
    ),
    owes=(Party.BOARD,),
    basis="K",
    source="Lagen (2016:1145) om offentlig upphandling, lagen (2008:962) om valfrihetssystem",
    severity=Severity.HIGH,
    reach="pair",
    versions=(Version(1, date(2020, 1, 1)),),
    breached=breached,
    falls_by=("contract_in_force", "nobody_placed"),
    clause=ClauseType.C10,
    short=Words(sv="avtal i kraft", en="contract in force"),
    warned_by=ContractEnded,
    holds=Words(
        sv="Någon är placerad utan avtal i kraft mellan nämnden och utföraren",
        en="Somebody is placed without a contract in force between the board and the provider",
    ),
    notice=Words(sv="avtal som gäller", en="a contract in force"),
)
