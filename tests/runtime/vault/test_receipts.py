"""Signed receipts: the same line gives the same receipt, a changed byte anywhere is refused, the command says so in words."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.envelope import Event
from services.runtime.language.identifiers import derived, short
from services.runtime.settings import Settings
from services.runtime.vault.receipt_check import CannotCheck, Changed, check, read_public_keys
from services.runtime.vault.receipts import Signer, file_text, signer
from tests.runtime.vault.receipts import ISSUER, WHAT, _line


def test_a_receipt_tells_what_came_in_when_and_is_the_same_each_time(signing: Signer, issued: bytes) -> None:
    receipt = check(issued, signing.public_keys)
    assert receipt.number == short("U", derived("test", "fact"))
    assert receipt.what == WHAT
    assert receipt.arrived == datetime(2026, 11, 6, 9, 12, tzinfo=UTC)
    assert (receipt.log, receipt.position) == ("referral", 41)
    assert issued == file_text(signing.issue(_line(), WHAT, demonstration=False))


def test_the_fingerprint_is_that_of_the_line_in_the_exported_log(issued: bytes) -> None:
    receipt = json.loads(issued)
    text = Event.from_line(receipt["line"]).text()
    assert receipt["fingerprint"] == hashlib.sha256(text.encode()).hexdigest()


def test_a_changed_byte_anywhere_is_refused(signing: Signer, issued: bytes) -> None:
    keys = signing.public_keys
    for place in range(len(issued)):
        for other in (issued[place] ^ 1, issued[place] ^ 32, ord("0"), ord(" ")):
            if other == issued[place]:
                continue
            with pytest.raises(Changed):
                check(issued[:place] + bytes([other]) + issued[place + 1 :], keys)


@pytest.mark.parametrize("cut", [b"", b"{}", b"[]", b"null", b"\xff", b'{"format": "utvag-receipt-1"}'])
def test_what_is_no_receipt_is_refused(signing: Signer, cut: bytes) -> None:
    with pytest.raises(Changed):
        check(cut, signing.public_keys)


def test_a_byte_more_or_less_is_refused(signing: Signer, issued: bytes) -> None:
    for changed in (issued + b"\n", issued[:-1], issued.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + issued):
        with pytest.raises(Changed):
            check(changed, signing.public_keys)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("arrived", "2026-11-05T09:12:00.000000Z", "arrived"),
        ("position", 40, "position"),
        ("number", "U-2222", "number"),
        ("fingerprint", "0" * 64, "fingerprint"),
        ("issuer", "https://else.example", "signature"),
        ("signature", "0" * 128, "signature"),
        ("signature", 5, "signature"),
        ("line", "no line", "fingerprint"),
    ],
)
def test_it_says_what_was_changed(signing: Signer, issued: bytes, field: str, value: object, said: str) -> None:
    with pytest.raises(Changed, match=said):
        check(file_text({**json.loads(issued), field: value}), signing.public_keys)


def test_another_installations_receipt_asks_for_its_key(signing: Signer) -> None:
    other = Signer([bytes([8]) * 32], "https://other.example")
    with pytest.raises(CannotCheck, match=r"https://other\.example/receipts/key"):
        check(file_text(other.issue(_line(), WHAT, demonstration=False)), signing.public_keys)


def test_a_new_key_signs_and_the_old_one_still_checks(issued: bytes) -> None:
    both = Signer([bytes([7]) * 32, bytes([9]) * 32], ISSUER)
    assert check(issued, both.public_keys).issuer == ISSUER
    newest = both.issue(_line(), WHAT, demonstration=False)
    assert newest["key"] == both.published()["keys"][0]["key"] == both.key
    assert check(file_text(newest), both.public_keys).number


def test_public_keys_are_read_as_served_and_as_hex(signing: Signer) -> None:
    served = json.dumps(signing.published())
    key = signing.public_keys[0].public_bytes_raw()
    for text in (served, key.hex(), key.hex().upper() + "\n"):
        assert [each.public_bytes_raw() for each in read_public_keys(text)] == [key]
    for wrong in ("", "abc", "{}", "zz" * 32):
        with pytest.raises((ValueError, KeyError)):
            read_public_keys(wrong)


def test_the_keys_are_made_at_the_first_start_and_kept(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    made = signer(settings)
    path = tmp_path / "receipt.key"
    assert path.stat().st_mode & 0o077 == 0
    assert signer(settings).key == made.key
    assert made.issuer == settings.mail_domain
    named = tmp_path / "named.key"
    with pytest.raises(ValueError, match="UTVAG_RECEIPT_KEY"):
        signer(Settings(data=tmp_path, receipt_key=named))
    named.write_text("short")
    with pytest.raises(ValueError, match="64 characters"):
        signer(Settings(data=tmp_path, receipt_key=named))
