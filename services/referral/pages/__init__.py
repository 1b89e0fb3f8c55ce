"""The pages of referral."""

from services.referral.pages.answer import router as answer
from services.referral.pages.cases import router as cases
from services.referral.pages.due import router as due
from services.referral.pages.find import router as find
from services.referral.pages.inquiry import router as inquiry
from services.referral.pages.lifecycle import router as lifecycle
from services.referral.pages.people import router as people
from services.referral.pages.placements import router as placements
from services.referral.pages.plans import router as plans
from services.referral.pages.reports import router as reports
from services.referral.pages.start import router as start

ROUTERS = (start, cases, people, inquiry, find, answer, placements, plans, reports, due, lifecycle)
