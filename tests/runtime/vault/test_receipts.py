"""Signed receipts: the same line gives the same receipt, a changed byte anywhere is refused, the command says so in words."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from typer.testing import CliRunner

from schemas.codes import Origin
from schemas.envelope import Event
from schemas.referral import ReportSubmitted
from services.runtime.language.identifiers import derived, short
from services.runtime.language.words import Words
from services.runtime.settings import Settings
from services.runtime.vault import receipts
from services.runtime.vault.receipt_command import receipt_app
from services.runtime.vault.receipts import CannotCheck, Changed, Signer, check, file_text, read_public_keys, signer

WHAT = Words(sv="Månadsrapporten för oktober 2026", en="The monthly report for October 2026")
ISSUER = "https://utvag.example"


def _line(attested_by: UUID | None = None) -> dict[str, object]:
    at = datetime(2026, 11, 6, 9, 12, tzinfo=UTC)
    fact = ReportSubmitted(board=derived("test", "board"), provider=derived("test", "p"), period="2026-10", attempt=1)
    return Event(
        id=derived("test", "fact"), type=fact.type, log="referral", position=41, subject=derived("test", "placement"),
        sequence=3, occurred=at, arrived=at, received=at.replace(second=1), teller=derived("test", "p"),
        person=derived("test", "manager"), attested_by=attested_by, origin=Origin.PORTAL, fact=fact,
    ).line()  # fmt: skip


@pytest.fixture
def signing() -> Signer:
    return Signer([bytes([7]) * 32], ISSUER)


@pytest.fixture
def issued(signing: Signer) -> bytes:
    return file_text(signing.issue(_line(), WHAT, demonstration=False))


def test_a_receipt_tells_what_came_in_when_and_is_the_same_each_time(signing: Signer, issued: bytes) -> None:
    told = check(issued, signing.public_keys)
    assert told.number == short("U", derived("test", "fact"))
    assert told.what == WHAT
    assert told.arrived == datetime(2026, 11, 6, 9, 12, tzinfo=UTC)
    assert (told.log, told.position) == ("referral", 41)
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


def _verify(*words: str, data: Path) -> tuple[int, str]:
    done = CliRunner().invoke(receipt_app, ["verify", *words], env={"UTVAG_DATA": str(data)})
    return done.exit_code, done.output


def test_the_command_checks_without_server_or_database(signing: Signer, tmp_path: Path) -> None:
    file, key = tmp_path / "kvittens.json", tmp_path / "key.json"
    attested = derived("test", "coordinator")
    file.write_bytes(file_text(signing.issue(_line(attested), WHAT, demonstration=True)))
    key.write_text(json.dumps(signing.published()))
    public = signing.public_keys[0].public_bytes_raw().hex()
    for given in (str(key), public):
        code, said = _verify(str(file), "--key", given, data=tmp_path / "none")
        assert code == 0, said
        assert "Kvittensen är äkta." in said
        assert "Månadsrapporten för oktober 2026 kom in 6 november 2026 kl. 10.12.00" in said
        assert "nämnden har intygat tiden" in said
        assert "Demonstration" in said
    assert not (tmp_path / "none").exists()
    code, said = _verify(str(file), "--key", public, "--language", "en", data=tmp_path / "none")
    assert "The receipt is genuine." in said


def test_the_command_refuses_a_changed_byte_with_1(signing: Signer, issued: bytes, tmp_path: Path) -> None:
    file = tmp_path / "kvittens.json"
    file.write_bytes(issued.replace(b"09:12:00", b"09:11:00", 1))
    code, said = _verify(str(file), "--key", signing.public_keys[0].public_bytes_raw().hex(), data=tmp_path)
    assert code == 1
    assert "INTE äkta" in said
    assert "arrived" in said


def test_the_command_says_what_to_do_without_the_key_with_2(issued: bytes, tmp_path: Path) -> None:
    file = tmp_path / "kvittens.json"
    file.write_bytes(issued)
    code, said = _verify(str(tmp_path / "absent"), "--key", "00" * 32, data=tmp_path)
    assert code == 2
    assert "Kontrollera namnet" in said
    for more in ((), ("--key", "11" * 32), ("--key", "no key")):
        code, said = _verify(str(file), *more, data=tmp_path)
        assert code == 2, said
        assert "--key" in said
    (tmp_path / "receipt.key").write_text("short")
    assert _verify(str(file), data=tmp_path)[0] == 2


def test_an_installation_checks_its_own_receipts_without_naming_a_key(tmp_path: Path) -> None:
    own = signer(Settings(data=tmp_path))
    file = tmp_path / "kvittens.json"
    file.write_bytes(file_text(own.issue(_line(), WHAT, demonstration=False)))
    assert _verify(str(file), data=tmp_path)[0] == 0


def test_an_outsider_checks_a_receipt_from_the_document_alone(signing: Signer, issued: bytes) -> None:
    """The five lines of docs/receipts.md, which import nothing of ours."""
    receipt = json.loads(issued)
    signature = bytes.fromhex(receipt.pop("signature"))
    signed = json.dumps(receipt, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    public = bytes.fromhex(signing.published()["keys"][0]["public"])
    Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    assert receipts.key_id(signing.public_keys[0]) == hashlib.sha256(public).hexdigest()[:16] == receipt["key"]
