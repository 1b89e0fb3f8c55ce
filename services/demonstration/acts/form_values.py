"""What people write in the demonstration: the words of forms, invented and alike, without anybody in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from services.demonstration.acts.placement import Placement
from services.referral.plans.form import Plan, Review
from services.referral.referrals.answer_form import Answer
from services.referral.referrals.inquiry_parts import Goal
from services.referral.reports.end_form import EndReport, GoalOutcome
from services.referral.reports.monthly_fields import GoalStatus, MonthlyReport
from services.referral.safety.form import SafetyPlan, ThreatAssessment

GOAL = Goal(area="HOUSING", goal="Ett eget och tryggt boende.", seen="Hyran betalas i tid tre månader i rad.")
NEWS = (
    "Har kommit till alla planerade samtal och börjat söka praktik genom kommunens arbetsmarknadsenhet.",
    "Har flyttat till ett rum med egen ingång och lagar mat själv de flesta dagar i veckan.",
    "Har träffat skuldrådgivaren två gånger och gjort en plan för avbetalning av de äldsta skulderna.",
    "Har haft en tyngre period med sömnsvårigheter men hållit kontakten och bett om stöd i tid.",
    "Har påbörjat en kurs i svetsning och kommer dit utan påminnelse från oss.",
)
REMARKS = "Skriv vad ni har gjort för varje mål under månaden och vad som återstår."
ON_PAPER = "På papper, diarienummer DNR-2026-900."
HAPPENED = "Personen fick meddelanden med hot på sin telefon. Skyddsrutinen följdes och polisen fick veta."
AWAY = "Personen kom inte tillbaka på avtalad tid och svarar inte i telefon. Rutinen för avvikelse följs."


def inquiry(placement: Placement, start: date, threat_assessed_on: date) -> dict[str, dict[str, str | list[str]]]:
    """Give the eight parts of a referral as they would be typed."""
    return {
        "eligibility": {
            "definition": "SOL-2025-1",
            "outcome": "SOL_ONLY",
            "assessed_on": (threat_assessed_on + timedelta(days=1)).isoformat(),
            "target_group": placement.target_group.value,
        },
        "consent": {
            "scope": "Uppgifter som behövs för insatsen.",
            "receivers": ["PROVIDER"],
            "from": threat_assessed_on.isoformat(),
            "to": (start + timedelta(days=730)).isoformat(),
        },
        "decision": {
            "legal_basis": "SOL_BISTAND",
            "form": placement.provider.form.value,
            "decision_number": f"DNR-{placement.number:04d}",
            "start_on": start.isoformat(),
            "months": "6",
            "tier": placement.tier.value,
        },
        "needs": {
            "areas": ["HOUSING", "WORK"],
            "description": "Behöver ett boende på annan ort, fasta rutiner och stöd för att komma vidare till arbete.",
        },
        "safety": {
            "threat_reference": f"DNR-H-{placement.number:04d}",
            "threat_assessed_on": threat_assessed_on.isoformat(),
        },
        "goals": {"area_1": GOAL.area, "goal_1": GOAL.goal, "seen_1": GOAL.seen},
        "provider": {"choice": f"{placement.provider.id}:{placement.provider.unit}"},
        "contact": {"function": "Mottagningen", "phone": "010-000 00 00", "deputy": "Enhetschefen"},
    }


def acceptance(start_on: date) -> Answer:
    """Give the answer that accepts."""
    return Answer(reason=None, start_on=start_on, contact_role="Föreståndaren", comment="", warning_reason="")


def plan(at: datetime) -> Plan:
    """Give a plan."""
    return Plan(
        goals=(GOAL,),
        actions="Samtal två gånger i veckan, stöd i bostadssökande och veckoplanering.",
        followed_up="Gemensam genomgång med nämnden.",
        follow_up_on=at.date() + timedelta(days=75),
        own_view_declined=True,
    )


def review(placement: Placement, at: datetime, band: object) -> Review:
    """Give a follow-up of the plan."""
    return Review.model_validate(
        {
            "on": at.date(),
            "age_band": band,
            "target_group": placement.target_group,
            "note": "Planen håller. Vi fortsätter med samma mål.",
        }
    )


def report(placement: Placement, period: str) -> MonthlyReport:
    """Give a monthly report, the same for the same placement and period."""
    chance = Random(f"{placement.number}|{period}")
    planned = chance.randint(8, 14)
    missed = chance.choice((0, 0, 1, 2))
    return MonthlyReport(
        period=period,
        days_present=chance.randint(18, 28),
        contacts_planned=planned,
        contacts_held=planned - missed,
        contacts_late=0,
        contacts_missed=missed,
        missed_acceptable=missed,
        missed_unacceptable=0,
        missed_own_obstacle=0,
        goals=(GoalStatus(goal=GOAL.goal, status=chance.choice(("FORWARD", "FORWARD", "STILL"))),),
        changes=chance.choice(NEWS),
        threat="UNCHANGED",
        incident_number="",
        safety_plan_on=None,
        incidents="yes",
        qualified_share=chance.randint(42, 80),
        own_view="",
        own_view_declined=True,
        plan_on=None,
        next="Fortsätta samtalen och följa upp praktiken.",
        warning_reason="",
    )


def end_report(at: datetime) -> EndReport:
    """Give an end report."""
    outcome = GoalOutcome(
        goal=GOAL.goal,
        outcome="PARTIALLY",
        evidence_kind="DOCUMENT",
        evidence_on=at.date(),
        evidence_reference="Hyresavin",
    )
    return EndReport(
        goals=(outcome,),
        summary="Insatsen har gett fasta rutiner och ett eget boende. Arbetet mot sysselsättning fortsätter hos nämnden.",
        handover="Socialtjänsten tar över kontakten med arbetsmarknadsenheten.",
        own_view="",
        own_view_declined=True,
    )


def safety_plan(at: datetime) -> SafetyPlan:
    """Give a personal safety plan."""
    return SafetyPlan(
        protection="Två vuxna vid varje förflyttning, inga fasta tider och egen telefon utan platsdelning.",
        alarm="Jouren, sedan föreståndaren, sedan polisens kontaktfunktion.",
        exposed="Flytt samma dag till en annan enhet som nämnden har godkänt.",
        gone_through_on=at.date(),
    )


def threat_assessment(placement: Placement, on: date) -> ThreatAssessment:
    """Give a threat assessment of a day, as its register number alone."""
    return ThreatAssessment(assessed_on=on, number=f"DNR-H-{placement.number:04d}-{on:%m%d}")
