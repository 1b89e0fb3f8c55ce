"""The referral service, as the process that runs it sees it."""

from pathlib import Path

from services.referral.directory_copy import apply
from services.referral.expiry import EXPIRY
from services.referral.pages import ROUTERS
from services.referral.pages.overrides import PANELS
from services.referral.pages.register_panel import PANELS as REGISTER_PANELS
from services.runtime.service import Service

SERVICE = Service(
    name="referral",
    hears=("directory",),
    order="subject",
    apply=apply,
    pages=ROUTERS,
    templates=Path(__file__).parent / "templates",
    loops=(EXPIRY,),
    panels=(*PANELS, *REGISTER_PANELS),
)
