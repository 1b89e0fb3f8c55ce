"""What happens when a real part that a test needs is not on this machine: skipped by hand, failed in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(what: str, how: str) -> NoReturn:
    """Skip the asking test with a plain sentence; with `CI=true` fail, because there nothing may be skipped."""
    not_run(f"{what} is missing. Install it with: {how}")


def not_run(message: str) -> NoReturn:
    """Skip the asking test by hand, saying why; with `CI=true` fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
