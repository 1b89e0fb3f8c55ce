"""What directory hands to the process that runs it."""

from pathlib import Path

from services.directory.attestations.receipt_pages import RECEIPT_PANELS
from services.directory.routers import ROUTERS
from services.runtime.service import Service

SERVICE = Service(
    name="directory", pages=ROUTERS, templates=Path(__file__).with_name("templates"), panels=RECEIPT_PANELS
)
