"""Cases and referrals as rows."""

from typing import Any
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from schemas.envelope import Author
from services.referral.referrals.domain import Referral, Sent
from services.referral.shared.actor import BOARD_SIDE, Actor, binds, theirs
from services.referral.shared.lifecycle import State
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.words import Words


def absent() -> Refused:
    """Say that a thing is not there, or not theirs: nobody can tell which."""
    return Refused(
        "absent",
        Words(
            sv="Sidan finns inte, eller så har du inte tillgång till den.",
            en="The page does not exist, or you do not have access to it.",
        ),
        Words(sv="Gå till startsidan.", en="Go to the start page."),
    )


async def add_case(work: Work, case: UUID, actor: Actor, author: Author) -> None:
    """Keep a new case of the actor's board."""
    await work.run(
        "insert into referral.case_ (id, board_id, board_unit_id, opened_by, opened_at) "
        "values (:id, :board, :unit, :person, :at)",
        id=case,
        board=actor.organisation,
        unit=actor.unit,
        person=actor.person,
        at=author.arrived,
    )


async def load_case(work: Work, actor: Actor, case: UUID) -> Row:
    """Load a case of the actor's board. Raises Refused when it is not theirs."""
    row = await work.row(f"select * from referral.case_ where id = :id and {BOARD_SIDE}", id=case, **binds(actor))
    if row is None:
        raise absent()
    return row


async def add_draft(work: Work, referral: UUID, case: Row, author: Author, sealed: bytes) -> None:
    """Keep a new draft in a case."""
    await work.run(
        "insert into referral.referral (id, case_id, board_id, board_unit_id, state, opened_by, opened_at, changed_at, "
        "parts_sealed) values (:id, :case, :board, :unit, 'draft', :person, :at, :at, :sealed)",
        id=referral,
        case=case["id"],
        board=case["board_id"],
        unit=case["board_unit_id"],
        person=author.person,
        at=author.arrived,
        sealed=sealed,
    )


async def load_referral(work: Work, actor: Actor, referral: UUID, *, lock: bool = False) -> Row:
    """Load a referral of the actor's organisation; a provider sees one only once sent. Raises Refused."""
    sent = "" if actor.organisation_kind == "board" else " and sent_at is not null"
    row = await work.row(
        f"select * from referral.referral where id = :id and {theirs(actor)}{sent}{' for update' if lock else ''}",
        id=referral,
        **binds(actor),
    )
    if row is None:
        raise absent()
    return row


def referral_of(row: Row) -> Referral:
    """Make a referral of its row."""
    return Referral(
        id=row["id"],
        case=row["case_id"],
        board=row["board_id"],
        state=State(row["state"]),
        sent=_sent_of(row) if row["sent_at"] else None,
        board_unit=row["board_unit_id"],
        answered_at=row["answered_at"],
        reason=row["reason"],
        placement=row["placement_id"],
    )


def _sent_of(row: Row) -> Sent:
    return Sent(
        provider=row["provider_id"],
        unit=row["unit_id"],
        contract=row["contract_id"],
        permit=row["permit_id"],
        form=ServiceForm(row["form"]),
        age_band=AgeBand(row["age_band"]),
        target_group=TargetGroup(row["target_group"]),
        tier=Tier(row["tier"]),
        threat_assessed_on=row["threat_assessed_on"],
        start_on=row["start_on"],
        sent_at=row["sent_at"],
        answer_due=row["answer_due"],
    )


_SAVE = """update referral.referral set state = :state, version = version + 1, changed_at = :changed_at,
answered_at = :answered_at, reason = :reason, placement_id = :placement, provider_id = :provider, unit_id = :unit,
contract_id = :contract, permit_id = :permit, form = :form, age_band = :age_band, target_group = :target_group,
tier = :tier, threat_assessed_on = :threat_assessed_on, start_on = :start_on, sent_at = :sent_at,
answer_due = :answer_due where id = :id"""
_SENT_FIELDS = (
    "provider",
    "unit",
    "contract",
    "permit",
    "form",
    "age_band",
    "target_group",
    "tier",
    "threat_assessed_on",
    "start_on",
    "sent_at",
    "answer_due",
)


async def save_referral(work: Work, referral: Referral, author: Author) -> None:
    """Save a referral as it was decided."""
    sent: dict[str, Any] = {name: getattr(referral.sent, name, None) for name in _SENT_FIELDS}
    await work.run(
        _SAVE,
        id=referral.id,
        state=referral.state.value,
        changed_at=author.arrived,
        answered_at=referral.answered_at,
        reason=referral.reason,
        placement=referral.placement,
        **sent,
    )
