"""C03: the placed person's age band and target group lie inside the permit."""

from datetime import date

from schemas.findings import Party, Severity
from services.provider_audit.rules.conditions import EligibilityRule, Terms
from services.provider_audit.rules.declaration import Version
from services.provider_audit.rules.named import Unwaivable
from services.runtime.language.words import Words


def outside(age_band: str, target_group: str, terms: Terms) -> bool:
    """Say whether the band or the group is none of the permit's; a permit lists whole bands."""
    return age_band not in terms.age_bands or target_group not in terms.target_groups


RULE = EligibilityRule(
    id="C03",
    title_sv="Ålder och målgrupp inom tillståndet",
    title_en="Age band and target group inside the permit",
    sentence=Words(
        sv="Den placerades åldersgrupp och målgrupp ligger inom tillståndet. Prövas när en förfrågan skickas, vid starten och vid "
        "varje uppföljning av planen.",
        en="The age band and target group of whoever is placed lie inside the permit. Tried when a referral is sent, at the start "
        "and at every plan review.",
    ),
    owes=(Party.BOARD,),
    basis="L",
    source="Socialtjänstförordningen (2025:468) 15 kap. 6–7 §§",
    severity=Severity.CRITICAL,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    outside=outside,
    falls_by=("inside_permit", "left", "without_permit"),
    unwaivable=Unwaivable(because="critical"),
    holds=Words(
        sv="Någon är placerad utanför tillståndets åldersgrupp eller målgrupp",
        en="Somebody is placed outside the permit's age band or target group",
    ),
    notice=Words(sv="ålder och målgrupp enligt tillståndet", en="age and target group within the permit"),
    gate="group",
)
