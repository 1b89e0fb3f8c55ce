"""The lifecycle in words: states, acts and parties as people read them."""

from services.referral.shared.states import ENDED_STATES, Act, State, Who
from services.runtime.language.words import Words

STATE_WORDS: dict[State, Words] = {
    State.DRAFT: Words(sv="Utkast", en="Draft"),
    State.REQUESTED: Words(sv="Skickad", en="Requested"),
    State.ACCEPTED: Words(sv="Accepterad", en="Accepted"),
    State.REJECTED: Words(sv="Avböjd", en="Rejected"),
    State.IN_PROGRESS: Words(sv="Pågår", en="In progress"),
    State.ON_HOLD: Words(sv="Pausad", en="On hold"),
    State.COMPLETED: Words(sv="Slutförd", en="Completed"),
    State.CANCELLED: Words(sv="Återkallad", en="Cancelled"),
    State.FAILED: Words(sv="Avbruten", en="Failed"),
    State.ENTERED_IN_ERROR: Words(sv="Felregistrerad", en="Entered in error"),
}
ENDED_WORDS = Words(sv="Avslutad, papper kvar", en="Ended")
CONCLUDED_WORDS = Words(sv="Klar", en="Concluded")
ACT_WORDS: dict[Act, Words] = {
    Act.SAVE: Words(sv="Spara utkast", en="Save draft"),
    Act.SEND: Words(sv="Skicka förfrågan", en="Send referral"),
    Act.AMEND: Words(sv="Ändra förfrågan", en="Amend referral"),
    Act.DISCARD: Words(sv="Ta bort utkast", en="Remove draft"),
    Act.EXPIRE: Words(sv="Förfaller efter 90 dagar", en="Expires after 90 days"),
    Act.ACCEPT: Words(sv="Acceptera", en="Accept"),
    Act.DECLINE: Words(sv="Avböj", en="Decline"),
    Act.WITHDRAW: Words(sv="Återkalla", en="Withdraw"),
    Act.START: Words(sv="Starta", en="Start"),
    Act.PAUSE: Words(sv="Pausa", en="Pause"),
    Act.RESUME: Words(sv="Återuppta", en="Resume"),
    Act.SUBMIT_PLAN: Words(sv="Lämna plan", en="Submit plan"),
    Act.APPROVE_PLAN: Words(sv="Godkänn plan", en="Approve plan"),
    Act.REVIEW_PLAN: Words(sv="Följ upp plan", en="Review plan"),
    Act.SUBMIT_REPORT: Words(sv="Lämna rapport", en="Submit report"),
    Act.ACCEPT_REPORT: Words(sv="Godkänn rapport", en="Accept report"),
    Act.END_AS_PLANNED: Words(sv="Avsluta enligt plan", en="End as planned"),
    Act.END_EARLY: Words(sv="Avsluta i förtid", en="End early"),
    Act.SUBMIT_END_REPORT: Words(sv="Lämna slutrapport", en="Submit end report"),
    Act.CONCLUDE: Words(sv="Markera som klar", en="Conclude"),
    Act.REVISE_PLAN: Words(sv="Revidera plan", en="Revise plan"),
    Act.RETURN_PLAN: Words(sv="Återlämna plan", en="Return plan"),
    Act.RETURN_REPORT: Words(sv="Återlämna rapport", en="Return report"),
    Act.RETURN_END_REPORT: Words(sv="Återlämna slutrapport", en="Return end report"),
    Act.FILE_SAFETY_PLAN: Words(sv="Lämna säkerhetsplan", en="File safety plan"),
    Act.REPORT_INCIDENT: Words(sv="Rapportera händelse", en="Report incident"),
    Act.REPORT_ABSENCE: Words(sv="Anmäl avvikelse", en="Report absence"),
    Act.NOTICE_INCIDENT: Words(sv="Berätta om händelse", en="Tell of an incident"),
    Act.ANSWER_CALL: Words(sv="Intyga eller invänd mot samtal", en="Attest or deny a call"),
    Act.ASSESS_THREAT: Words(sv="Registrera hotbedömning", en="Register threat assessment"),
}
WHO_WORDS: dict[Who, Words] = {
    Who.BOARD: Words(sv="nämnden", en="the board"),
    Who.PROVIDER: Words(sv="utföraren", en="the provider"),
    Who.CLOCK: Words(sv="klockan", en="the clock"),
}


def state_words(state: State, *, concluded: bool = False) -> Words:
    """Say where something stands; an ended placement is *ended* until its papers are in, then *concluded*."""
    if state not in ENDED_STATES:
        return STATE_WORDS[state]
    paper = CONCLUDED_WORDS if concluded else ENDED_WORDS
    return Words(sv=f"{STATE_WORDS[state].sv}. {paper.sv}", en=f"{STATE_WORDS[state].en}. {paper.en}")
