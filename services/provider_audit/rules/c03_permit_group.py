"""C03: the placed person's age band and target group lie inside the permit."""

from datetime import date

from schemas.codes import Party, Severity
from services.provider_audit.rules.declaration import Fit, Terms, Version


def outside(age_band: str, target_group: str, terms: Terms) -> bool:
    """Say whether the band or the group is none of the permit's; a permit lists whole bands."""
    return age_band not in terms.age_bands or target_group not in terms.target_groups


RULE = Fit(
    id="C03",
    title_sv="Ålder och målgrupp inom tillståndet",
    title_en="Age band and target group inside the permit",
    owes=(Party.BOARD,),
    basis="L",
    source="Socialtjänstförordningen (2025:468) 15 kap. 6–7 §§",
    severity=Severity.CRITICAL,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    outside=outside,
    falls_by=("inside_permit", "left", "without_permit"),
)
