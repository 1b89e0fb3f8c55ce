"""Proposals to the register: who may make one, who may confirm or decline it, and which facts each of them emits."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from schemas.codes import ProposalOutcome, RegisterAct
from schemas.directory import ChangeProposed, ProposalDecided
from schemas.reasons import PermitEndReason
from services.directory.register.hands import may_speak, no_contract, refuse_wrong_hand
from services.directory.shared import checks, commands
from services.directory.shared.attested import Attested, Proposal
from services.directory.shared.outcome import Outcome, given, new_event
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Exemption, Permit, Unit
from services.runtime.language.look_alikes import tidy
from services.runtime.language.words import Words
from services.runtime.scan.scanner import scan

LEAST_WORDS, LONGEST_WORDS = 10, 1000
_ACTS: dict[type, RegisterAct] = {
    commands.RegisterPermit: RegisterAct.PERMIT_REGISTERED,
    commands.EndPermit: RegisterAct.PERMIT_ENDED,
    commands.RetractFact: RegisterAct.ENTERED_IN_ERROR,
    commands.ChangePermit: RegisterAct.PERMIT_CHANGED,
    commands.RecordNotPermitBound: RegisterAct.NOT_PERMIT_BOUND,
    commands.ChangeCounty: RegisterAct.COUNTY_CHANGED,
    commands.CorrectProvider: RegisterAct.ENTERED_IN_ERROR,
}
"""What each act of the register is called; of several that go together the first named here gives its name."""


def propose(register: Register, command: commands.Propose, now: datetime) -> Outcome:
    """Put a proposal to whoever may confirm it. Refused: no contract in force, no right to speak, waits already."""
    if not may_speak(register, command.by, command.provider, checks.today(now)):
        raise no_contract()
    if waiting(register, command.acts) is not None:
        raise checks.taken("id", Words(sv="Ett sådant förslag", en="Such a proposal"))
    about = about_of(register, command.acts[0])
    proposal = Proposal(
        id=given(register, command.id),
        provider=command.provider,
        about=about,
        proposer=command.by,
        person=command.person,
        acts=command.acts,
        at=now,
    )
    fact = ChangeProposed(
        provider=proposal.provider,
        board=board_of(proposal),
        act=act_of(proposal.acts),
        about=about,
        revoked_at=revoked_at(proposal.acts),
    )
    return proposal, [new_event(proposal.id, now, fact)]


def decide(register: Register, command: commands.DecideProposal, now: datetime) -> Outcome:
    """Confirm, decline or take back a proposal. Refused: decided already, one's own, no contract, no reason given.

    What a confirmed one says is carried out beside this, in the same append.
    """
    proposal = register.find(Proposal, command.id)
    if proposal is None:
        raise checks.unknown("id", Words(sv="Förslaget", en="The proposal"))
    if not proposal.waits:
        raise checks.refuse(
            "decided",
            "id",
            Words(sv="Förslaget är redan avgjort.", en="The proposal is decided already."),
            Words(sv="Läs vad som beslutades.", en="Read what was decided."),
        )
    refuse_wrong_hand(register, proposal, command, now)
    decided = replace(
        proposal,
        outcome=ProposalOutcome(command.outcome),
        decided_by=command.by,
        decided_person=command.person,
        decided_at=now,
        words=_reason(command),
    )
    fact = ProposalDecided(
        provider=proposal.provider, board=board_of(proposal), act=act_of(proposal.acts), outcome=command.outcome
    )
    return decided, [new_event(proposal.id, now, fact)]


def waiting(register: Register, acts: Iterable[commands.RegisterCommand]) -> Proposal | None:
    """Give a proposal of just these acts that waits, whatever ids were handed out for what is new in them."""
    wanted = _bare(acts)
    return next((each for each in register.all(Proposal) if each.waits and _bare(each.acts) == wanted), None)


def act_of(acts: Iterable[commands.RegisterCommand]) -> RegisterAct:
    """Name what acts come to."""
    kinds = {type(act) for act in acts}
    return next(name for kind, name in _ACTS.items() if kind in kinds)


def revoked_at(acts: Iterable[commands.RegisterCommand]) -> date | None:
    """Give the first day a permit is not in force where the acts say that it is revoked."""
    ends = [act.at for act in acts if isinstance(act, commands.EndPermit) and act.reason is PermitEndReason.REVOKED]
    return min(ends, default=None)


def about_of(register: Register, act: commands.RegisterCommand) -> UUID:
    """Give the permit, decision, unit or other thing that an act is about. Raises Refused when it is not on file."""
    if isinstance(act, commands.RetractFact):
        retracted = register.find(Attested, act.fact)
        if retracted is None:
            raise checks.unknown("fact", Words(sv="Uppgiften", en="What you want to correct"))
        return retracted.subject
    if act.id is None:
        raise ValueError("the shell must give an id before deciding: use services.directory.handlers")
    return act.id


def board_of(proposal: Proposal) -> UUID | None:
    """Give the board that proposed; none where the provider itself did."""
    return None if proposal.proposer == proposal.provider else proposal.proposer


def unit_of(register: Register, proposal: Proposal) -> Unit | None:
    """Give the unit that a proposal is about, if it is about one."""
    held = register.find(Permit, proposal.about) or register.find(Exemption, proposal.about)
    return register.find(Unit, unit_named(proposal) or (held.unit if held else proposal.about))


def unit_named(proposal: Proposal) -> UUID | None:
    """Give the unit that a proposal's acts name; those about what is on file already name none."""
    new = (commands.RegisterPermit, commands.RecordNotPermitBound)
    return next((act.unit for act in proposal.acts if isinstance(act, new)), None)


def _reason(command: commands.DecideProposal) -> str:
    words = tidy(command.words).strip()
    least = LEAST_WORDS if command.outcome is ProposalOutcome.DECLINED else 0
    if not least <= len(words) <= LONGEST_WORDS:
        raise checks.refuse(
            "words",
            "words",
            Words(sv="Skriv varför förslaget avslås.", en="Write why the proposal is declined."),
            Words(
                sv=f"Skriv mellan {LEAST_WORDS} och {LONGEST_WORDS} tecken.",
                en=f"Write {LEAST_WORDS} to {LONGEST_WORDS} characters.",
            ),
        )
    if found := scan(words):
        step = Words(sv="Skriv utan att peka ut någon.", en="Write without pointing anybody out.")
        raise checks.refuse("personal", "words", found, step)
    return words


def _bare(acts: Iterable[commands.RegisterCommand]) -> tuple[commands.RegisterCommand, ...]:
    """Give acts without the ids that were handed out for what is new in them, also where a later act speaks of it."""
    new = (commands.RegisterPermit, commands.RecordNotPermitBound, commands.RetractFact)
    every = tuple(acts)
    made = {act.id for act in every if isinstance(act, new)}
    ends = (
        replace(act, id=PLATFORM) if isinstance(act, commands.EndPermit) and act.id in made else act for act in every
    )
    return tuple(replace(act, id=None) if isinstance(act, new) else act for act in ends)
