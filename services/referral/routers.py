"""The pages of referral, in the order in which their addresses are tried."""

from services.referral.amendments.pages import router as amendments
from services.referral.cases.consent_pages import router as consents
from services.referral.cases.pages import router as cases
from services.referral.cases.people_pages import router as people
from services.referral.cases.start_pages import router as start
from services.referral.corrections.pages import router as corrections
from services.referral.imports.pages import router as imports
from services.referral.incidents.absence_pages import router as absences
from services.referral.incidents.call_pages import router as calls
from services.referral.incidents.pages import router as incidents
from services.referral.incidents.report_pages import router as new_event
from services.referral.on_paper.answer_pages import router as attested_answers
from services.referral.on_paper.pages import router as attested
from services.referral.overrides.pages import router as overrides
from services.referral.placements.conclude_pages import router as concluded
from services.referral.placements.lifecycle_pages import router as lifecycle
from services.referral.placements.moment_pages import router as moments
from services.referral.placements.pages import router as placements
from services.referral.plans.pages import router as plans
from services.referral.plans.review_pages import router as reviews
from services.referral.receipts.pages import router as receipts
from services.referral.referrals.answer_pages import router as answer
from services.referral.referrals.find_pages import router as find
from services.referral.referrals.inquiry_pages import router as inquiry
from services.referral.referrals.sending_pages import router as sending
from services.referral.referrals.sent_pages import router as sent
from services.referral.reports.due_pages import router as due
from services.referral.reports.end_pages import router as end_reports
from services.referral.reports.pages import router as reports
from services.referral.returns.pages import router as returns
from services.referral.safety.pages import router as safety
from services.referral.waivers.pages import router as waivers

ROUTERS = (start, cases, people, consents, inquiry, sending, sent, find, answer, imports, placements, moments,
           concluded, plans, reviews, reports, end_reports, due, lifecycle, returns, safety, new_event, absences,
           incidents, calls, receipts, amendments, overrides, waivers, attested, attested_answers, corrections)  # fmt: skip
