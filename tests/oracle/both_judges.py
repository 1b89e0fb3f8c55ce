"""Random histories, and what each judge makes of them."""

import os

from tests.provider_audit.speech import local

HISTORIES = int(os.environ.get("UTVAG_ORACLE_HISTORIES", "150"))
PACK = 25
UNTIL = local("2026-12-15 00.00")
