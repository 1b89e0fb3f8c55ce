"""What people do with a finding: reply, confirm, dismiss, close; pure decisions beside the judgement."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict, assert_never
from uuid import UUID

from schemas.codes import Casework, Party, Role, Severity, Standing
from schemas.envelope import Fact, Telling
from schemas.provider_audit import FindingClosed, FindingConfirmed, FindingDismissed, FindingReplied
from services.runtime.errors import Refused
from services.runtime.words import Words

SHORTEST_REPLY = 20
LONGEST_TEXT = 4000


class Stand(StrEnum):
    """How the side that owes sees the finding."""

    AGREE = "agree"
    PARTLY = "partly"
    DISAGREE = "disagree"


class Ground(StrEnum):
    """Why a finding is not agreed with."""

    IN_TIME = "SUBMITTED_IN_TIME"
    PAUSED = "PAUSED_OR_ENDED"
    NO_CLAUSE = "CLAUSE_DID_NOT_APPLY"
    WRONG_BASIS = "ERROR_IN_BASIS"
    HINDRANCE = "HINDRANCE_OUTSIDE_CONTROL"


class DismissReason(StrEnum):
    """Why a controller does not hold a finding against anybody."""

    IN_TIME = "WAS_IN_TIME"
    PAUSED = "WAS_PAUSED_OR_ENDED"
    NO_CLAUSE = "CLAUSE_DID_NOT_APPLY"
    WRONG_BASIS = "ERROR_IN_BASIS"
    HINDRANCE = "HINDRANCE_ACCEPTED"
    SMALL = "WITHOUT_CONSEQUENCE"


@dataclass(frozen=True)
class Matter:
    """A finding as casework knows it; `replied` are the sides that have answered."""

    finding: UUID
    rule: str
    owes: tuple[Party, ...]
    provider: UUID
    boards: tuple[UUID, ...]
    severity: Severity
    standing: Standing
    casework: Casework
    judged_at: datetime
    reply_due: datetime
    replied: frozenset[Party] = frozenset()
    supervisor_from: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """The answer of a side that owes. `receipt_known` says whether the provider's receipt was found, None when none was given."""

    side: Party
    stand: Stand | None
    ground: Ground | None
    text: str
    receipt_known: bool | None = None
    remedy: str = ""
    remedy_by: date | None = None


@dataclass(frozen=True)
class Confirm:
    """The board's controller stands by the finding."""


@dataclass(frozen=True)
class Dismiss:
    """The board's controller does not hold the finding against anybody."""

    reason: DismissReason | None


@dataclass(frozen=True)
class Close:
    """Nothing more is asked for; `on` is the civil day in Stockholm."""

    on: date


Act = Reply | Confirm | Dismiss | Close

ALLOWED: dict[Casework, frozenset[type]] = {
    Casework.UNANSWERED: frozenset({Reply, Confirm, Dismiss}),
    Casework.REPLIED: frozenset({Reply, Confirm, Dismiss}),
    Casework.CONFIRMED: frozenset({Dismiss, Close}),
    Casework.DISMISSED: frozenset({Confirm, Close}),
    Casework.CLOSED: frozenset({Confirm, Dismiss}),
}
"""The acts each state allows. Deciding again is the way to undo."""


def allowed(matter: Matter, act: type) -> bool:
    """Tell whether the state of the finding allows an act; a withdrawn finding allows none."""
    return matter.standing is not Standing.WITHDRAWN and act in ALLOWED[matter.casework]


def decide(matter: Matter, act: Act, now: datetime) -> tuple[Matter, list[Telling]]:
    """Take an act on a finding at an instant. Raises Refused with what to do instead."""
    _check_state(matter, act)
    match act:
        case Reply():
            return _reply(matter, act, now)
        case Confirm():
            return _confirm(matter, now)
        case Dismiss():
            return _dismiss(matter, act, now)
        case Close():
            return _moved(matter, Casework.CLOSED, now, FindingClosed(**_about(matter), closed_on=act.on))
    assert_never(act)


def may_confirm(matter: Matter, now: datetime) -> bool:
    """Tell whether every side that owes has replied, or the time for a reply has run out."""
    return now >= matter.reply_due or set(matter.owes) <= matter.replied


def supervisor_from(matter: Matter, casework: Casework, decided_at: datetime | None) -> datetime | None:
    """Give the instant from which a supervisor sees a finding, None while nobody knows one.

    A critical one and one that concerns no board at once, an unanswered one when its reply clock has run out, any other
    when it is confirmed. What a supervisor has seen stays seen, with its later state.
    """
    if matter.severity is Severity.CRITICAL or not matter.boards:
        return matter.judged_at
    if casework is Casework.UNANSWERED:
        return matter.reply_due
    return decided_at if casework is Casework.CONFIRMED else None


def decides(matter: Matter, role: Role, organisation: UUID) -> bool:
    """Tell whether a role decides a finding: a concerned board's controller, or the supervisor where no board is concerned."""
    if matter.boards:
        return role is Role.CONTROLLER and organisation in matter.boards
    return role is Role.SUPERVISOR


