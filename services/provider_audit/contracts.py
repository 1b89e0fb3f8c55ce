"""Which contract governs a trigger, and which of its clauses: dates are whole days, registering never reaches back."""

from datetime import date, datetime
from uuid import UUID

from services.provider_audit.dossier import ClauseVersion, Contract, Dossier


def governing(
    dossier: Dossier, board: UUID, form: str, named: UUID | None, day: date, before: datetime | None = None
) -> Contract | None:
    """Give the contract that governs what is triggered on a day: the named one if in force, else the first registered.

    `before`: only contracts registered before this instant count. None when the governing one is not audited yet.
    """
    chosen: Contract | None = None
    for contract in dossier.contracts.values():
        if contract.board != board or form not in contract.forms or not contract.in_force(day):
            continue
        if before is not None and contract.received >= before:
            continue
        if contract.id == named:
            chosen = contract
            break
        chosen = chosen or contract
    return chosen if chosen is not None and chosen.audited_from <= day else None


def clause_for(contract: Contract, rule: str, day: date, before: datetime | None = None) -> ClauseVersion | None:
    """Give the clause of a contract that sets a rule's numbers on a day; the latest registered of those in force.

    A later version of a clause replaces the earlier ones from its own first day on.
    """
    known = [
        clause
        for clause in contract.clauses
        if clause.type == rule and (before is None or clause.received < before) and clause.valid_from <= day
    ]
    newest = {clause.id: clause for clause in known}
    in_force = [clause for clause in newest.values() if clause.valid_to is None or day <= clause.valid_to]
    return max(in_force, key=known.index, default=None)
