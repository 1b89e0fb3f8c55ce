"""The pages of directory."""

from services.directory.pages import account, contracts, imports, providers

ROUTERS = (account.router, providers.router, contracts.router, imports.router)
