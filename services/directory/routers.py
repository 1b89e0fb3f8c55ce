"""The pages of directory."""

from services.directory.attestations import pages as attest
from services.directory.attestations import receipt_pages as receipts
from services.directory.contracts import pages as contracts
from services.directory.corrections import pages as corrections
from services.directory.imports import pages as imports
from services.directory.information import pages as information
from services.directory.interruptions import pages as interruptions
from services.directory.organisations import correction_pages as provider_corrections
from services.directory.organisations import pages as providers
from services.directory.people import account_pages as account
from services.directory.people import pages as people_pages
from services.directory.people import sign_in_pages
from services.directory.permits import fact_pages as register_facts
from services.directory.permits import pages as permits
from services.directory.register import pages as register
from services.directory.voiding import pages as parked

_ATTESTING = (
    attest.router,
    information.router,
    corrections.router,
    interruptions.router,
    receipts.router,
    parked.router,
)
ROUTERS = (
    account.router,
    sign_in_pages.router,
    people_pages.router,
    providers.router,
    register.router,
    permits.router,
    register_facts.router,
    provider_corrections.router,
    contracts.router,
    imports.router,
    *_ATTESTING,
)
