"""Voiding a parked fact: one operator proposes it with a coded reason, another confirms it, and what waits behind it goes on.

Both have signed in. The command line believes whatever id it is given, so what it proposes in an operator's name can be confirmed
only once that operator, signed in, stands by it; otherwise whoever has the terminal could propose as another and confirm as oneself.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from schemas.directory import FactVoided
from schemas.new_event import NewEvent
from schemas.reasons import VoidReason
from services.directory.shared.checks import refuse
from services.runtime.language.identifiers import derived
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Bad:
    """A fact that is parked, as the services that parked it show it."""

    fact: UUID
    log: str
    provider: UUID | None
    board: UUID | None


@dataclass(frozen=True)
class Proposal:
    """What an operator proposed; `confirmed_by` once another confirmed it.

    `signed` once the one who is named has signed in for it: at once on a page, later where the command line proposed.
    """

    fact: UUID
    reason: VoidReason
    proposed_by: UUID
    proposed_at: datetime
    confirmed_by: UUID | None = None
    signed: bool = True

    @property
    def version(self) -> str:
        """Give what sets it apart from one that was made in its place."""
        return f"{self.reason.value} {self.proposed_at.isoformat()}"


def propose(
    known: Proposal | None, bad: Bad | None, reason: VoidReason, person: UUID, now: datetime, *, signed: bool
) -> Proposal:
    """Propose to void a fact. Refused: it is not parked, or it is proposed already.

    One that was voided and is parked nevertheless, because a service consumed it late or tried it again meanwhile, is proposed anew.
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
    return Proposal(bad.fact, reason, person, now, signed=signed)


def stand_by(known: Proposal | None, person: UUID) -> Proposal:
    """Sign, as the operator who is named, what the command line proposed. Refused: nothing proposed, or in another's name."""
    if known is None or known.confirmed_by is not None:
        raise _not_proposed()
    if known.proposed_by != person:
        raise _unsigned()
    return replace(known, signed=True)


def confirm(known: Proposal | None, bad: Bad | None, person: UUID, now: datetime, seen: str) -> NewEvent:
    """Confirm what another operator proposed, in the version that was `seen`.

    Refused: not parked any more, nothing proposed, not signed, by who proposed it, or another proposal by now.
    """
    if known is None or known.confirmed_by is not None:
        raise _not_proposed()
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
    if not known.signed:
        raise _unsigned()
    if known.version != seen:
        raise refuse(
            "changed",
            "",
            Words(sv="Förslaget är ett annat nu än när sidan visades.", en="The proposal is another than was shown."),
            Words(
                sv="Läs det nya skälet och bestäm dig på nytt.", en="Read the new reason and make up your mind again."
            ),
        )
    fact = FactVoided(
        provider=bad.provider,
        board=bad.board,
        of_log=bad.log,
        fact=bad.fact,
        reason=known.reason,
        proposed_by=known.proposed_by,
    )
    return NewEvent(subject=derived("voiding", bad.fact), occurred=now, fact=fact)


def _not_proposed() -> Exception:
    return refuse(
        "not_proposed",
        "",
        Words(sv="Ingen föreslår att uppgiften kastas.", en="Nobody proposes to void it."),
        Words(
            sv="Ladda om sidan: förslaget kan ha tagits tillbaka.",
            en="Load the page again: it may have been taken back.",
        ),
    )


def _unsigned() -> Exception:
    return refuse(
        "unsigned",
        "",
        Words(
            sv="Förslaget kom från kommandoraden, och den som nämns där har inte själv stått för det.",
            en="The proposal came from the command line, and whoever is named there has not stood by it themselves.",
        ),
        Words(
            sv="Den personen loggar in och öppnar den här sidan. Eller avvisa förslaget och gör ett eget.",
            en="That person signs in and opens this page. Or reject the proposal and make one of your own.",
        ),
    )


def _not_parked() -> Exception:
    return refuse(
        "not_parked",
        "",
        Words(sv="Uppgiften är inte parkerad längre.", en="The fact is parked no more."),
        Words(sv="Ingenting behöver göras.", en="There is nothing to do."),
    )