def _check_state(matter: Matter, act: Act) -> None:
    if matter.standing is Standing.WITHDRAWN:
        raise Refused(
            "finding-withdrawn",
            Words(sv="Bristen är återtagen.", en="The finding has been withdrawn."),
            Words(sv="Du behöver inte göra något mer.", en="There is nothing more for you to do."),
        )
    if type(act) not in ALLOWED[matter.casework]:
        raise Refused(
            "finding-state",
            Words(sv="Bristen har ett läge där det inte går.", en="The state of the finding does not allow this."),
            Words(
                sv="Läs vad som har hänt under Historik och välj något av det som visas.",
                en="Read what has happened under History and choose one of the acts shown.",
            ),
        )


def _reply(matter: Matter, act: Reply, now: datetime) -> tuple[Matter, list[Telling]]:
    if act.side not in matter.owes:
        raise Refused(
            "reply-not-owed",
            Words(sv="Det är inte ni som ska svara på bristen.", en="It is not for you to answer this finding."),
            Words(sv="Den som har åtagandet svarar.", en="The one who owes the duty answers."),
        )
    wrong = reply_errors(act)
    if wrong:
        field, words = next(iter(wrong.items()))
        raise Refused(
            "reply-incomplete", words, Words(sv="Rätta och skicka igen.", en="Correct it and send again."), field
        )
    stand = act.stand or Stand.AGREE
    fact = FindingReplied(**_about(matter), stand=stand.value, ground=act.ground.value if act.ground else None)
    state = Casework.REPLIED
    return _moved(replace(matter, replied=matter.replied | {act.side}), state, now, fact)


def reply_errors(act: Reply) -> dict[str, Words]:
    """Give what is wrong with a reply, field by field; empty when it can be sent."""
    wrong: dict[str, Words] = {}
    if act.stand is None:
        wrong["stand"] = Words(sv="Välj hur ni ser på bristen.", en="Choose how you see the finding.")
    elif act.stand is not Stand.AGREE and act.ground is None:
        wrong["ground"] = Words(sv="Välj en grund.", en="Choose a ground.")
    if act.receipt_known is False:
        wrong["receipt"] = Words(
            sv="Kvittensen finns inte hos er. Kontrollera numret.", en="You have no such receipt. Check the number."
        )
    if len(act.text.strip()) < SHORTEST_REPLY:
        wrong["text"] = Words(
            sv="Skriv ert svar med minst 20 tecken.", en="Write your reply in at least 20 characters."
        )
    elif len(act.text) > LONGEST_TEXT:
        wrong["text"] = Words(
            sv="Korta svaret till högst 4 000 tecken.", en="Shorten the reply to at most 4,000 characters."
        )
    if act.remedy.strip() and act.remedy_by is None:
        wrong["remedy_by"] = Words(sv="Ange när åtgärden är klar.", en="Say when the remedy will be done.")
    return wrong


def _confirm(matter: Matter, now: datetime) -> tuple[Matter, list[Telling]]:
    if not may_confirm(matter, now):
        raise Refused(
            "confirm-before-reply",
            Words(
                sv="Den som har åtagandet har inte svarat än, och svarstiden löper.",
                en="The side that owes the duty has not replied yet, and its time to reply is running.",
            ),
            Words(
                sv="Vänta på svaret eller tills svarstiden är ute. Du kan avskriva bristen redan nu.",
                en="Wait for the reply or until the time to reply has run out. You can dismiss the finding already now.",
            ),
            "decision",
        )
    return _moved(matter, Casework.CONFIRMED, now, FindingConfirmed(**_about(matter)))


def _dismiss(matter: Matter, act: Dismiss, now: datetime) -> tuple[Matter, list[Telling]]:
    if act.reason is None:
        raise Refused(
            "dismiss-reason",
            Words(sv="Välj varför bristen avskrivs.", en="Choose why the finding is dismissed."),
            Words(sv="Välj ett skäl och spara igen.", en="Choose a reason and save again."),
            "reason",
        )
    return _moved(matter, Casework.DISMISSED, now, FindingDismissed(**_about(matter), reason=act.reason.value))


def _moved(matter: Matter, to: Casework, now: datetime, fact: Fact) -> tuple[Matter, list[Telling]]:
    seen = matter.supervisor_from
    if seen is None or seen > now:
        seen = supervisor_from(matter, to, now)
    return replace(matter, casework=to, supervisor_from=seen), [
        Telling(subject=matter.finding, occurred=now, fact=fact)
    ]


class _About(TypedDict):
    rule: str
    owes: tuple[Party, ...]
    provider: UUID
    boards: tuple[UUID, ...]
    severity: Severity


def _about(matter: Matter) -> _About:
    return {
        "rule": matter.rule,
        "owes": matter.owes,
        "provider": matter.provider,
        "boards": matter.boards,
        "severity": matter.severity,
    }
