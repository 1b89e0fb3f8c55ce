"""Send, withdraw, accept and decline a referral."""

from dataclasses import replace
from uuid import UUID

from schemas.new_event import NewEvent
from schemas.referral import GateOverridden
from services.referral.cases.consents import consents, in_force
from services.referral.overrides.basis import Basis
from services.referral.overrides.store import agreed_override, matching, overrides
from services.referral.placements import domain as placements
from services.referral.placements import store as placement_rows
from services.referral.referrals import domain as decisions
from services.referral.referrals.answer_form import Answer
from services.referral.referrals.domain import Referral
from services.referral.referrals.inquiry import Unfinished, parse_inquiry
from services.referral.referrals.inquiry_fields import PART
from services.referral.referrals.store import ReferralLine, keep_answer, load_referral, referral_of, save_referral
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import day_of
from services.referral.shared.commands import Accept, Decline, Send, Withdraw
from services.referral.shared.history import record
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, Who
from services.referral.shared.texts import SCHEMA, identity_within, unseal
from services.referral.shared.words import join_words
from services.referral.terms.gates import BY_TWO
from services.referral.terms.store import answer_numbers, terms_of
from services.runtime.errors import Refused
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words

SECOND_NEEDED = Words(
    sv="Nödbeslut är begärt. Be en enhetschef eller avtalscontroller, en annan än den som begärde det, att godkänna.",
    en="An override has been asked for. Let a unit manager or controller, another than who asked, agree to it.",
)


async def send_referral(acting: Acting, referral: UUID) -> Referral:
    """Send a draft whose parts are all done, through the gates or past them by two people. Raises Refused."""
    return await send_draft(acting, await load_referral(acting.work, acting.actor, referral, lock=True))


async def send_draft(acting: Acting, draft: ReferralLine) -> Referral:
    """Send a draft that is loaded and locked. Raises Refused."""
    current = referral_of(draft)
    step(current.state, Act.SEND, Who.BOARD)
    command = await command_of(acting, draft)
    terms = await terms_of(acting.work, current.board, command.provider, command.unit, command.form)
    today = day_of(acting.now)
    contract = terms.contract_on(current.board, today)
    parameters = await answer_numbers(acting.work, contract.id if contract else None, today)
    asked, place = await overrides(acting.work, draft.id), (command.provider, command.unit, command.form)
    hint = SECOND_NEEDED if matching(asked, place, agreed=False) else BY_TWO
    basis = Basis(terms, parameters, agreed_override(asked, place), hint)
    sent, new_events = decisions.send(current, command, basis, acting.now)
    await save_referral(acting.work, sent, acting.author)
    await record(acting.work, new_events, acting.author, Who.BOARD, places_of(sent))
    return sent


async def command_of(acting: Acting, draft: ReferralLine) -> Send:
    """Make the command of a draft whose parts are all done, with a consent in force. Raises Refused."""
    today = day_of(acting.now)
    identity = await identity_within(acting.work, acting.vault, draft.case)
    parts = await unseal(acting.work, acting.vault, draft.case, draft.parts_sealed)
    inquiry = parse_inquiry(parts, today, identity.name if identity else "")
    if isinstance(inquiry, Unfinished):
        titles = join_words([PART[name].title for name in inquiry], ", ")
        raise Refused(
            "parts_missing",
            Words(sv=f"Delar är inte klara: {titles.sv}.", en=f"Parts are not done: {titles.en}."),
            Words(sv="Gör dem klara och skicka sedan.", en="Finish them, then send."),
        )
    if in_force(await consents(acting.work, draft.case), "PROVIDER", today) is None:
        raise Refused(
            "consent_missing",
            Words(sv="Samtycke för utföraren saknas.", en="Consent for the provider is missing."),
            Words(sv="Registrera det först.", en="Register it first."),
        )
    command = inquiry.command(identity.born) if identity else None
    if command is None:
        raise Refused(
            "no_age_band",
            Words(sv="Ingen åldersgrupp finns för personens ålder.", en="There is no age band for the person's age."),
            Words(sv="Kontrollera startdagen och personnumret.", en="Check the start day and the personnummer."),
        )
    return command


