"""The pages of referral."""

from services.referral.pages.amendments import router as amendments
from services.referral.pages.answer import router as answer
from services.referral.pages.attested import router as attested
from services.referral.pages.cases import router as cases
from services.referral.pages.corrections import router as corrections
from services.referral.pages.due import router as due
from services.referral.pages.find import router as find
from services.referral.pages.imports import router as imports
from services.referral.pages.incidents import router as incidents
from services.referral.pages.inquiry import router as inquiry
from services.referral.pages.lifecycle import router as lifecycle
from services.referral.pages.overrides import router as overrides
from services.referral.pages.people import router as people
from services.referral.pages.placements import router as placements
from services.referral.pages.plans import router as plans
from services.referral.pages.receipts import router as receipts
from services.referral.pages.reports import router as reports
from services.referral.pages.returns import router as returns
from services.referral.pages.safety import router as safety
from services.referral.pages.sending import router as sending
from services.referral.pages.sent import router as sent
from services.referral.pages.start import router as start
from services.referral.pages.telling import router as telling
from services.referral.pages.waivers import router as waivers

ROUTERS = (start, cases, people, inquiry, sending, sent, find, answer, imports, placements, plans, reports, due, lifecycle, returns,
           safety, telling, incidents, receipts, amendments, overrides, waivers, attested, corrections)  # fmt: skip
