"""R09: the provider answers a referral, on a clock that its tier sets."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from schemas.codes import ClauseType, Tier
from schemas.findings import Party, Severity
from schemas.referral import ReferralAccepted, ReferralAmended, ReferralDeclined, ReferralSent, ReferralWithdrawn
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import SubjectHistory
from services.provider_audit.rules.claim import Claim, Under
from services.provider_audit.rules.claiming import cause_of, waived
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import Named, Page, Waiver
from services.runtime.language.words import Words

ALWAYS = date(1900, 1, 1)


def claims(referral: SubjectHistory, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One answer a referral; an amended tier, received before the due, counts from receiving it."""
    sent = referral.first(ReferralSent)
    if sent is None:
        return
    event, fact = sent
    withdrawn = referral.first(ReferralWithdrawn)
    answers = [each for each in referral.events if isinstance(each.fact, ReferralAccepted | ReferralDeclined)]
    claim = Claim(
        cause=cause_of(event, event.occurred, context.provider),
        about=referral.id,
        board=fact.board,
        day=civil_date(event.occurred),
        tier=fact.tier,
        under=Under(board=fact.board, form=fact.form, named=fact.contract, audited_from=ALWAYS),
        met_by=tuple(Submission(each.id, each.arrived) for each in answers),
        ends=((withdrawn[0].received, "withdrawn_by_due"),) if withdrawn else (),
        waiver=waived(referral, fact.board, rule.id),
    )
    for later, amended in referral.of_kind(ReferralAmended):
        due = context.due(rule, claim)
        if amended.after.tier != claim.tier and due is not None and later.received < due:
            cause = replace(cause_of(later, later.occurred, context.provider), evidence=(event.id,))
            claim = replace(claim, cause=cause, tier=amended.after.tier)
    yield claim


def clock(trigger: Trigger) -> Clock:
    """Hours day and night for an emergency, working days else."""
    if trigger.tier == Tier.EMERGENCY:
        return Clock("hours", trigger.numbers["emergency_hours"])
    short = trigger.tier == Tier.SHORT
    return Clock("working_days", trigger.numbers["short_working_days" if short else "standard_working_days"])


RULE = Duty(
    id="R09",
    title_sv="Svar på förfrågan",
    title_en="Referral answered",
    sentence=Words(
        sv="En förfrågan besvaras: akut inom {emergency_hours} timmar även natt, kort inom {short_working_days} arbetsdagar, normal "
        "inom {standard_working_days} arbetsdagar.",
        en="A referral is answered: emergency within {emergency_hours} hours also at night, short within {short_working_days} "
        "working days, standard within {standard_working_days} working days.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om svar på förfrågan",
    severity=Severity.HIGH,
    reach="referral",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(
        Parameter(
            "emergency_hours",
            "hours",
            2,
            said=Words(sv="{n} timmar, akut", en="{n} hours, emergency"),
            in_clause=Words(sv="akut {n} timmar", en="emergency {n} hours"),
        ),
        Parameter(
            "short_working_days",
            "working days",
            5,
            said=Words(sv="{n} arbetsdagar, kort", en="{n} working days, short"),
            in_clause=Words(sv="kort {n} arbetsdagar", en="short {n} working days"),
        ),
        Parameter(
            "standard_working_days",
            "working days",
            10,
            said=Words(sv="{n} arbetsdagar, normal", en="{n} working days, standard"),
            in_clause=Words(sv="normal {n} arbetsdagar", en="standard {n} working days"),
        ),
    ),
    claims=claims,
    reads=(ReferralSent, ReferralAmended, ReferralWithdrawn, ReferralAccepted, ReferralDeclined),
    clock=clock,
    waiver=Waiver(),
    severity_by_tier=((Tier.EMERGENCY, Severity.CRITICAL),),
    falls_by=("arrived_before_due", "withdrawn_by_due", "no_contract_governs", "waived"),
    clause=ClauseType.R09,
    named=Named(
        title=Words(sv="Svar på förfrågan", en="Answer to the referral"),
        noun=Words(sv="Svaret på förfrågan", en="The answer to the referral"),
        notice=Words(sv="svar på förfrågan", en="answer to a referral"),
        page=Page(path="/referrals/{about}/answer", verb=Words(sv="Besvara", en="Answer")),
        fulfilled_by=ReferralAccepted,
        asked_by=ReferralSent,
    ),
    ends_with_subject=True,
)
