"""The facts that a finding rests on, in words, as far as the viewer may see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.runtime.dates import day
from services.runtime.identifiers import short
from services.runtime.transaction import Row
from services.runtime.words import Words, plain
from services.runtime.work import Work

FACTS: dict[str, Words] = {
    "ReferralSent": Words(sv="Förfrågan skickades", en="The referral was sent"),
    "ReferralAccepted": Words(sv="Förfrågan accepterades", en="The referral was accepted"),
    "ReferralDeclined": Words(sv="Förfrågan avböjdes", en="The referral was declined"),
    "ReferralWithdrawn": Words(sv="Förfrågan återkallades", en="The referral was withdrawn"),
    "PlacementStarted": Words(sv="Uppdraget började", en="The placement started"),
    "PlacementPaused": Words(sv="Uppdraget pausades", en="The placement was put on hold"),
    "PlacementResumed": Words(sv="Uppdraget återupptogs", en="The placement was resumed"),
    "PlacementEnded": Words(sv="Uppdraget avslutades", en="The placement ended"),
    "PlanSubmitted": Words(sv="Genomförandeplanen kom in", en="The implementation plan came in"),
    "PlanReviewed": Words(sv="Planen följdes upp", en="The plan was followed up"),
    "ReportSubmitted": Words(sv="Månadsrapporten kom in", en="The monthly report came in"),
    "EndReportSubmitted": Words(sv="Slutrapporten kom in", en="The end report came in"),
    "PermitRegistered": Words(sv="Tillståndet registrerades", en="The permit was registered"),
    "PermitChanged": Words(sv="Tillståndet ändrades", en="The permit was changed"),
    "PermitEnded": Words(sv="Tillståndet upphörde", en="The permit ended"),
    "NotPermitBound": Words(sv="Beslut om att tillstånd inte krävs", en="Decision that no permit is needed"),
    "ContractRegistered": Words(sv="Avtalet registrerades", en="The contract was registered"),
    "ClauseRegistered": Words(sv="Ett villkor registrerades", en="A clause was registered"),
    "ContractEnded": Words(sv="Avtalet upphörde", en="The contract ended"),
    "ReferralAmended": Words(sv="Förfrågan ändrades", en="The referral was amended"),
    "PlanRevised": Words(sv="Den reviderade planen kom in", en="The revised plan came in"),
    "PlanReturned": Words(sv="Planen återlämnades", en="The plan was returned"),
    "ReportReturned": Words(sv="Månadsrapporten återlämnades", en="The monthly report was returned"),
    "EndReportReturned": Words(sv="Slutrapporten återlämnades", en="The end report was returned"),
    "SafetyPlanFiled": Words(sv="Säkerhetsplanen kom in", en="The safety plan came in"),
    "IncidentReported": Words(sv="Händelsen anmäldes skriftligt", en="The incident was reported in writing"),
    "IncidentNoticed": Words(sv="Nämnden berättade om händelsen", en="The board told of the incident"),
    "CallReceived": Words(sv="Nämnden intygade samtalet", en="The board attested the call"),
    "CallDenied": Words(sv="Nämnden invände mot samtalet", en="The board objected to the call"),
    "AbsenceReported": Words(sv="Avvikelsen anmäldes", en="The absence was told"),
    "ThreatAssessed": Words(sv="Hotbedömningen registrerades", en="The threat assessment was registered"),
    "DutyWaived": Words(sv="Nämnden undantog åtagandet", en="The board waived the duty"),
    "ProviderRegistered": Words(sv="Utföraren registrerades", en="The provider was registered"),
    "AccountsDisclosed": Words(sv="Årsredovisning och ägare redovisades", en="Accounts and ownership were disclosed"),
    "InformationRequested": Words(sv="Uppgifter begärdes", en="Information was requested"),
    "InformationAnswered": Words(sv="Begäran om uppgifter besvarades", en="The information request was answered"),
    "StaffEngaged": Words(sv="Första arbetspasset för ny personal", en="First shift of new staff"),
    "ExtractsSeen": Words(sv="Registerutdrag kontrollerades", en="Register extracts were seen"),
    "PortalInterrupted": Words(sv="Avbrott i portalen", en="Interruption of the portal"),
    "EnteredInError": Words(sv="En uppgift felregistrerades", en="Something was entered in error"),
    "DateCorrected": Words(sv="Ett datum rättades", en="A date was corrected"),
    "CorrectionAgreed": Words(sv="Rättelsen godkändes av motparten", en="The other party agreed to the correction"),
}
_SUBMISSIONS = (
    "ReferralAccepted",
    "ReferralDeclined",
    "PlanSubmitted",
    "PlanRevised",
    "PlanReviewed",
    "ReportSubmitted",
    "EndReportSubmitted",
    "SafetyPlanFiled",
    "IncidentReported",
    "AbsenceReported",
    "AccountsDisclosed",
    "InformationAnswered",
    "ExtractsSeen",
)
_CONTRACT = {
    "ContractRegistered": Words(
        sv="Avtalet {number}{until} registrerades", en="The contract {number}{until} was registered"
    ),
    "ContractEnded": Words(sv="Avtalet {number} upphörde", en="The contract {number} ended"),
}
_UNTIL = Words(sv=", som gäller till och med {day},", en=", in force up to {day},")


@dataclass(frozen=True)
class Rested:
    """A fact the finding rests on; `receipt` for a submission."""

    at: datetime
    words: Words
    receipt: str


async def rests(work: Work, facts: list[UUID]) -> tuple[Rested, ...]:
    """Read what a finding rests on, of the facts that the viewer may see; contracts by their number."""
    rows = await work.rows(_RESTS, facts=facts)
    found = []
    for row in rows:
        name = row["type"].split(".")[-2]
        handed_in = name in _SUBMISSIONS
        at = row["arrived"] if handed_in else row["occurred"]
        found.append(Rested(at, _words(name, row), short("U", row["id"]) if handed_in else ""))
    return tuple(found)


_RESTS = """select h.id, h.type, (h.body::jsonb ->> 'arrived')::timestamptz as arrived,
  (h.body::jsonb ->> 'occurred')::timestamptz as occurred, c.number,
  cast(h.body::jsonb #>> '{data,valid_to}' as date) as valid_to
from provider_audit.heard h left join provider_audit.contract c on c.id = h.subject
where h.id = any(:facts) order by h.received, h.position"""


def _words(name: str, row: Row) -> Words:
    if name not in _CONTRACT or not row["number"]:
        return FACTS.get(name) or plain(name)
    last = row["valid_to"]
    until = _UNTIL.fill(day=Words(sv=day(last, "sv"), en=day(last, "en"))) if last else plain("")
    return _CONTRACT[name].fill(number=row["number"], until=until)
