"""The referral service, as the process that runs it sees it."""

from pathlib import Path

from services.referral.expiry import EXPIRY
from services.referral.inbox import apply
from services.referral.overrides.pages import PANELS
from services.referral.pages.register_panel import PANELS as REGISTER_PANELS
from services.referral.routers import ROUTERS
from services.runtime.service import Service

SERVICE = Service(
    name="referral",
    consumes=("directory",),
    order="subject",
    apply=apply,
    pages=ROUTERS,
    templates=Path(__file__).parent / "templates",
    loops=(EXPIRY,),
    panels=(*PANELS, *REGISTER_PANELS),
)
