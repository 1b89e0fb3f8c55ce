"""Debian's Chromium, driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def chromium_program() -> str:
    """The path of Chromium on this machine; empty when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


@asynccontextmanager
async def browser(home: Path) -> AsyncIterator[Browser]:
    """A headless Chromium that asks nobody outside this machine for anything and keeps its files in `home`."""
    # What it keeps beside its profile (certificates, shader and font caches) must not land in the user's home.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {
        "HOME": str(home)
    }
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium_program(), headless=True, args=list(FLAGS), env=dict(environment)
        )
        try:
            yield started
        finally:
            await started.close()
