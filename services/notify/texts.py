"""What the portal says of notices, in Swedish and English: conditions, reasons, roles; never anything about a person."""

from datetime import datetime

from schemas.codes import Role
from services.runtime import dates
from services.runtime.words import Words

RULES: dict[str, Words] = {
    "C01": Words(sv="tillstånd som gäller", en="a valid permit"),
    "C02": Words(sv="platser enligt tillståndet", en="places within the permit"),
    "C03": Words(sv="ålder och målgrupp enligt tillståndet", en="age and target group within the permit"),
    "C10": Words(sv="avtal som gäller", en="a contract in force"),
    "R01": Words(sv="genomförandeplan", en="implementation plan"),
    "R02": Words(sv="månadsrapport", en="monthly report"),
    "R03": Words(sv="uppföljning av planen", en="follow-up of the plan"),
    "R04": Words(sv="slutrapport", en="end report"),
    "R09": Words(sv="svar på förfrågan", en="answer to a referral"),
    "T01": Words(sv="villkor om insyn och uppföljning", en="insight and follow-up clauses"),
}
_MATTER = Words(sv="ett åtagande", en="a duty")

CONDITIONS: dict[str, Words] = {
    "due_soon": Words(sv="Snart dags: {what}", en="Due soon: {what}"),
    "missed": Words(sv="Saknas: {what}", en="Missing: {what}"),
    "finding_raised": Words(sv="Ny brist: {what}", en="New finding: {what}"),
    "reply_needed": Words(sv="Svara på bristen: {what}", en="Reply to the finding: {what}"),
    "reply_received": Words(sv="Svar på bristen har kommit: {what}", en="A reply to the finding has come: {what}"),
    "severity_raised": Words(sv="Bristen är nu allvarligare: {what}", en="The finding is now more serious: {what}"),
    "escalated": Words(sv="Ingen har tagit hand om bristen: {what}", en="Nobody has taken the finding: {what}"),
    "finding_critical": Words(sv="Kritisk brist, preliminär: {what}", en="Critical finding, preliminary: {what}"),
    "finding_unanswered": Words(sv="Obesvarad brist: {what}", en="Unanswered finding: {what}"),
    "finding_confirmed": Words(sv="Bristen är fastställd: {what}", en="The finding is confirmed: {what}"),
    "finding_dismissed": Words(sv="Bristen är avskriven: {what}", en="The finding is dismissed: {what}"),
    "finding_settled": Words(sv="Bristen är uppfylld: {what}", en="The finding is settled: {what}"),
    "finding_withdrawn": Words(sv="Bristen är återtagen: {what}", en="The finding is withdrawn: {what}"),
    "referral_sent": Words(sv="En förfrågan väntar på svar", en="A referral awaits an answer"),
    "referral_accepted": Words(sv="Förfrågan är accepterad", en="The referral is accepted"),
    "referral_declined": Words(sv="Förfrågan är avböjd", en="The referral is declined"),
    "referral_withdrawn": Words(sv="Förfrågan är återkallad", en="The referral is withdrawn"),
    "plan_received": Words(sv="En genomförandeplan har kommit in", en="An implementation plan has come in"),
    "report_received": Words(sv="En månadsrapport har kommit in", en="A monthly report has come in"),
    "end_report_received": Words(sv="En slutrapport har kommit in", en="An end report has come in"),
    "judgement_suspended": Words(sv="En utförare kan inte bedömas", en="A provider cannot be judged"),
}

