"""T02: the provider answers a request for information within ten working days, with or without a contract."""

from collections.abc import Iterator
from datetime import date

from schemas.directory import InformationAnswered, InformationRequested
from schemas.findings import Party, Severity
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import SubjectHistory
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import WORKING_DAYS, Named, Page, Unwaivable
from services.runtime.language.words import Words


def claims(provider: SubjectHistory, context: RuleContext, _rule: Duty) -> Iterator[Claim]:
    """One answer a request."""
    registered = context.terms.registered
    for event, asked in provider.of_kind(InformationRequested):
        if registered is not None and civil_date(event.occurred) < registered[1].audited_from:
            continue
        answers = [each for each, answer in provider.of_kind(InformationAnswered) if answer.request == asked.request]
        yield Claim(
            cause=cause_of(event, event.occurred, context.provider),
            about=provider.id,
            board=asked.board,
            boards=(asked.board,) if asked.board else (),
            day=civil_date(event.occurred),
            period=str(asked.request),
            met_by=tuple(Submission(each.id, each.arrived) for each in answers),
        )


def clock(trigger: Trigger) -> Clock:
    """Working days from the request."""
    return Clock("working_days", trigger.numbers["working_days"])


RULE = Duty(
    id="T02",
    title_sv="Begärda uppgifter lämnade",
    title_en="Information request answered",
    sentence=Words(
        sv="En begäran om uppgifter besvaras inom {working_days} arbetsdagar, med eller utan avtal.",
        en="A request for information is answered within {working_days} working days, with or without a contract.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Kommunallagen (2017:725) 10 kap. 8 och 9 §§ om insyn i privata utförare",
    severity=Severity.MEDIUM,
    reach="provider",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("working_days", "working days", 10, said=WORKING_DAYS),),
    claims=claims,
    reads=(InformationRequested, InformationAnswered),
    clock=clock,
    binds_without_contract=True,
    falls_by=("arrived_before_due",),
    unwaivable=Unwaivable(
        because="binds_always", listed=Words(sv="begäran om uppgifter", en="requests for information")
    ),
    named=Named(
        title=Words(sv="Svar på begäran om uppgifter från {day}", en="Answer to the information request of {day}"),
        noun=Words(sv="Svaret på begäran om uppgifter från {day}", en="The answer to the information request of {day}"),
        notice=Words(sv="svar på begäran om uppgifter", en="answer to an information request"),
        page=Page(path="/information-requests/{period}", verb=Words(sv="Svara", en="Answer")),
        fulfilled_by=InformationAnswered,
        asked_by=InformationRequested,
    ),
)
