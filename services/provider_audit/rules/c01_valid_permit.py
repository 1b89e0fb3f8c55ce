"""C01: nobody is placed without a valid permit of the same organisation number, form and unit."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from schemas.findings import Party, Severity
from services.provider_audit.rules.conditions import Condition, Placed
from services.provider_audit.rules.declaration import Version
from services.provider_audit.rules.named import Unwaivable
from services.runtime.language.words import Words


def breached(placed: Sequence[Placed]) -> Mapping[UUID | None, Sequence[Placed]]:
    """Everybody placed while no permit is in force and the form is permit-bound, as one group."""
    without = [each for each in placed if each.terms is None and not each.exempt]
    return {None: without} if without else {}


RULE = Condition(
    id="C01",
    title_sv="Giltigt tillstånd",
    title_en="Valid permit",
    sentence=Words(
        sv="Ingen är placerad utan ett giltigt tillstånd för samma organisationsnummer, form och enhet, eller ett beslut om att "
        "verksamheten inte är tillståndspliktig. Prövas när en förfrågan skickas och accepteras, och så länge någon är placerad.",
        en="Nobody is placed without a valid permit of the same organisation number, form and unit, or the decision that the "
        "service is not permit-bound. Tried when a referral is sent and accepted, and as long as anybody is placed.",
    ),
    owes=(Party.PROVIDER, Party.BOARD),
    basis="L",
    source="Socialtjänstlagen (2025:400) 26 kap. 1 §, socialtjänstförordningen (2025:468) 15 kap.",
    severity=Severity.CRITICAL,
    reach="unit",
    versions=(Version(1, date(2020, 1, 1)),),
    breached=breached,
    falls_by=("permit_in_force", "not_permit_bound", "nobody_placed"),
    unwaivable=Unwaivable(because="critical"),
    holds=Words(
        sv="Någon är placerad utan giltigt tillstånd för verksamhetsformen och enheten",
        en="Somebody is placed without a valid permit for the form of service and the unit",
    ),
    notice=Words(sv="tillstånd som gäller", en="a valid permit"),
    gate="permit",
)