REASONS: dict[str, Words] = {
    "demonstration": Words(sv="inget skickas i demonstrationen", en="nothing is sent in the demonstration"),
    "import": Words(sv="importerade uppgifter skickas aldrig", en="imported facts are never sent"),
    "told_with_missed": Words(sv="samma mejl som om det som saknas", en="told in the same mail as what is missing"),
    "due_passed": Words(sv="tiden hade redan gått ut", en="the due had already passed"),
    "missed_first": Words(sv="tiden gick ut först", en="the due passed first"),
    "settled_first": Words(sv="det blev klart först", en="it was done first"),
    "lapsed_first": Words(sv="åtagandet upphörde först", en="the duty lapsed first"),
    "withdrawn_first": Words(sv="det togs tillbaka först", en="it was withdrawn first"),
    "replied_first": Words(sv="ett svar kom först", en="a reply came first"),
    "decided_first": Words(sv="beslut fattades först", en="it was decided first"),
    "closed_first": Words(sv="bristen avslutades först", en="the finding was closed first"),
    "already_taken": Words(sv="någon har tagit hand om det", en="somebody has taken it"),
    "no_recipient": Words(sv="ingen har rollen", en="nobody holds the role"),
    "no_channel": Words(sv="ingen e-postadress är angiven", en="no e-mail address is given"),
    "no_connection": Words(sv="e-postservern svarar inte", en="the mail server does not answer"),
}
_SMTP = Words(sv="e-postservern svarade {code}", en="the mail server answered {code}")

OVER: dict[str, Words] = {
    "missed_first": Words(sv="tiden har gått ut", en="the due has passed"),
    "settled_first": Words(sv="klart", en="done"),
    "lapsed_first": Words(sv="åtagandet har upphört", en="the duty has lapsed"),
    "withdrawn_first": Words(sv="återtaget", en="withdrawn"),
    "replied_first": Words(sv="besvarat", en="replied"),
    "decided_first": Words(sv="beslutat", en="decided"),
    "closed_first": Words(sv="avslutat", en="closed"),
}
"""Why a notice that was told waits no more."""

CHANNELS: dict[str, Words] = {
    "portal": Words(sv="portalen", en="the portal"),
    "email": Words(sv="e-post", en="e-mail"),
}
DELIVERY_STATES: dict[str, Words] = {
    "waiting": Words(sv="Väntar", en="Waiting"),
    "sent": Words(sv="Levererad", en="Delivered"),
    "failed": Words(sv="Misslyckad", en="Failed"),
    "skipped": Words(sv="Inte skickad", en="Not sent"),
}
ROLES: dict[str, Words] = {
    Role.COORDINATOR: Words(sv="Samordnaren", en="The coordinator"),
    Role.UNIT_MANAGER: Words(sv="Enhetschefen", en="The unit manager"),
    Role.CONTROLLER: Words(sv="Avtalscontrollern", en="The contract controller"),
    Role.PROVIDER_MANAGER: Words(sv="Föreståndaren", en="The provider's manager"),
    Role.SUPERVISOR: Words(sv="Tillsynen", en="The supervisor"),
    Role.OPERATOR: Words(sv="Driften", en="The operator"),
}


def condition_words(condition: str, rule: str = "", period: str = "") -> Words:
    """Say what a notice is about, such as "Saknas: månadsrapport oktober 2026"."""
    what = RULES.get(rule, _MATTER)
    if period:
        what += Words(sv=f" {dates.period_name(period, 'sv')}", en=f" {dates.period_name(period, 'en')}")
    return CONDITIONS[condition].fill(what=what)


def reason_words(reason: str) -> Words:
    """Say why something was not sent."""
    if reason.startswith("smtp_"):
        return _SMTP.fill(code=reason.removeprefix("smtp_"))
    return REASONS.get(reason, Words(sv=reason, en=reason))


_BY: dict[str, Words] = {
    "finding_raised": Words(sv="ta hand om den senast {when}", en="take it by {when}"),
    "reply_needed": Words(sv="svara senast {when}", en="reply by {when}"),
    "finding_critical": Words(sv="svar senast {when}", en="reply due by {when}"),
}
_DUE = Words(sv="senast {when}", en="by {when}")


def due_words(due: datetime, now: datetime, condition: str = "") -> Words:
    """Say until when: a whole day with its distance in working days, a clock in hours with hours and minutes."""
    whole_day = dates.civil(due).time() == dates.civil(due).time().min
    write = dates.due_by_working_days if whole_day else dates.due_by_clock
    return _BY.get(condition, _DUE).fill(when=Words(sv=write(due, now, "sv"), en=write(due, now, "en")))
