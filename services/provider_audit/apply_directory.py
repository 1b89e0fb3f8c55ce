"""What the facts of the directory do to a dossier: permits, decisions, contracts and clauses."""

from schemas import directory as facts
from schemas.codes import ClauseType
from schemas.envelope import Event
from services.provider_audit.calendar import civil_date, first_instant
from services.provider_audit.dossier import ClauseVersion, Contract, Ended, Exemption, Permit, PermitVersion
from services.provider_audit.duty import BY_OCCASION, RULES, Opening, key_of, lapse, open_duty, submit
from services.provider_audit.records import Submission
from services.provider_audit.telling import Judging, Unjudgeable
from services.provider_audit.units import touch_permit, touch_placement, unit_at


def permit_told(judging: Judging, event: Event, fact: facts.PermitRegistered | facts.PermitChanged) -> None:
    """A permit is registered, or has other terms from the instant the fact is about."""
    changed = isinstance(fact, facts.PermitChanged)
    permit = judging.dossier.permits.get(event.subject)
    if changed and permit is None:
        raise Unjudgeable("changes a permit that is not known")
    if not changed and permit is not None:
        return
    version = PermitVersion(
        fact=event.id,
        received=event.received,
        effect=event.occurred if changed else None,
        unit=fact.unit,
        orgnr=fact.orgnr,
        form=fact.form,
        age_bands=tuple(fact.age_bands),
        target_groups=tuple(fact.target_groups),
        maximum=fact.maximum,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
    )
    if permit is None:
        permit = judging.dossier.permits[event.subject] = Permit(event.subject, [version])
    else:
        kept = [each for each in permit.versions if each.effect is None or each.effect < event.occurred]
        permit.versions = [*kept, version]
    unit = unit_at(judging.dossier, fact.unit, fact.orgnr, fact.form)
    if permit.id not in unit.permits:
        unit.permits.append(permit.id)
    touch_permit(judging, permit)


def permit_ended(judging: Judging, event: Event, fact: facts.PermitEnded) -> None:
    """A permit is not in force from a day on; the first telling stands."""
    permit = judging.dossier.permits.get(event.subject)
    if permit is None:
        raise Unjudgeable("ends a permit that is not known")
    if permit.ended is None:
        permit.ended = Ended(event.id, event.received, fact.at)
        touch_permit(judging, permit)


def not_permit_bound(judging: Judging, event: Event, fact: facts.NotPermitBound) -> None:
    """A form at a unit needs no permit from a day on."""
    judging.dossier.exemptions.append(Exemption(event.id, fact.unit, fact.orgnr, fact.form, fact.on))
    unit_at(judging.dossier, fact.unit, fact.orgnr, fact.form)
    touch_placement(judging, fact.unit, fact.orgnr, fact.form, None)


def _checked(clause: facts.Clause) -> None:
    rule = RULES.get(clause.type)
    wrong = rule.wrong_numbers(clause.parameters) if rule else None
    if wrong:
        raise Unjudgeable(wrong)


def _clause(clause: facts.Clause, event: Event) -> ClauseVersion:
    return ClauseVersion(
        id=clause.id,
        version=clause.version,
        type=clause.type,
        number=clause.number,
        parameters=dict(clause.parameters),
        valid_from=clause.valid_from,
        valid_to=clause.valid_to,
        received=event.received,
        fact=event.id,
    )


def contract_registered(judging: Judging, event: Event, fact: facts.ContractRegistered) -> None:
    """A contract is on file, with its clauses."""
    if event.subject in judging.dossier.contracts:
        return
    for clause in fact.clauses:
        _checked(clause)
    contract = Contract(
        id=event.subject,
        board=fact.board,
        number=fact.number,
        forms=tuple(fact.forms),
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        audited_from=fact.audited_from,
        fact=event.id,
        received=event.received,
        clauses=[_clause(clause, event) for clause in fact.clauses],
    )
    judging.dossier.contracts[contract.id] = contract
    for kind in dict.fromkeys(clause.type for clause in fact.clauses):
        contract.insight.setdefault(kind, Submission(event.id, event.arrived))
    day = max(contract.valid_from, civil_date(event.received))
    for rule in BY_OCCASION["contract"]:
        if contract.in_force(day) and contract.audited_from <= day:
            _take_clauses(judging, contract)
            heard = event.received if event.teller != contract.board else None
            open_duty(
                judging,
                rule,
                contract,
                contract,
                Opening(
                    about=contract.id,
                    start=first_instant(day),
                    day=day,
                    opened_at=event.received,
                    trigger=event.id,
                    heard=heard,
                ),
            )


def _take_clauses(judging: Judging, contract: Contract) -> None:
    """Both kinds of clause meet the duty of insight; the one that arrived last decides when."""
    both = [contract.insight.get(kind) for kind in (ClauseType.INSIGHT, ClauseType.FOLLOW_UP)]
    told = [each for each in both if each is not None]
    if len(told) == len(both):
        for rule in BY_OCCASION["contract"]:
            submit(judging, rule, contract, "", max(told, key=lambda each: each.arrived))


def clause_registered(judging: Judging, event: Event, fact: facts.ClauseRegistered) -> None:
    """A contract has a new clause, or a new version of one."""
    contract = judging.dossier.contracts.get(event.subject)
    if contract is None:
        raise Unjudgeable("registers a clause of a contract that is not known")
    _checked(fact.clause)
    if any(each.id == fact.clause.id and each.version == fact.clause.version for each in contract.clauses):
        return
    contract.clauses.append(_clause(fact.clause, event))
    told = contract.insight.get(fact.clause.type)
    if told is None or event.arrived < told.arrived:
        contract.insight[fact.clause.type] = Submission(event.id, event.arrived)
    _take_clauses(judging, contract)


def contract_ended(judging: Judging, event: Event, fact: facts.ContractEnded) -> None:
    """A contract is not in force from a day on: what it governed from then on is owed no more."""
    contract = judging.dossier.contracts.get(event.subject)
    if contract is None:
        raise Unjudgeable("ends a contract that is not known")
    if contract.ended is not None:
        return
    contract.ended = Ended(event.id, event.received, fact.at)
    for owed in list(judging.dossier.obligations.values()):
        if owed.contract == contract.id and owed.day >= fact.at:
            ledger = judging.dossier.ledger(owed.about)
            lapse(judging, ledger, owed, "not_in_force")
            ledger.done.append(key_of(owed.rule, owed.period))
