"""The master key that wraps the keys of persons: read from its file, or made once where there is none."""

import os
import secrets
from pathlib import Path

from services.runtime.settings import Settings

KEY_BYTES = 32


def master_key(settings: Settings) -> bytes:
    """Read the master key, made at first use in the data folder when no file is named.

    Raises ValueError when the file does not hold 32 bytes in hex.
    """
    words = read_or_make_key(settings.vault_key, settings.data / "vault.key", "UTVAG_VAULT_KEY")
    try:
        key = bytes.fromhex(words)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        path = settings.vault_key or settings.data / "vault.key"
        raise ValueError(f"the vault's key file {path} must hold 32 bytes in hex: 64 characters")
    return key


def read_or_make_key(named: Path | None, own: Path, setting: str) -> str:
    """Read a key file: the one named, else our own, which is made at first use. Raises ValueError when it cannot be read."""
    path = named or own
    if named is None and not path.exists():
        _make_key(path)
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise ValueError(f"the key file {path} cannot be read: set {setting} to a file you can read") from wrong


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
