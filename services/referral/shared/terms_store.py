"""What referral heard of providers, as the terms the gates judge."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from services.referral.shared.terms import Contract, NotBound, Permit, Revocation, Terms, laid_out
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.words import Words

_OFFERS = """select u.id as unit_id, u.name as unit_name, u.county, p.id as provider_id, p.name as provider_name, p.orgnr,
coalesce(c.placed, 0) as placed from referral.known_unit u join referral.known_provider p on p.id = u.provider_id
left join referral.capacity c on c.orgnr = p.orgnr and c.form = :form and c.unit_id = u.id
where (cast(:unit as uuid) is null or u.id = :unit) and (cast(:provider as uuid) is null or p.id = :provider)
order by p.name, u.name, u.id"""


_PERMITS = """select p.* from referral.known_permit p where (p.form = :form and (cast(:unit as uuid) is null
or p.unit_id = :unit)) or exists (select from referral.known_permit_change c where c.permit_id = p.id and c.form = :form
and (cast(:unit as uuid) is null or c.unit_id = :unit)) order by p.position, p.id"""
_CHANGES = "select * from referral.known_permit_change where permit_id = any(cast(:ids as uuid[])) order by position"


def permit_of(row: Row) -> Permit:
    """Make a permit of its row, as it was registered."""
    return Permit(
        id=row["id"],
        unit=row["unit_id"],
        orgnr=row["orgnr"],
        form=ServiceForm(row["form"]),
        age_bands=frozenset(AgeBand(band) for band in row["age_bands"]),
        target_groups=frozenset(TargetGroup(group) for group in row["target_groups"]),
        maximum=row["maximum"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        ended_at=row["ended_at"],
        position=row["position"],
        registered_on=row["registered_on"],
    )


async def _permits(work: Work, form: ServiceForm, unit: UUID | None) -> dict[UUID, list[Permit]]:
    """Give the permits for a form by their unit, each as often as its terms changed."""
    rows = await work.rows(_PERMITS, form=form.value, unit=unit)
    changes: dict[UUID, list[Row]] = defaultdict(list)
    for row in await work.rows(_CHANGES, ids=[row["id"] for row in rows]):
        changes[row["permit_id"]].append(row)
    grouped: dict[UUID, list[Permit]] = defaultdict(list)
    for row in rows:
        changed = [
            permit_of({**row, **change, "valid_from": change["begins_on"], "position": row["position"]})
            for change in changes[row["id"]]
        ]
        for terms in laid_out(permit_of(row), changed):
            grouped[terms.unit].append(terms)
    return grouped


def _not_bound_of(row: Row) -> NotBound:
    return NotBound(row["unit_id"], row["orgnr"], ServiceForm(row["form"]), row["from_day"], row["position"])


def _contract_of(row: Row) -> Contract:
    return Contract(
        id=row["id"],
        board=row["board_id"],
        provider=row["provider_id"],
        number=row["number"],
        forms=frozenset(ServiceForm(form) for form in row["forms"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        ended_at=row["ended_at"],
    )


async def load_terms(
    work: Work, form: ServiceForm, board: UUID, provider: UUID | None = None, unit: UUID | None = None
) -> list[tuple[Terms, str]]:
    """Load the terms of every unit, or of one, for a form, as they bind a board, each with the unit's name."""
    offers = await work.rows(_OFFERS, form=form.value, unit=unit, provider=provider)
    permits = await _permits(work, form, unit)
    free = await _by_unit(work, "known_not_bound", form, unit)
    contracts = await _contracts(work, provider)
    revocations = await _revocations(work, provider)
    position = await work.row("select position from referral.known_position")
    return [
        (
            Terms(
                provider=row["provider_id"],
                provider_name=row["provider_name"],
                unit=row["unit_id"],
                orgnr=row["orgnr"],
                form=form,
                permits=tuple(permits[row["unit_id"]]),
                not_bound=tuple(_not_bound_of(paper) for paper in free[row["unit_id"]]),
                contracts=tuple(contracts[row["provider_id"]]),
                revocations=tuple(revocations[row["provider_id"]]),
                placed=row["placed"],
                directory_position=position["position"] if position else 0,
                county=row["county"],
            ).as_seen_by(board),
            row["unit_name"],
        )
        for row in offers
    ]


async def terms_of(work: Work, board: UUID, provider: UUID, unit: UUID, form: ServiceForm) -> Terms:
    """Load the terms of one unit as they bind a board. Raises Refused when referral has not heard of it."""
    found = await load_terms(work, form, board, provider, unit)
    if not found:
        raise Refused(
            "unknown_unit",
            Words(sv="Enheten finns inte i registret.", en="The unit is not in the register."),
            Words(sv="Välj en utförare i Hitta utförare.", en="Choose a provider under Find a provider."),
            field="choice",
        )
    return found[0][0]


async def clause_parameters(work: Work, contract: UUID | None, rule: str, on: date) -> dict[str, int]:
    """Give the parameters of a contract's clause in force on a day; its newest version governs."""
    row = await work.row(
        "select parameters from referral.known_clause where contract_id = :contract and type = :rule "
        "and valid_from <= :on and (valid_to is null or :on <= valid_to) order by version desc, valid_from desc limit 1",
        contract=contract,
        rule=rule,
        on=on,
    )
    return dict(row["parameters"]) if row else {}


async def _by_unit(work: Work, table: str, form: ServiceForm, unit: UUID | None) -> dict[UUID, list[Row]]:
    rows = await work.rows(
        f"select * from referral.{table} where form = :form and (cast(:unit as uuid) is null or unit_id = :unit) "
        "order by position, id",
        form=form.value,
        unit=unit,
    )
    grouped: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["unit_id"]].append(row)
    return grouped


async def _contracts(work: Work, provider: UUID | None) -> dict[UUID, list[Contract]]:
    rows = await work.rows(
        "select * from referral.known_contract where cast(:provider as uuid) is null or provider_id = :provider "
        "order by position, id",
        provider=provider,
    )
    grouped: dict[UUID, list[Contract]] = defaultdict(list)
    for row in rows:
        grouped[row["provider_id"]].append(_contract_of(row))
    return grouped


async def _revocations(work: Work, provider: UUID | None) -> dict[UUID, list[Revocation]]:
    rows = await work.rows(
        "select * from referral.known_revocation where cast(:provider as uuid) is null or provider_id = :provider "
        "order by from_day, proposal",
        provider=provider,
    )
    grouped: dict[UUID, list[Revocation]] = defaultdict(list)
    for row in rows:
        grouped[row["provider_id"]].append(Revocation(row["permit_id"], row["board_id"], row["from_day"]))
    return grouped


async def names(work: Work) -> dict[UUID, str]:
    """Give the names of boards, providers and units by id."""
    rows: list[Any] = await work.rows(
        "select id, name from referral.known_board union all select id, name from referral.known_provider "
        "union all select id, name from referral.known_unit"
    )
    return {row["id"]: row["name"] for row in rows}
