"""Signed receipts: what came in and when, checked by anybody with the public key, without the server or its database."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.runtime.language.dates import instant
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain
from services.runtime.settings import Settings
from services.runtime.vault.vault import read_or_make_key

FORMAT = "utvag-receipt-1"
ALGORITHM = "Ed25519"
_KEY_ID = 16
_HEX_KEY = re.compile(r"^[0-9a-f]{64}$")
_FROM_LINE = (
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
_FIELDS = {
    *_FROM_LINE, "format", "number", "what", "period", "fact", "line", "fingerprint", "issuer", "demonstration",
    "key", "algorithm", "signature",
}  # fmt: skip


class Changed(ValueError):
    """The file is not a receipt as it was issued; `words` say what is wrong."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class CannotCheck(LookupError):
    """The receipt cannot be checked with what is at hand, mostly for want of its key; `words` say what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True)
class Receipt:
    """A receipt that was checked, in the form people read."""

    number: str
    what: Words
    arrived: datetime
    received: datetime
    attested: bool
    demonstration: bool
    issuer: str
    log: str
    position: int
    fingerprint: str


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
    """Write an instant to the second, as receipts tell it."""
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
        shown = {name: line.get(name) for name in _FROM_LINE}
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
    if not lines or not all(_HEX_KEY.match(line) for line in lines):
        raise ValueError("the file of UTVAG_RECEIPT_KEY must hold lines of 32 bytes in hex: 64 characters each")
    return Signer([bytes.fromhex(line) for line in lines], settings.public_address or settings.mail_domain)


def read_public_keys(text: str) -> list[Ed25519PublicKey]:
    """Read public keys: 64 hexadecimal characters, or what `/receipts/key` served. Raises ValueError."""
    served = text.lstrip().startswith("{")
    found = [str(each["public"]) for each in json.loads(text)["keys"]] if served else text.lower().split()
    if not found or not all(_HEX_KEY.match(each) for each in found):
        raise ValueError("a public key is 64 hexadecimal characters")
    return [Ed25519PublicKey.from_public_bytes(bytes.fromhex(each)) for each in found]


def check(text: bytes, keys: Iterable[Ed25519PublicKey]) -> Receipt:
    """Check a receipt's file. Raises Changed when a byte differs from what was issued, CannotCheck when its key is not at hand."""
    receipt = _read(text)
    known = {key_id(key): key for key in keys}
    key = known.get(str(receipt["key"]))
    if key is None:
        if any(_signed_by(key, {**receipt, "key": name}) for name, key in known.items()):
            raise Changed(Words(sv="Nyckelns beteckning är ändrad.", en="The key's id was changed."))
        raise CannotCheck(_unknown(str(receipt["key"]), str(receipt["issuer"])))
    if not _signed_by(key, receipt):
        raise Changed(_what_differs(receipt))
    if text != file_text(receipt):
        raise Changed(
            Words(
                sv="Innehållet är signerat, men filen är skriven om: blanksteg eller radslut skiljer. Ladda ner den igen.",
                en="The content is signed, but the file was written anew: spaces or line ends differ. Download it again.",
            )
        )
    return _receipt(receipt)


def _read(text: bytes) -> dict[str, Any]:
    try:
        receipt = json.loads(text)
    except ValueError as wrong:
        raise Changed(Words(sv="Filen går inte att läsa som JSON.", en="The file cannot be read as JSON.")) from wrong
    if not isinstance(receipt, dict) or receipt.get("format") != FORMAT:
        raise Changed(Words(sv=f"Filen är ingen kvittens av slaget {FORMAT}.", en=f"The file is no {FORMAT} receipt."))
    missing = ", ".join(sorted(_FIELDS - set(receipt)) or sorted(set(receipt) - _FIELDS))
    if missing:
        raise Changed(
            Words(sv=f"Fält saknas eller är främmande: {missing}.", en=f"Fields missing or unknown: {missing}.")
        )
    return receipt


def _signed_by(key: Ed25519PublicKey, receipt: Mapping[str, Any]) -> bool:
    unsigned = {name: value for name, value in receipt.items() if name != "signature"}
    try:
        signature = bytes.fromhex(receipt["signature"])
        key.verify(signature, canonical(unsigned))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return signature.hex() == str(receipt["signature"])


def _what_differs(receipt: Mapping[str, Any]) -> Words:
    line = receipt["line"]
    if not isinstance(line, dict) or receipt["fingerprint"] != fingerprint_of(line):
        return Words(
            sv="Fingeravtrycket stämmer inte med det som kom in.", en="The fingerprint does not fit what came in."
        )
    odd = [name for name in _FROM_LINE if receipt[name] != line.get(name)]
    odd += ["fact"] if receipt["fact"] != line.get("id") else []
    odd += ["number"] if receipt["number"] != _number(line) else []
    if odd:
        names = ", ".join(odd)
        return Words(sv=f"Uppgiften är ändrad: {names}.", en=f"Changed: {names}.")
    return Words(sv="Signaturen stämmer inte med innehållet.", en="The signature does not fit the content.")


def _number(line: Mapping[str, Any]) -> str | None:
    try:
        return short("U", UUID(str(line.get("id"))))
    except ValueError:
        return None


def _unknown(key: str, issuer: str) -> Words:
    address = f"{issuer}/receipts/key" if "://" in issuer else "/receipts/key"
    return Words(
        sv=f"Kvittensen är signerad med nyckeln {key}, som inte finns här. Hämta utfärdarens nycklar på {address} och "
        "kör igen med --key FIL.",
        en=f"The receipt is signed with the key {key}, which is not at hand. Fetch the issuer's keys at {address} and "
        "run again with --key FILE.",
    )


def _receipt(receipt: Mapping[str, Any]) -> Receipt:
    return Receipt(
        number=receipt["number"],
        what=Words(**receipt["what"]),
        arrived=datetime.fromisoformat(receipt["arrived"]),
        received=datetime.fromisoformat(receipt["received"]),
        attested=receipt["attested_by"] is not None,
        demonstration=receipt["demonstration"],
        issuer=receipt["issuer"],
        log=receipt["log"],
        position=receipt["position"],
        fingerprint=receipt["fingerprint"],
    )
