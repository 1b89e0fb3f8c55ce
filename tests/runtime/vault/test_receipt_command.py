"""The command that checks a receipt: without server or database, and what it says of each fault."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from typer.testing import CliRunner

from services.runtime.language.identifiers import derived
from services.runtime.settings import Settings
from services.runtime.vault import receipts
from services.runtime.vault.receipt_command import receipt_app
from services.runtime.vault.receipts import Signer, file_text, signer
from tests.runtime.vault.receipts import WHAT, _line


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
