"""The pages of directory."""

from services.directory.pages import (
    account,
    attest,
    contracts,
    imports,
    information,
    interruptions,
    parked,
    permits,
    provider_corrections,
    providers,
    receipts,
    register,
    told,
)

_ATTESTING = (attest.router, information.router, told.router, interruptions.router, receipts.router, parked.router)
ROUTERS = (
    account.router,
    providers.router,
    register.router,
    permits.router,
    provider_corrections.router,
    contracts.router,
    imports.router,
    *_ATTESTING,
)
