"""Who acts on referral: a person for an organisation, perhaps for one unit of it."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam
from sqlmodel import col

from services.referral.shared.states import Who
from services.referral.tables import CaseRow, PlacementRow, ReferralRow
from services.runtime import acting
from services.runtime.database.expressions import if_given


class Actor(Protocol):
    """What referral needs to know of whoever acts; a portal viewer is one."""

    @property
    def person(self) -> UUID:
        """The person who acts."""

    @property
    def organisation(self) -> UUID:
        """The board or provider acted for."""

    @property
    def organisation_kind(self) -> Literal["board", "provider", "platform"]:
        """Which kind of organisation it is."""

    @property
    def unit(self) -> UUID | None:
        """The unit the commission is for, if it is for one."""


@dataclass(frozen=True)
class OutsideActor:
    """An actor outside the portal, such as an import or the demonstration."""

    person: UUID
    organisation: UUID
    organisation_kind: Literal["board", "provider", "platform"]
    unit: UUID | None = None


Acting = acting.Acting[Actor]
"""With what a handler of referral acts."""


def side(actor: Actor) -> Who:
    """Tell whether somebody acts for the board or for the provider."""
    return Who.BOARD if actor.organisation_kind == "board" else Who.PROVIDER


def of_board(row: type[CaseRow | ReferralRow | PlacementRow]) -> ColumnElement[bool]:
    """Give the condition for rows of a board, and of its unit when somebody is commissioned on one; `binds` has its values."""
    return _within(row.board, row.board_unit)


def of_provider(row: type[ReferralRow | PlacementRow]) -> ColumnElement[bool]:
    """Give the same condition for rows of a provider."""
    return _within(row.provider, row.unit)


def of_side(row: type[ReferralRow | PlacementRow], who: Who) -> ColumnElement[bool]:
    """Give the condition for rows of the organisation on a side."""
    return of_board(row) if who is Who.BOARD else of_provider(row)


def _within(organisation: UUID | None, unit: UUID | None) -> ColumnElement[bool]:
    return and_(col(organisation) == bindparam("organisation"), if_given(unit, "unit"))


def binds(actor: Actor) -> dict[str, Any]:
    """Give the values of these conditions."""
    return {"organisation": actor.organisation, "unit": actor.unit}
