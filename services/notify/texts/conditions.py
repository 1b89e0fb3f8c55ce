"""What a notice says, by its condition, and the names of roles."""

from schemas.codes import Role
from services.notify.texts.about import duty_words
from services.notify.views import Worded
from services.runtime.language.words import Words

CONDITIONS: dict[str, Words] = {
    "due_soon": Words(sv="Snart dags: {what}", en="Due soon: {what}"),
    "missed": Words(sv="Saknas: {what}", en="Missing: {what}"),
    "finding_raised": Words(sv="Ny brist: {what}", en="New finding: {what}"),
    "finding_again": Words(sv="Bristen är bedömd på nytt: {what}", en="The finding is judged anew: {what}"),
    "reply_needed": Words(sv="Svara på bristen: {what}", en="Reply to the finding: {what}"),
    "completion_requested": Words(
        sv="Komplettera svaret på bristen: {what}", en="Complete the reply to the finding: {what}"
    ),
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
    "duty_waived": Words(sv="Undantaget av nämnden: {what}", en="Waived by the board: {what}"),
    "referral_amended": Words(sv="Förfrågan är ändrad", en="The referral is amended"),
    "gate_overridden": Words(sv="Nödbeslut, spärren släpptes: {what}", en="Emergency override of the gate: {what}"),
    "plan_returned": Words(
        sv="Genomförandeplanen är återlämnad för rättelse", en="The implementation plan is returned for correction"
    ),
    "report_returned": Words(
        sv="En månadsrapport är återlämnad för rättelse", en="A monthly report is returned for correction"
    ),
    "end_report_returned": Words(
        sv="Slutrapporten är återlämnad för rättelse", en="The end report is returned for correction"
    ),
    "safety_plan_received": Words(sv="En säkerhetsplan har kommit in", en="A safety plan has come in"),
    "incident_reported": Words(sv="En allvarlig händelse är anmäld", en="A serious incident is reported"),
    "incident_noticed": Words(
        sv="Nämnden berättar om en allvarlig händelse. Anmäl den skriftligt",
        en="The board tells of a serious incident. Report it in writing",
    ),
    "call_denied": Words(
        sv="Nämnden invänder mot samtalet om en händelse", en="The board objects to the call about an incident"
    ),
    "absence_reported": Words(
        sv="En avvikelse eller ett oplanerat slut är anmält", en="An absence or unplanned end is told"
    ),
    "information_requested": Words(sv="Uppgifter begärs av er", en="Information is requested of you"),
    "information_answered": Words(
        sv="Svar på begäran om uppgifter har kommit", en="The answer to an information request has come"
    ),
    "correction_waits": Words(
        sv="En rättelse väntar på att ni godkänner den", en="A correction waits for you to agree to it"
    ),
    "proposal_waits": Words(
        sv="Ett förslag till registret väntar på att ni bekräftar eller avslår",
        en="A proposal to the register waits for you to confirm or decline it",
    ),
    "proposal_made": Words(
        sv="Någon har lämnat ett förslag om er i registret. Det är inte bekräftat",
        en="Somebody has made a proposal about you in the register. It is not confirmed",
    ),
    "proposal_confirmed": Words(
        sv="Förslaget till registret är bekräftat", en="The proposal to the register is confirmed"
    ),
    "proposal_declined": Words(
        sv="Förslaget till registret är avslaget", en="The proposal to the register is declined"
    ),
    "proposal_withdrawn": Words(
        sv="Förslaget till registret är tillbakataget", en="The proposal to the register is taken back"
    ),
    "contract_ends": Words(
        sv="Avtalet tar slut och någon är placerad enligt det", en="The contract ends and somebody is placed under it"
    ),
    "nobody_there": Words(
        sv="Ingen kan nås: {who}. Det som skulle dit har inte nått någon",
        en="Nobody can be reached: {who}. What was to go there has reached nobody",
    ),
    "no_mail_there": Words(
        sv="Inget mejl når fram: {who}. Det som skulle dit står bara i portalen",
        en="No mail arrives: {who}. What was to go there stands in the portal only",
    ),
    "judgement_suspended": Words(sv="En utförare kan inte bedömas", en="A provider cannot be judged"),
    "told_unjudgeable": Words(
        sv="En uppgift ni lämnade kan inte bedömas. Rätta den eller markera den som felregistrerad",
        en="What you told cannot be judged. Correct it or mark it as entered in error",
    ),
    "other_unjudgeable": Words(
        sv="En uppgift om ert uppdrag kan inte bedömas förrän den är rättad",
        en="What somebody told of a placement of yours cannot be judged until it is corrected",
    ),
}
ROLES: dict[str, Words] = {
    Role.COORDINATOR: Words(sv="Samordnaren", en="The coordinator"),
    Role.UNIT_MANAGER: Words(sv="Enhetschefen", en="The unit manager"),
    Role.CONTROLLER: Words(sv="Avtalscontrollern", en="The contract controller"),
    Role.PROVIDER_MANAGER: Words(sv="Föreståndaren", en="The provider's manager"),
    Role.SUPERVISOR: Words(sv="Tillsynen", en="The supervisor"),
    Role.OPERATOR: Words(sv="Driften", en="The operator"),
    Role.REGISTER_KEEPER: Words(sv="Registerförvaltaren", en="The register keeper"),
    Role.ADMINISTRATOR: Words(sv="Administratören", en="The administrator"),
}
_IN_TIME: dict[str, Words] = {
    "escalated": Words(sv="Ingen tog hand om bristen i tid: {what}", en="Nobody took the finding in time: {what}"),
    "finding_unanswered": Words(
        sv="Obesvarad när svarstiden gick ut: {what}", en="Unanswered when the time to reply ran out: {what}"
    ),
}
"""What is said of a notice that was sent after what had not happened in time had happened after all."""
_UNREACHED: dict[str, Words] = {
    "no_recipient": Words(
        sv="Bristen nådde ingen, ingen har rollen: {what}",
        en="The finding reached nobody, nobody holds the role: {what}",
    ),
    "no_channel": Words(sv="Inget mejl om bristen nådde fram: {what}", en="No mail about the finding arrived: {what}"),
}
"""What is said of a finding that was escalated because somebody could not be reached."""


def role_words(role: str, organisation: str | None) -> Words:
    """Name a role at an organisation."""
    words = ROLES[role]
    return words + Words(sv=f", {organisation}", en=f", {organisation}") if organisation else words


def condition_words(condition: str, rule: str = "", period: str = "", *, late: bool = False) -> Words:
    """Say what a notice is about, such as "Saknas: månadsrapport oktober 2026"; `late` when it was over as it was sent."""
    words = _IN_TIME.get(condition, CONDITIONS[condition]) if late else CONDITIONS[condition]
    return words.fill(what=duty_words(rule, period))


def notice_words(notice: Worded) -> Words:
    """Say what a notice is about."""
    if notice.condition in ("nobody_there", "no_mail_there"):
        who = role_words(notice.period.split("/")[0], notice.of_name)
        return CONDITIONS[notice.condition].fill(who=who)
    if notice.cause:
        return _UNREACHED[notice.cause].fill(what=duty_words(notice.rule, notice.period))
    late = bool(notice.over_at and notice.notified_at and notice.over_at <= notice.notified_at)
    return condition_words(notice.condition, notice.rule, notice.period, late=late)
