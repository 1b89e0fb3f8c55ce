"""C02: the placed are at most as many as the permit allows."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from schemas.findings import Party, Severity
from services.provider_audit.rules.conditions import Condition, Placed
from services.provider_audit.rules.declaration import Version
from services.provider_audit.rules.named import Unwaivable
from services.runtime.language.words import Words


def breached(placed: Sequence[Placed]) -> Mapping[UUID | None, Sequence[Placed]]:
    """Everybody measured against a permit, for each permit that has more placed than its maximum."""
    groups: dict[UUID | None, list[Placed]] = {}
    for each in placed:
        if each.terms is not None and not each.exempt:
            groups.setdefault(each.terms.permit, []).append(each)
    return {permit: group for permit, group in groups.items() if group[0].terms and len(group) > group[0].terms.maximum}


RULE = Condition(
    id="C02",
    title_sv="Högst så många som tillståndet medger",
    title_en="At most the permit's maximum",
    sentence=Words(
        sv="Högst så många är placerade som tillståndet medger. Prövas när en förfrågan accepteras, och så länge fler är placerade.",
        en="At most as many are placed as the permit allows. Tried when a referral is accepted, and while more are placed.",
    ),
    owes=(Party.PROVIDER, Party.BOARD),
    basis="L",
    source="Socialtjänstförordningen (2025:468) 15 kap. 6–7 §§",
    severity=Severity.CRITICAL,
    reach="permit",
    versions=(Version(1, date(2020, 1, 1)),),
    breached=breached,
    falls_by=("higher_maximum", "fewer_placed"),
    unwaivable=Unwaivable(because="critical"),
    holds=Words(sv="Fler är placerade än tillståndet medger", en="More people are placed than the permit allows"),
    notice=Words(sv="platser enligt tillståndet", en="places within the permit"),
    gate="places",
)
