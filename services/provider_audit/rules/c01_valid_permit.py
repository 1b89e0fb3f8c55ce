"""C01: nobody is placed without a valid permit of the same organisation number, form and unit."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from schemas.codes import Party, Severity
from services.provider_audit.rules.declaration import Condition, Placed, Version


def breached(placed: Sequence[Placed]) -> Mapping[UUID | None, Sequence[Placed]]:
    """Everybody placed while no permit is in force and the form is permit-bound, as one group."""
    without = [each for each in placed if each.terms is None and not each.exempt]
    return {None: without} if without else {}


RULE = Condition(
    id="C01",
    title_sv="Giltigt tillstånd",
    title_en="Valid permit",
    owes=(Party.PROVIDER, Party.BOARD),
    basis="L",
    source="Socialtjänstlagen (2025:400) 26 kap. 1 §, socialtjänstförordningen (2025:468) 15 kap.",
    severity=Severity.CRITICAL,
    reach="unit",
    versions=(Version(1, date(2020, 1, 1)),),
    breached=breached,
    falls_by=("permit_in_force", "not_permit_bound", "nobody_placed"),
)
