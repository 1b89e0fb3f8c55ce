"""Undanta: which duties of a provider a board may waive, and the reason why not for the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Tier
from schemas.new_event import NewEvent
from schemas.reasons import WaiveReason
from schemas.referral import DutyWaived
from services.referral.placements.domain import Placement, report_periods
from services.referral.referrals.domain import Referral
from services.referral.shared.recorded import RecordedFact
from services.referral.shared.states import State
from services.runtime.errors import Refused
from services.runtime.language.duties import declared_rules, waivable
from services.runtime.language.words import Words

DutyKey = tuple[str, str, UUID | None]
"""What names a duty within its placement or referral: rule, month, and the fact its clock began with or its return."""
OF_PLACEMENT = {rule.id: rule for rule in waivable("placement")}
OF_REFERRAL = {rule.id: rule for rule in waivable("referral")}


@dataclass(frozen=True)
class Waive:
    """Waive a duty: `period` is the month of a monthly one, `fact` what its clock began with, or a return."""

    rule: str
    reason: WaiveReason
    period: str = ""
    fact: UUID | None = None

    @property
    def key(self) -> DutyKey:
        """Give what names the duty within its placement or referral."""
        return (self.rule, self.period, self.fact)


@dataclass(frozen=True)
class Waivable:
    """What a waiver may name besides a rule: what began a clock or was returned, with its rule, and what is waived.

    What was returned as no report has no duty of its own: the first one is owed again.
    """

    begun: tuple[tuple[str, RecordedFact], ...]
    returns: tuple[tuple[str, RecordedFact], ...]
    waived: tuple[DutyKey, ...]


def waive(placement: Placement, command: Waive, known: Waivable, now: datetime) -> list[NewEvent]:
    """Waive a duty about a placement, also after it was due; a correction is named by its return alone, without a month.

    Raises Refused.
    """
    _may_be_waived(command.rule)
    if command.rule in OF_REFERRAL:
        raise _not_here(
            Words(sv="Svaret hör till förfrågan.", en="The answer belongs to the referral."),
            Words(sv="Undanta det från ärendets sida.", en="Waive it from the page of the case."),
        )
    if command.period or (command.rule, command.fact) not in _named(known.returns):
        _there_is_one(placement, command, known, now)
    _not_twice(command, known)
    fact = DutyWaived(
        board=placement.board,
        provider=placement.provider,
        rule=command.rule,
        period=command.period,
        fact=command.fact,
        reason=command.reason,
    )
    return placement.new_events(now, fact)


def waive_answer(referral: Referral, command: Waive, known: Waivable, now: datetime) -> list[NewEvent]:
    """Waive the duty to answer a referral in time, also after it was due; never of an emergency. Raises Refused."""
    _may_be_waived(command.rule)
    if command.rule not in OF_REFERRAL or command.period or command.fact:
        raise _not_here(
            Words(sv="Skyldigheten hör till uppdraget.", en="The duty belongs to the placement."),
            Words(sv="Undanta den från uppdragets sida.", en="Waive it from the page of the placement."),
        )
    sent = referral.asked()
    if sent.tier is Tier.EMERGENCY:
        raise Refused(
            "critical",
            Words(
                sv="Svaret på en akut förfrågan kan inte undantas, det är kritiskt.",
                en="The answer to an emergency referral cannot be waived: it is critical.",
            ),
            _ANSWER_INSTEAD,
        )
    _not_twice(command, known)
    fact = DutyWaived(board=referral.board, provider=sent.provider, rule=command.rule, reason=command.reason)
    return [NewEvent(subject=referral.id, occurred=now, fact=fact)]


_ANSWER_INSTEAD = Words(
    sv="Låt utföraren förklara i sitt svar på bristen, och avskriv den om skälet håller.",
    en="Let the provider explain in its reply to the finding, and dismiss it if the reason holds.",
)


def _may_be_waived(rule: str) -> None:
    if rule in OF_PLACEMENT or rule in OF_REFERRAL:
        return
    known = declared_rules().get(rule)
    never = known.unwaivable.because if known and known.unwaivable else ""
    if never == "critical":
        what = Words(
            sv=f"{rule} kan inte undantas, regeln är kritisk.", en=f"{rule} cannot be waived: the rule is critical."
        )
        raise Refused("critical", what, _ANSWER_INSTEAD)
    if never == "binds_always":
        what = Words(
            sv=f"{rule} kan inte undantas, den gäller även utan avtal.",
            en=f"{rule} cannot be waived: it binds also without a contract.",
        )
        raise Refused("binds_always", what, _ANSWER_INSTEAD)
    raise Refused(
        "not_the_providers",
        Words(
            sv=f"{rule} är ingen skyldighet som nämnden kan undanta utföraren från.",
            en=f"{rule} is no duty that the board can waive for the provider.",
        ),
        Words(sv="Välj en skyldighet i listan.", en="Choose a duty in the list."),
    )


def _named(facts: Sequence[tuple[str, RecordedFact]]) -> list[tuple[str, UUID | None]]:
    return [(rule, one.id) for rule, one in facts]


def _there_is_one(placement: Placement, command: Waive, known: Waivable, now: datetime) -> None:
    """Check that there is such a duty, named as its rule's waiver asks. Raises Refused."""
    waiver = OF_PLACEMENT[command.rule].waiver
    begun = placement.started_at is not None and placement.state is not State.ENTERED_IN_ERROR
    if waiver is not None and waiver.since == "ended":
        begun = begun and placement.ended_at is not None
    match waiver.each if waiver is not None else "":
        case "month":
            named = command.fact is None and command.period in report_periods(placement, now)
        case "fact":
            named = not command.period and (command.rule, command.fact) in _named(known.begun)
        case _:
            named = not command.period and command.fact is None
    if not (begun and named):
        raise Refused(
            "no_such_duty",
            Words(sv="Uppdraget har ingen sådan skyldighet.", en="The placement has no such duty."),
            Words(sv="Välj en skyldighet i listan.", en="Choose a duty in the list."),
            field="duty",
        )


def _not_twice(command: Waive, known: Waivable) -> None:
    if command.key in known.waived:
        raise Refused(
            "already_waived",
            Words(sv="Skyldigheten är redan undantagen.", en="The duty has already been waived."),
            Words(sv="Läs tidslinjen.", en="Read the timeline."),
            field="duty",
        )


def _not_here(what: Words, next_step: Words) -> Refused:
    return Refused("elsewhere", what, next_step)
