"""What pages, the demonstration and later the API call: load, decide, save and tell, inside one transaction.

Every handler takes the open work, the vault, who acts and whose word it is; `author.arrived` is its now. Ids may be handed in.
"""

from services.referral.handlers.cases import (
    discard_draft,
    expire_drafts,
    open_case,
    open_referral,
    register_consent,
    save_draft,
    withdraw_consent,
)
from services.referral.handlers.placements import conclude, end_placement, pause, resume, start
from services.referral.handlers.reading import find_person, reveal
from services.referral.handlers.referrals import accept, decline, send_referral, withdraw
from services.referral.handlers.submissions import (
    accept_report,
    approve_plan,
    review_plan,
    submit_end_report,
    submit_plan,
    submit_report,
)

__all__ = [
    "accept",
    "accept_report",
    "approve_plan",
    "conclude",
    "decline",
    "discard_draft",
    "end_placement",
    "expire_drafts",
    "find_person",
    "open_case",
    "open_referral",
    "pause",
    "register_consent",
    "resume",
    "reveal",
    "review_plan",
    "save_draft",
    "send_referral",
    "start",
    "submit_end_report",
    "submit_plan",
    "submit_report",
    "withdraw",
    "withdraw_consent",
]
