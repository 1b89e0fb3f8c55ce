"""Voiding a parked fact: one operator proposes it with a coded reason, another confirms it, and what waits behind it goes on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import VoidReason
from schemas.directory import FactVoided
from schemas.envelope import Telling
from services.directory.domain.checks import refuse
from services.runtime.identifiers import derived
from services.runtime.words import Words


@dataclass(frozen=True)
class Bad:
    """A fact that is parked, as the services that parked it show it."""

    fact: UUID
    log: str
    provider: UUID | None
    board: UUID | None


@dataclass(frozen=True)
class Proposal:
    """What an operator proposed; `confirmed_by` once another confirmed it."""

    fact: UUID
    reason: VoidReason
    proposed_by: UUID
    proposed_at: datetime
    confirmed_by: UUID | None = None


def propose(known: Proposal | None, bad: Bad | None, reason: VoidReason, person: UUID, now: datetime) -> Proposal:
    """Propose to void a fact. Refused: it is not parked, or it is proposed already.

    One that was voided and is parked nevertheless, because a service heard it late or tried it again meanwhile, is proposed anew.
    """
    if bad is None:
        raise _not_parked()
    if known is not None and known.confirmed_by is None:
        raise refuse(
            "proposed",
            "reason",
            Words(sv="Någon har redan föreslagit det.", en="Somebody has proposed it already."),
            Words(sv="Ladda om sidan och läs förslaget.", en="Load the page again and read the proposal."),
        )
    return Proposal(bad.fact, reason, person, now)


def confirm(known: Proposal | None, bad: Bad | None, person: UUID, now: datetime) -> Telling:
    """Confirm what another operator proposed. Refused: not parked any more, nothing proposed, or by who proposed it."""
    if known is None or known.confirmed_by is not None:
        raise refuse(
            "not_proposed",
            "",
            Words(sv="Ingen föreslår att uppgiften kastas.", en="Nobody proposes to void it."),
            Words(
                sv="Ladda om sidan: förslaget kan ha tagits tillbaka.",
                en="Load the page again: it may have been taken back.",
            ),
        )
    if bad is None:
        raise _not_parked()
    if known.proposed_by == person:
        raise refuse(
            "same_person",
            "",
            Words(
                sv="Du föreslog det själv. En annan person måste bekräfta.",
                en="You proposed it. Another person must confirm it.",
            ),
            Words(sv="Be en annan i driften att öppna den här sidan.", en="Ask another operator to open this page."),
        )
    fact = FactVoided(
        provider=bad.provider,
        board=bad.board,
        of_log=bad.log,
        fact=bad.fact,
        reason=known.reason,
        proposed_by=known.proposed_by,
    )
    return Telling(subject=derived("voiding", bad.fact), occurred=now, fact=fact)


def _not_parked() -> Exception:
    return refuse(
        "not_parked",
        "",
        Words(sv="Uppgiften är inte parkerad längre.", en="The fact is parked no more."),
        Words(sv="Ingenting behöver göras.", en="There is nothing to do."),
    )
