"""The audit as the processes run it: what it hears, how it judges, its pages."""

from pathlib import Path

from services.provider_audit.pages import rules
from services.provider_audit.pages.board import compliance, counting
from services.provider_audit.pages.findings import finding, lists, reply
from services.provider_audit.pages.panels.panels import PANELS
from services.provider_audit.pages.panels.receipt_panel import RECEIPT_PANELS
from services.provider_audit.pages.performance import measures, performance
from services.provider_audit.storage import judged_again
from services.provider_audit.storage.handlers import Judge
from services.runtime.service import Loop, Service

SERVICE = Service(
    name="provider_audit",
    consumes=("directory", "referral"),
    order="time",
    stages=Judge,
    retry=judged_again.retry,
    pages=(
        compliance.router,
        lists.router,
        reply.router,
        finding.router,
        rules.router,
        performance.router,
        measures.router,
    ),
    templates=Path(__file__).with_name("templates"),
    loops=(Loop("judge again", 2.0, judged_again.step), Loop("count duties", counting.SECONDS, counting.step)),
    panels=(*PANELS, *RECEIPT_PANELS),
)
