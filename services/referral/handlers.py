"""What pages, the demonstration and later the API call: load, decide, save and emit, inside one transaction.

Every handler takes with what it acts, what it is about, and a command; `acting.now` is its now. Ids may be handed in.
"""

from services.referral.amendments.handlers import amend_referral
from services.referral.cases.handlers import (
    discard_draft,
    expire_drafts,
    open_case,
    open_referral,
    register_consent,
    save_draft,
    withdraw_consent,
)
from services.referral.cases.reading import find_person, reveal
from services.referral.corrections.handlers import agree_correction, correct
from services.referral.incidents.handlers import (
    assess_threat,
    attest_call,
    deny_call,
    notice_incident,
    report_absence,
    report_incident,
)
from services.referral.on_paper.handlers import register_answer, register_submission
from services.referral.overrides.handlers import agree_override, ask_override
from services.referral.placements.handlers import conclude, end_placement, pause, resume, start
from services.referral.referrals.handlers import accept, decline, send_draft, send_referral, withdraw
from services.referral.reports.handlers import (
    accept_report,
    approve_plan,
    file_safety_plan,
    review_plan,
    revise_plan,
    submit_end_report,
    submit_plan,
    submit_report,
)
from services.referral.returns.handlers import return_end_report, return_plan, return_report
from services.referral.waivers.handlers import waive_answer, waive_duty

__all__ = [
    "accept",
    "accept_report",
    "agree_correction",
    "agree_override",
    "amend_referral",
    "approve_plan",
    "ask_override",
    "assess_threat",
    "attest_call",
    "conclude",
    "correct",
    "decline",
    "deny_call",
    "discard_draft",
    "end_placement",
    "expire_drafts",
    "file_safety_plan",
    "find_person",
    "notice_incident",
    "open_case",
    "open_referral",
    "pause",
    "register_answer",
    "register_consent",
    "register_submission",
    "report_absence",
    "report_incident",
    "resume",
    "return_end_report",
    "return_plan",
    "return_report",
    "reveal",
    "review_plan",
    "revise_plan",
    "save_draft",
    "send_draft",
    "send_referral",
    "start",
    "submit_end_report",
    "submit_plan",
    "submit_report",
    "waive_answer",
    "waive_duty",
    "withdraw",
    "withdraw_consent",
]
