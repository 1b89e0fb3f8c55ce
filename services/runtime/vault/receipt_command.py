"""`utvag receipt`: check a receipt offline, with the issuer's public key and nothing else."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.console import Console

from services.runtime.language.dates import instant
from services.runtime.language.words import Words, plain
from services.runtime.settings import Settings
from services.runtime.vault import receipt_check, receipts
from services.runtime.vault.receipt_check import CannotCheck, Changed, Receipt

receipt_app = typer.Typer(help="Receipts of what was handed in.", no_args_is_help=True)
_SAY = Console(highlight=False, soft_wrap=True)
CHANGED, NOT_CHECKED = 1, 2


@receipt_app.callback()
def whole() -> None:
    """Receipts of what was handed in."""


@receipt_app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="the receipt, as downloaded")],
    key: Annotated[
        str | None,
        typer.Option(help="the issuer's public key: a file from /receipts/key, or 64 hexadecimal characters"),
    ] = None,
    language: Annotated[Literal["sv", "en"], typer.Option(help="sv or en")] = "sv",
) -> None:
    """Say whether a receipt is genuine, and what came in when. Ends with 0, with 1 when changed, with 2 without its key."""
    try:
        checked = receipt_check.check(_content(file), _keys(key))
    except Changed as wrong:
        _say(Words(sv="Kvittensen är INTE äkta. ", en="The receipt is NOT genuine. ") + wrong.words, language)
        raise typer.Exit(CHANGED) from wrong
    except CannotCheck as wrong:
        _say(Words(sv="Kvittensen kan inte prövas. ", en="The receipt cannot be checked. ") + wrong.words, language)
        raise typer.Exit(NOT_CHECKED) from wrong
    for words in sentences(checked):
        _say(words, language)


def _say(words: Words, language: str) -> None:
    _SAY.print(words.pick(language), markup=False)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        raise CannotCheck(
            Words(
                sv=f"Filen {file} går inte att läsa. Kontrollera namnet.",
                en=f"The file {file} cannot be read. Check its name.",
            )
        ) from wrong


def _keys(given: str | None) -> list[Ed25519PublicKey]:
    """Give the keys to check with: those named, else those of this machine's own installation, if it has any."""
    if given is None:
        settings = Settings()
        own = settings.receipt_key or settings.data / "receipt.key"
        try:
            return receipts.signer(settings).public_keys if own.is_file() else []
        except ValueError as wrong:
            wrong_key = Words(
                sv="Den här maskinens egen nyckelfil är fel: ", en="This machine's own key file is wrong: "
            )
            raise CannotCheck(wrong_key + plain(f"{wrong}. --key")) from wrong
    try:
        path = Path(given)
        return receipt_check.read_public_keys(path.read_text(encoding="utf-8") if path.is_file() else given)
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise CannotCheck(
            Words(
                sv="--key är varken en fil från /receipts/key eller 64 hexadecimala tecken. Hämta nyckeln igen.",
                en="--key is neither a file from /receipts/key nor 64 hexadecimal characters. Fetch the key again.",
            )
        ) from wrong


def sentences(receipt: Receipt) -> list[Words]:
    """Say what a genuine receipt proves."""
    at, kept = receipt.arrived, receipt.received
    lines = [
        Words(sv="Kvittensen är äkta.", en="The receipt is genuine."),
        Words(
            sv=f"{receipt.what.sv} kom in {instant(at, seconds=True)}. Kvittens {receipt.number}.",
            en=f"{receipt.what.en} came in {instant(at, 'en', seconds=True)}. Receipt {receipt.number}.",
        ),
        Words(
            sv=f"Infört {instant(kept, seconds=True)} i loggen {receipt.log}, plats {receipt.position}.",
            en=f"Entered {instant(kept, 'en', seconds=True)} in the log {receipt.log}, position {receipt.position}.",
        ),
        Words(sv=f"Fingeravtryck {receipt.fingerprint}.", en=f"Fingerprint {receipt.fingerprint}."),
        Words(sv=f"Utfärdad av {receipt.issuer}.", en=f"Issued by {receipt.issuer}."),
    ]
    if receipt.attested:
        lines.insert(
            2,
            Words(
                sv="Kom per telefon eller på papper; nämnden har intygat tiden.",
                en="Came by phone or on paper; the board attested the time.",
            ),
        )
    if receipt.demonstration:
        lines.append(
            Words(
                sv="Demonstration: alla utförare och ärenden är påhittade.",
                en="Demonstration: every provider and case is invented.",
            )
        )
    return lines
