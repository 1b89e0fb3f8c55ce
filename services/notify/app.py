"""Notify as a service: the logs it consumes, how it applies events, its pages, panels and loops."""

from pathlib import Path

from services.notify import handlers, overdue
from services.notify.pages import notices, operation
from services.notify.pages.panels import PANELS
from services.notify.storage import deliver, dispatch, settle
from services.runtime.service import Loop, Service

SERVICE = Service(
    name="notify",
    consumes=("directory", "referral", "provider_audit"),
    order="subject",
    apply=handlers.apply,
    pages=(notices.router, operation.router),
    templates=Path(__file__).parent / "templates",
    panels=PANELS,
    loops=(
        Loop("dispatch", 1.0, dispatch.step),
        Loop("deliver", 1.0, deliver.step),
        Loop("overdue", overdue.SECONDS, overdue.Overdue().step),
        Loop("settle", 60.0, settle.step),
    ),
)