async def withdraw(acting: Acting, referral: UUID, command: Withdraw) -> Referral:
    """Take a referral back, also after it was accepted until the placement starts. Raises Refused."""
    current = referral_of(await load_referral(acting.work, acting.actor, referral, lock=True))
    taken, new_events = decisions.withdraw(current, command, acting.now)
    if taken.placement is not None:
        placement = await placement_rows.load_placement(acting.work, acting.actor, taken.placement, lock=True)
        await placement_rows.save_placement(acting.work, placements.cancel(placement))
        await placement_rows.count_place(acting.work, placement, -1)
    await save_referral(acting.work, taken, acting.author)
    await record(acting.work, new_events, acting.author, Who.BOARD, places_of(taken))
    return taken


async def accept(
    acting: Acting, referral: UUID, answer: Answer, placement: UUID | None = None, fact: UUID | None = None
) -> UUID:
    """Take the person, through the gates of permit and places with the count of places locked; give the placement's id.

    `fact` is to be the answer's own id. Where two people of the board overrode a gate, their word is recorded first. Raises Refused.
    """
    current = referral_of(await load_referral(acting.work, acting.actor, referral, lock=True))
    sent = current.asked()
    terms = await terms_of(acting.work, current.board, sent.provider, sent.unit, sent.form)
    placed = await placement_rows.lock_places(acting.work, terms.orgnr, sent.form, sent.unit, sent.provider)
    command = Accept(placement or new_id(), answer.start_on or sent.start_on)
    override = agreed_override(await overrides(acting.work, referral), (sent.provider, sent.unit, sent.form))
    terms = replace(terms, placed=placed)
    accepted, born, new_events = decisions.accept(current, command, terms, acting.now, override)
    await placement_rows.add_placement(acting.work, born)
    await placement_rows.count_place(acting.work, born, 1)
    await save_referral(acting.work, accepted, acting.author)
    await _keep_answer(acting, accepted, answer)
    await _record_accepted(acting, accepted, [*new_events[:-1], _named(new_events[-1], fact)])
    return born.id


async def _record_accepted(acting: Acting, accepted: Referral, new_events: list[NewEvent]) -> None:
    """Tell the acceptance, and before it, as the board's own word, what the board let through."""
    places = places_of(accepted)
    for new_event in new_events:
        if isinstance(new_event.fact, GateOverridden):
            board = acting.author.model_copy(update={"teller": accepted.board, "person": new_event.fact.by[1]})
            await record(acting.work, [new_event], board, Who.BOARD, places)
        else:
            await record(acting.work, [new_event], acting.author, Who.PROVIDER, places)


async def decline(acting: Acting, referral: UUID, answer: Answer, fact: UUID | None = None) -> Referral:
    """Say no, with a coded reason; `fact` is to be the answer's own id. Raises Refused."""
    current = referral_of(await load_referral(acting.work, acting.actor, referral, lock=True))
    if answer.reason is None:
        raise ValueError("an answer that declines has a reason")
    declined, new_events = decisions.decline(current, Decline(answer.reason), acting.now)
    await save_referral(acting.work, declined, acting.author)
    await _keep_answer(acting, declined, answer)
    answered = [_named(new_event, fact) for new_event in new_events]
    await record(acting.work, answered, acting.author, Who.PROVIDER, places_of(declined))
    return declined


def _named(new_event: NewEvent, fact: UUID | None) -> NewEvent:
    return new_event.model_copy(update={"id": fact}) if fact else new_event


async def _keep_answer(acting: Acting, referral: Referral, answer: Answer) -> None:
    sealed = await acting.vault.seal_text(acting.work, SCHEMA, referral.case, answer.texts())
    await keep_answer(acting.work, referral.id, sealed)


def places_of(referral: Referral) -> dict[str, UUID | None]:
    """Give where a referral's facts belong."""
    return {
        "case": referral.case,
        "referral": referral.id,
        "placement": referral.placement,
        "board": referral.board,
        "provider": referral.sent.provider if referral.sent else None,
    }
