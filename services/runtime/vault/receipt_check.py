"""A receipt's file checked: whether it is as it was issued, and if not, what was changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.runtime.language.identifiers import short
from services.runtime.language.words import Words
from services.runtime.vault.receipts import FORMAT, FROM_LINE, HEX_KEY, canonical, file_text, fingerprint_of, key_id

_FIELDS = {
    *FROM_LINE, "format", "number", "what", "period", "fact", "line", "fingerprint", "issuer", "demonstration",
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


def read_public_keys(text: str) -> list[Ed25519PublicKey]:
    """Read public keys: 64 hexadecimal characters, or what `/receipts/key` served. Raises ValueError."""
    served = text.lstrip().startswith("{")
    found = [str(each["public"]) for each in json.loads(text)["keys"]] if served else text.lower().split()
    if not found or not all(HEX_KEY.match(each) for each in found):
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
    odd = [name for name in FROM_LINE if receipt[name] != line.get(name)]
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
