"""Signed receipts: what was handed in and when, checked by anybody with the public key, without the server or its database."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.runtime.language.dates import instant
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain
from services.runtime.settings import Settings
from services.runtime.vault.master_key import read_or_make_key

FORMAT = "utvag-receipt-1"
ALGORITHM = "Ed25519"
_KEY_ID = 16
HEX_KEY = re.compile(r"^[0-9a-f]{64}$")
FROM_LINE = (
    "type",
    "log",
    "position",
    "subject",
    "occurred",
    "arrived",
    "received",
    "teller",
    "attested_by",
    "origin",
)
"""Fields of the fact that stand again at the receipt's top, for people."""


def canonical(value: object) -> bytes:
    """Write JSON in the one form that is signed and hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def file_text(receipt: Mapping[str, Any]) -> bytes:
    """Write a receipt as its file: sorted keys, two spaces of indentation, UTF-8, one newline at the end."""
    return (json.dumps(receipt, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def fingerprint_of(line: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a fact's canonical line, as the exported log holds it, in hex."""
    return hashlib.sha256(canonical(line)).hexdigest()


def raw(key: Ed25519PublicKey) -> bytes:
    """Give a public key's 32 bytes."""
    return key.public_bytes_raw()


def key_id(key: Ed25519PublicKey) -> str:
    """Give a public key's id: the first 16 hexadecimal characters of its SHA-256."""
    return hashlib.sha256(raw(key)).hexdigest()[:_KEY_ID]


def seconds(at: datetime) -> Words:
    """Write an instant to the second, as receipts write it."""
    return Words(sv=instant(at, seconds=True), en=instant(at, "en", seconds=True))


def proof(receipt: Mapping[str, Any]) -> list[tuple[Words, Words]]:
    """Give what a page shows of a receipt for whoever wants to check it."""
    rows = (
        (Words(sv="Kom in", en="Came in"), seconds(datetime.fromisoformat(receipt["arrived"]))),
        (Words(sv="Infört i loggen", en="Entered in the log"), seconds(datetime.fromisoformat(receipt["received"]))),
        (Words(sv="Plats i loggen", en="Position in the log"), plain(f"{receipt['log']} {receipt['position']}")),
        (Words(sv="Fingeravtryck (SHA-256)", en="Fingerprint (SHA-256)"), plain(receipt["fingerprint"])),
        (Words(sv="Signatur (Ed25519)", en="Signature (Ed25519)"), plain(receipt["signature"])),
        (Words(sv="Nyckel", en="Key"), plain(receipt["key"])),
    )
    return list(rows)


def file_name(number: str) -> str:
    """Give the name of a receipt's file; it tells nothing about anybody."""
    return f"kvittens-{number}.json"


class Signer:
    """Signs receipts with the newest of its keys; the older ones are still published, so that old receipts can be checked."""

    def __init__(self, seeds: Sequence[bytes], issuer: str) -> None:
        if not seeds:
            raise ValueError("a signer needs a key")
        self._keys = [Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds]
        self.issuer = issuer

    @property
    def public_keys(self) -> list[Ed25519PublicKey]:
        """Give the public keys, the one that signs last."""
        return [key.public_key() for key in self._keys]

    @property
    def key(self) -> str:
        """Give the id of the key that signs."""
        return key_id(self.public_keys[-1])

    def published(self) -> dict[str, Any]:
        """Give what `/receipts/key` serves."""
        keys = [
            {"algorithm": ALGORITHM, "key": key_id(key), "public": raw(key).hex()} for key in reversed(self.public_keys)
        ]
        return {"format": FORMAT, "issuer": self.issuer, "keys": keys}

    def issue(self, line: Mapping[str, Any], what: Words, *, demonstration: bool) -> dict[str, Any]:
        """Make the receipt of a fact from its line in the log. The same line always gives the same receipt."""
        shown = {name: line.get(name) for name in FROM_LINE}
        unsigned = {
            **shown,
            "format": FORMAT,
            "number": short("U", UUID(line["id"])),
            "what": {"sv": what.sv, "en": what.en},
            "period": line["data"].get("period"),
            "fact": line["id"],
            "line": dict(line),
            "fingerprint": fingerprint_of(line),
            "issuer": self.issuer,
            "demonstration": demonstration,
            "key": self.key,
            "algorithm": ALGORITHM,
        }
        return {**unsigned, "signature": self._keys[-1].sign(canonical(unsigned)).hex()}


def signer(settings: Settings) -> Signer:
    """Read the keys that sign receipts, one in hex a line with the newest last; made at first use in the data folder.

    Raises ValueError when the file cannot be read or holds something else.
    """
    lines = read_or_make_key(settings.receipt_key, settings.data / "receipt.key", "UTVAG_RECEIPT_KEY").split()
    if not lines or not all(HEX_KEY.match(line) for line in lines):
        raise ValueError("the file of UTVAG_RECEIPT_KEY must hold lines of 32 bytes in hex: 64 characters each")
    return Signer([bytes.fromhex(line) for line in lines], settings.public_address or settings.mail_domain)
