"""The web application: every service's pages inside one frame."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from fastapi import FastAPI
from starlette.routing import BaseRoute

from services.runtime.database.pool import Database
from services.runtime.language.words import Language
from services.runtime.oidc.discovery import IdentityProviders
from services.runtime.oidc.providers_file import read_providers
from services.runtime.service import Panel, Service
from services.runtime.settings import Settings
from services.runtime.vault.master_key import master_key
from services.runtime.vault.receipts import signer
from services.runtime.vault.vault import Vault
from services.runtime.web.assets import check_assets
from services.runtime.web.health import Health, Metrics, watching
from services.runtime.web.middleware.access_log import AccessLog
from services.runtime.web.middleware.portal import PortalMiddleware
from services.runtime.web.page.drafts import Drafts
from services.runtime.web.page.drawing import environment
from services.runtime.web.page.flow import flow
from services.runtime.web.page.menu import paths_taking
from services.runtime.web.page.own_pages import files, own
from services.runtime.web.page.refusals import install
from services.runtime.web.request.viewer import Identify
from services.runtime.web.write_probe import WriteProbe

Reach = Callable[[UUID, str, Language], Awaitable[None]]


def create_app(
    settings: Settings,
    database: Database,
    services: Sequence[Service],
    identify: Identify,
    *,
    health: Health | None = None,
    metrics: Metrics | None = None,
    reach: Reach | None = None,
) -> FastAPI:
    """Make the portal of these services; `identify` gives the viewer of a session at every request.

    `reach` keeps the mail address of somebody who has just been let in.

    Raises FileNotFoundError when the style sheets have not been fetched, ValueError when the vault's key is wrong.
    """
    check_assets(settings.assets)
    app = FastAPI(title="Utväg", openapi_url=None, docs_url=None, redoc_url=None)
    routers = (files, watching, own, flow, *(router for service in services for router in service.pages))
    routes: list[BaseRoute] = [route for router in routers for route in router.routes]
    for router in routers:
        app.include_router(router)
    app.state.settings, app.state.database, app.state.identify = settings, database, identify
    app.state.health, app.state.metrics, app.state.services = health, metrics, tuple(services)
    app.state.watch_only, app.state.write_probe = False, WriteProbe(database)
    app.state.identity_providers, app.state.reach = IdentityProviders(read_providers(settings.oidc)), reach
    app.state.vault = Vault(master_key(settings))
    app.state.signer = signer(settings)
    app.state.drafts = Drafts(app.state.vault)
    app.state.templates = environment(tuple(service.templates for service in services if service.templates))
    app.state.panels = _by_slot(services)
    app.state.page_routes = routes
    app.state.paths_to_open = paths_taking("GET", routes)
    app.state.paths_to_send = paths_taking("POST", routes)
    install(app)
    app.add_middleware(PortalMiddleware, database=database, settings=settings)
    app.add_middleware(AccessLog)
    return app


def create_watch_app(settings: Settings, database: Database, health: Health, metrics: Metrics) -> FastAPI:
    """Make what answers at the watchers' own address: health and metrics, without pages, sessions or files."""
    app = FastAPI(title="Utväg", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(watching)
    app.state.settings, app.state.write_probe = settings, WriteProbe(database)
    app.state.health, app.state.metrics, app.state.watch_only = health, metrics, True
    return app


def _by_slot(services: Sequence[Service]) -> dict[str, list[Panel]]:
    slots: dict[str, list[Panel]] = defaultdict(list)
    for service in services:
        for panel in service.panels:
            slots[panel.slot].append(panel)
    return slots
