"""Fixtures of these tests: a receipt that was signed."""

from __future__ import annotations

import pytest

from services.runtime.vault.receipts import Signer, file_text
from tests.runtime.vault.receipts import ISSUER, WHAT, _line


@pytest.fixture
def signing() -> Signer:
    return Signer([bytes([7]) * 32], ISSUER)


@pytest.fixture
def issued(signing: Signer) -> bytes:
    return file_text(signing.issue(_line(), WHAT, demonstration=False))
