"""How the things of directory stand in its tables: the columns, and a thing as a row and back."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from schemas.codes import AgeBand, ClauseType, LegalForm, PermitEndReason, Role, ServiceForm, TargetGroup
from schemas.directory import Clause
from services.directory.shared.state import Board, Commission, Contract, Exemption, Permit, Provider, Thing, Unit
from services.runtime.database.transaction import Row


@dataclass(frozen=True)
class Table:
    """A table: its name, how a thing becomes a row, and how a row becomes a thing."""

    name: str
    to_row: Callable[[Any], dict[str, Any]]
    to_thing: Callable[[Row], Thing]


def _board_row(board: Board) -> dict[str, Any]:
    return {"id": board.id, "municipality": board.municipality, "name": board.name}


def _board(row: Row) -> Board:
    return Board(row["id"], row["municipality"], row["name"])


def _provider_row(provider: Provider) -> dict[str, Any]:
    return {
        "id": provider.id,
        "orgnr": provider.orgnr,
        "name": provider.name,
        "legal_form": provider.legal_form.value,
        "fiscal_year_end": provider.fiscal_year_end,
        "audited_from": provider.audited_from,
        "struck": provider.struck,
    }


def _provider(row: Row) -> Provider:
    return Provider(
        row["id"], row["orgnr"], row["name"], LegalForm(row["legal_form"]), row["fiscal_year_end"], row["audited_from"]
    )


def _unit_row(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "provider_id": unit.provider,
        "name": unit.name,
        "county": unit.county,
        "struck": unit.struck,
    }


def _unit(row: Row) -> Unit:
    return Unit(row["id"], row["provider_id"], row["name"], row["county"])


def _permit_row(permit: Permit) -> dict[str, Any]:
    return {
        "id": permit.id,
        "provider_id": permit.provider,
        "unit_id": permit.unit,
        "orgnr": permit.orgnr,
        "number": permit.number,
        "form": permit.form.value,
        "age_bands": [band.value for band in permit.age_bands],
        "target_groups": [group.value for group in permit.target_groups],
        "maximum": permit.maximum,
        "valid_from": permit.valid_from,
        "valid_to": permit.valid_to,
        "ended_at": permit.ended_at,
        "end_reason": permit.end_reason.value if permit.end_reason else None,
        "struck": permit.struck,
    }


def _permit(row: Row) -> Permit:
    return Permit(
        id=row["id"],
        provider=row["provider_id"],
        unit=row["unit_id"],
        orgnr=row["orgnr"],
        number=row["number"],
        form=ServiceForm(row["form"]),
        age_bands=tuple(AgeBand(band) for band in row["age_bands"]),
        target_groups=tuple(TargetGroup(group) for group in row["target_groups"]),
        maximum=row["maximum"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        ended_at=row["ended_at"],
        end_reason=PermitEndReason(row["end_reason"]) if row["end_reason"] else None,
    )


def _exemption_row(exemption: Exemption) -> dict[str, Any]:
    return {
        "id": exemption.id,
        "provider_id": exemption.provider,
        "unit_id": exemption.unit,
        "orgnr": exemption.orgnr,
        "form": exemption.form.value,
        "decided_by": exemption.decided_by,
        "decided_on": exemption.on,
        "struck": exemption.struck,
    }


def _exemption(row: Row) -> Exemption:
    return Exemption(
        id=row["id"],
        provider=row["provider_id"],
        unit=row["unit_id"],
        orgnr=row["orgnr"],
        form=ServiceForm(row["form"]),
        decided_by=row["decided_by"],
        on=row["decided_on"],
    )


def _contract_row(contract: Contract) -> dict[str, Any]:
    return {
        "id": contract.id,
        "board_id": contract.board,
        "provider_id": contract.provider,
        "number": contract.number,
        "forms": [form.value for form in contract.forms],
        "valid_from": contract.valid_from,
        "valid_to": contract.valid_to,
        "audited_from": contract.audited_from,
        "ended_at": contract.ended_at,
        "struck": contract.struck,
    }


def _contract(row: Row) -> Contract:
    return Contract(
        id=row["id"],
        board=row["board_id"],
        provider=row["provider_id"],
        number=row["number"],
        forms=tuple(ServiceForm(form) for form in row["forms"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        audited_from=row["audited_from"],
        ended_at=row["ended_at"],
    )


def _commission_row(commission: Commission) -> dict[str, Any]:
    return {
        "id": commission.id,
        "person": commission.person,
        "organisation": commission.organisation,
        "role": commission.role.value,
        "unit": commission.unit,
        "valid_from": commission.valid_from,
        "valid_to": commission.valid_to,
        "ended": commission.ended,
    }


def commission(row: Row) -> Commission:
    """Read a commission."""
    return Commission(
        id=row["id"],
        person=row["person"],
        organisation=row["organisation"],
        role=Role(row["role"]),
        unit=row["unit"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        ended=row["ended"],
    )


TABLES: dict[type[Any], Table] = {
    Board: Table("board", _board_row, _board),
    Provider: Table("provider", _provider_row, _provider),
    Contract: Table("contract", _contract_row, _contract),
    Unit: Table("unit", _unit_row, _unit),
    Permit: Table("permit", _permit_row, _permit),
    Exemption: Table("not_permit_bound", _exemption_row, _exemption),
    Commission: Table("commission", _commission_row, commission),
}
"""In the order in which rows are saved: a board may speak of a provider's units once its contract is on file."""
STRIKABLE = frozenset({"provider", "unit", "permit", "not_permit_bound", "contract"})
"""The tables whose rows may be entered in error, and are then on file no more."""


def clause_rows(contract: Contract) -> Iterable[dict[str, Any]]:
    """Give a contract's clause versions as rows."""
    for clause in contract.clauses:
        yield {
            "contract_id": contract.id,
            "id": clause.id,
            "version": clause.version,
            "board_id": contract.board,
            "provider_id": contract.provider,
            "type": clause.type.value,
            "number": clause.number,
            "parameters": json.dumps(clause.parameters),
            "valid_from": clause.valid_from,
            "valid_to": clause.valid_to,
        }


def clause(row: Row) -> Clause:
    """Read a clause version."""
    read = row["parameters"]
    return Clause(
        id=row["id"],
        version=row["version"],
        type=ClauseType(row["type"]),
        number=row["number"],
        parameters=json.loads(read) if isinstance(read, str) else read,
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )
