"""Regler: every rule the audit judges by, told from the rule files themselves."""

from fastapi import Depends, Request, Response

from schemas.codes import Party
from schemas.working_days import calendar_source
from services.provider_audit.pages.states import SEVERITY
from services.provider_audit.pages.wording import FALLS_BY, RULES, UNITS, rule_title
from services.provider_audit.rule import Duty, Rule
from services.runtime.dates import day
from services.runtime.web import Viewer, allow, pages_router, render
from services.runtime.words import Words, plain

router = pages_router("provider_audit")
_OWES = {
    Party.PROVIDER: Words(sv="Utföraren", en="The provider"),
    Party.BOARD: Words(sv="Nämnden", en="The board"),
}
_AND = Words(sv=" och ", en=" and ")


@router.get("/rules")
async def rules(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """List the rules in force, with who owes, on which ground, and how the time is counted."""
    listed = [RULES[name] for name in sorted(RULES)]
    source, version = calendar_source()
    return render(
        request,
        "provider_audit/rules.html",
        viewer,
        title=Words(sv="Regler", en="Rules"),
        rules=listed,
        titles={rule.id: rule_title(rule.id) for rule in listed},
        facts={rule.id: _facts(rule) for rule in listed},
        falls={rule.id: [FALLS_BY[code] for code in rule.falls_by if code in FALLS_BY] for rule in listed},
        calendar=f"{source}, version {version}",
    )


def _facts(rule: Rule) -> list[tuple[Words, Words]]:
    owes = _OWES[rule.owes[0]]
    for party in rule.owes[1:]:
        owes = owes + _AND + Words(sv=_OWES[party].sv.lower(), en=_OWES[party].en.lower())
    basis = Words(sv="Lag", en="Law") if rule.basis == "L" else Words(sv="Avtal", en="Contract")
    latest = rule.versions[-1]
    told = [
        (Words(sv="Vem svarar", en="Who answers"), owes),
        (Words(sv="Grund", en="Basis"), basis + plain(f": {rule.source}")),
        (Words(sv="Allvar", en="Severity"), SEVERITY[rule.severity]),
        (
            Words(sv="Version", en="Version"),
            Words(
                sv=f"{latest.number}, gäller från {day(latest.in_force, 'sv')}",
                en=f"{latest.number}, in force from {day(latest.in_force, 'en')}",
            ),
        ),
    ]
    told += [
        (Words(sv="Tal som avtalet kan ändra", en="Number a contract can set"), _parameter(each.name, each.default))
        for each in (rule.parameters if rule.basis == "K" else ())
    ]
    if isinstance(rule, Duty) and rule.lapses_at_end:
        lapse = Words(sv="om uppdraget avslutas innan fristen gått ut", en="if the placement ends by the due")
        told.append((Words(sv="Upphör", en="Lapses"), lapse))
    return told


def _parameter(name: str, default: int) -> Words:
    return plain(f"{default} ") + (UNITS.get(name) or plain(name.replace("_", " ")))
