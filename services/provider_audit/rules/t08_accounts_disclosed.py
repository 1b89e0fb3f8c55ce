"""T08: the provider discloses its annual accounts and its ownership within seven months of each fiscal year."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.codes import LegalForm
from schemas.directory import AccountsDisclosed
from schemas.findings import Party, Severity
from services.provider_audit.calendar import DAY, Clock, civil_date, first_instant
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import SubjectHistory
from services.provider_audit.facts.terms import Contract
from services.provider_audit.rules.claim import GRACE_PERIOD, Cause, Claim
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.months import month_length
from services.provider_audit.rules.named import ATTEST, MONTHS, Named, Page, Unwaivable
from services.runtime.language.words import Words

FORMS = (LegalForm.LIMITED_COMPANY, LegalForm.ECONOMIC_ASSOCIATION)


def claims(provider: SubjectHistory, context: RuleContext, _rule: Duty) -> Iterator[Claim]:
    """Once for each fiscal year that ended after registration while a contract governed."""
    registered = context.terms.registered
    if registered is None or registered[1].legal_form not in FORMS:
        return
    event, fact = registered
    for year in range(event.received.year - 1, context.now.year + 1):
        last = fiscal_year_end(fact.fiscal_year_end, year)
        over = first_instant(last + DAY)
        if not (event.received < over and fact.audited_from <= last and over + GRACE_PERIOD <= context.now):
            continue
        contracts = governing_any(context, last)
        if not contracts:
            continue
        boards = tuple(dict.fromkeys(contract.fact.board for contract in contracts))
        disclosed = [
            Submission(each.id, each.arrived)
            for each, disclosed in provider.of_kind(AccountsDisclosed)
            if disclosed.fiscal_year == year and disclosed.ownership
        ]
        yield Claim(
            cause=Cause(fact=None, start=first_instant(last), received=over, evidence=(event.id,)),
            about=provider.id,
            board=boards[0],
            boards=boards,
            day=last,
            period=str(year),
            contract=contracts[0],
            met_by=tuple(disclosed),
        )


def fiscal_year_end(fact: str, year: int) -> date:
    """Give the last day of the fiscal year that ends in a year; 29 February is the last of the month."""
    month, day = (int(part) for part in fact.split("-"))
    return date(year, month, min(day, month_length(date(year, month, 1))))


def governing_any(context: RuleContext, last: date) -> list[Contract]:
    """Give the contracts, of any board and form, that were registered before a day was over, in force and audited then."""
    over = first_instant(last + timedelta(days=1))
    return [
        contract
        for contract in context.terms.contracts.values()
        if contract.event.received < over and contract.in_force(last) and contract.fact.audited_from <= last
    ]


def ahead(context: RuleContext, _provider: UUID) -> datetime | None:
    """The end of the next fiscal year that is not over."""
    registered = context.terms.registered
    if registered is None:
        return None
    year = civil_date(context.now).year
    ends = (
        first_instant(fiscal_year_end(registered[1].fiscal_year_end, each) + DAY) for each in (year - 1, year, year + 1)
    )
    return min(at + GRACE_PERIOD for at in ends if at + GRACE_PERIOD > context.now)


def clock(trigger: Trigger) -> Clock:
    """Months from the last day of the fiscal year."""
    return Clock("months", trigger.numbers["months"])


RULE = Duty(
    id="T08",
    title_sv="Årsredovisning och ägare redovisade",
    title_en="Annual accounts and ownership disclosed",
    sentence=Words(
        sv="Aktiebolag och ekonomiska föreningar redovisar årsredovisning och ägare inom {months} månader från räkenskapsårets slut.",
        en="Limited companies and economic associations disclose annual accounts and ownership within {months} months of the end of "
        "the fiscal year.",
    ),
    owes=(Party.PROVIDER,),
    basis="L",
    source="Årsredovisningslagen (1995:1554) 8 kap. 3 §, lagen (2017:631) om registrering av verkliga huvudmän",
    severity=Severity.MEDIUM,
    reach="provider",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("months", "months", 7, most=24, said=MONTHS),),
    claims=claims,
    ahead=ahead,
    reads=(AccountsDisclosed,),
    clock=clock,
    falls_by=("arrived_before_due", "no_contract_governs"),
    unwaivable=Unwaivable(because="binds_always", listed=Words(sv="redovisning", en="accounts")),
    named=Named(
        title=Words(
            sv="Årsredovisning och ägare, räkenskapsåret {period}", en="Accounts and ownership, fiscal year {period}"
        ),
        noun=Words(
            sv="Redovisningen av årsredovisning och ägare för räkenskapsåret {period}",
            en="The disclosure of accounts and ownership for the fiscal year {period}",
        ),
        notice=Words(sv="årsredovisning och ägare", en="accounts and ownership"),
        page=Page(path="/attest", verb=ATTEST),
        fulfilled_by=AccountsDisclosed,
    ),
)
