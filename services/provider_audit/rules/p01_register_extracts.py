"""P01: both register extracts of new staff are seen before the first shift and fresh then, where children are received."""

from collections.abc import Iterator
from datetime import date

from schemas.codes import AgeBand
from schemas.directory import ExtractsSeen, StaffEngaged
from schemas.findings import Party, Severity
from services.provider_audit.calendar import Clock, civil_date, month_later
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import SubjectHistory
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import ATTEST, MONTHS, WORKING_DAYS, Named, Page
from services.provider_audit.rules.units import receives
from services.runtime.language.words import Words

CHILDREN = frozenset({AgeBand.AGE_13_15, AgeBand.AGE_16_17})


def claims(unit: SubjectHistory, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """Once for each engagement at a unit that receives children at the first shift."""
    registered = context.terms.registered
    for event, engaged in unit.of_kind(StaffEngaged):
        shift, day = engaged.first_shift, civil_date(engaged.first_shift)
        if registered is not None and day < registered[1].audited_from:
            continue
        months = context.numbers(rule, None, day, event.received)["months"]
        before = engaged.engaged_before_until
        if (before is not None and month_later(before, months) >= day) or not receives(
            context.terms, engaged.unit, CHILDREN, shift
        ):
            continue
        attested = [(each, seen) for each, seen in unit.of_kind(ExtractsSeen) if seen.staff == engaged.staff]
        good = tuple(Submission(each.id, each.arrived) for each, seen in attested if good_at(seen, engaged, months))
        boards = tuple(
            dict.fromkeys(each.fact.board for each in context.terms.contracts.values() if each.in_force(day))
        )
        yield Claim(
            cause=cause_of(event, shift, context.provider),
            about=engaged.staff,
            board=boards[0] if boards else None,
            boards=boards,
            day=day,
            period=str(event.id),
            met_by=good,
            severity=Severity.MEDIUM if good else Severity.CRITICAL if attested else Severity.HIGH,
            raised_at=shift if attested and not good else None,
        )


def good_at(seen: ExtractsSeen, engaged: StaffEngaged, months: int) -> bool:
    """Say whether both extracts were seen before the first shift and were not too old at it."""
    issued = (seen.criminal_record_on, seen.suspicion_record_on)
    shift = civil_date(engaged.first_shift)
    return seen.seen_at < engaged.first_shift and all(
        day is not None and month_later(day, months) >= shift for day in issued
    )


def clock(trigger: Trigger) -> Clock:
    """Working days from the first shift."""
    return Clock("working_days", trigger.numbers["working_days"])


RULE = Duty(
    id="P01",
    title_sv="Registerutdrag kontrollerade",
    title_en="Register extracts seen",
    sentence=Words(
        sv="Båda registerutdragen har kontrollerats före första arbetspasset och är då högst {months} månader gamla, på enheter som "
        "tar emot barn. Det intygas inom {working_days} arbetsdagar från passet. Är redovisade utdrag inte hela, i tid eller färska är "
        "bristen kritisk, är inget redovisat hög, och kom goda utdrag sent medel.",
        en="Both register extracts were seen before the first shift and are at most {months} months old then, in units that receive "
        "children. This is attested within {working_days} working days of the shift. Where the extracts told are not whole, in time "
        "and fresh the finding is critical, where nothing is told high, and where good ones were told late medium.",
    ),
    owes=(Party.PROVIDER,),
    basis="L",
    source="Lagen (2007:171) om registerkontroll av personal vid vissa boenden som tar emot barn",
    severity=Severity.HIGH,
    reach="unit",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(
        Parameter("working_days", "working days", 5, said=WORKING_DAYS),
        Parameter("months", "months", 6, most=24, said=MONTHS),
    ),
    claims=claims,
    reads=(StaffEngaged, ExtractsSeen),
    clock=clock,
    binds_without_contract=True,
    falls_by=("arrived_before_due", "no_children"),
    named=Named(
        title=Words(
            sv="Registerutdrag för ny personal, första pass {day}",
            en="Register extracts of new staff, first shift {day}",
        ),
        noun=Words(
            sv="Intyget om registerutdrag för ny personal, första pass {day},",
            en="The attestation of register extracts of new staff, first shift {day},",
        ),
        notice=Words(sv="registerutdrag för ny personal", en="register extracts of new staff"),
        page=Page(path="/attest", verb=ATTEST),
        fulfilled_by=ExtractsSeen,
        counting_by_severity={
            Severity.CRITICAL: Words(
                sv="Utdrag är redovisade, men inte två som var sedda före första passet och högst {months} månader gamla då. Bristen "
                "upphör först när goda utdrag är redovisade.",
                en="Extracts were told, but not two that were seen before the first shift and at most {months} months old then. The "
                "finding is settled only by good extracts.",
            ),
            Severity.HIGH: Words(sv="Inga utdrag är redovisade.", en="No extracts have been told."),
            Severity.MEDIUM: Words(
                sv="Goda utdrag är redovisade, men efter fristen.", en="Good extracts were told, but after the due."
            ),
        },
        headline_by_severity={
            Severity.CRITICAL: Words(
                sv=" visar inte två utdrag som var sedda före passet och högst sex månader gamla då",
                en=" does not show two extracts that were seen before the shift and at most six months old then",
            )
        },
        missing=Words(sv="inga goda utdrag var redovisade {by}", en="no good extracts had been told {by}"),
    ),
)
