"""What is wrong with the settings themselves, before anything is tried: `utvag check` and every start say the same sentences."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from services.runtime.oidc.providers_file import read_providers
from services.runtime.process.environment import Problem
from services.runtime.settings import Settings
from services.runtime.vault.master_key import master_key
from services.runtime.vault.receipts import signer
from services.runtime.web.assets import check_assets
from services.runtime.web.middleware.connections import listening


def configuration(settings: Settings) -> list[Problem]:
    """Find what is wrong with the settings themselves; files are looked at, no server is asked."""
    return [
        *_database(settings),
        *_kafka(settings),
        *_files(settings),
        *_mail(settings),
        *_portal(settings),
        *_sign_in(settings),
    ]


def _database(settings: Settings) -> Iterable[Problem]:
    if settings.database is None:
        yield from _data_folder(settings.data)
    elif not _is_postgresql(settings.database.get_secret_value()):
        yield Problem("UTVAG_DATABASE is no PostgreSQL address", "Write postgresql://user:password@host:port/name")


def _is_postgresql(address: str) -> bool:
    with contextlib.suppress(Exception):
        return make_url(address).drivername.split("+")[0] in ("postgresql", "postgres") and bool(make_url(address).host)
    return False


def _data_folder(folder: Path) -> Iterable[Problem]:
    """The folder, or the nearest one above it that exists, must be a folder of ours to write in."""
    at = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    if not at.is_dir():
        yield Problem(f"UTVAG_DATA: {at} is no folder", "Name a folder")
    elif not os.access(at, os.W_OK | os.X_OK):
        yield Problem(f"UTVAG_DATA: this user may not write in {at}", "Name a folder that this user may write in")


def _kafka(settings: Settings) -> Iterable[Problem]:
    for address in (settings.kafka or "").split(",") if settings.kafka is not None else []:
        if not is_address(address):
            yield Problem(f"UTVAG_KAFKA: {address!r} is no address", "Write host:port, several with commas")
    if settings.kafka_security.startswith("SASL") and not (settings.kafka_user and settings.kafka_password):
        yield Problem("UTVAG_KAFKA_SECURITY asks for a user", "Set UTVAG_KAFKA_USER and UTVAG_KAFKA_PASSWORD")


def is_address(text: str) -> bool:
    """Tell whether a text is host:port."""
    host, _, port = text.rpartition(":")
    return bool(host) and port.isascii() and port.isdigit() and 0 < int(port) <= 65_535  # noqa: PLR2004 - the highest port


def _files(settings: Settings) -> Iterable[Problem]:
    missing = set()
    for name, path in (
        ("UTVAG_KAFKA_CA", settings.kafka_ca),
        ("UTVAG_VAULT_KEY", settings.vault_key),
        ("UTVAG_RECEIPT_KEY", settings.receipt_key),
    ):
        if path is not None and not path.is_file():
            missing.add(name)
            yield Problem(f"{name}: there is no file {path}", "Name a file that this user may read")
    for name, path, read in (
        ("UTVAG_VAULT_KEY", settings.vault_key or settings.data / "vault.key", master_key),
        ("UTVAG_RECEIPT_KEY", settings.receipt_key or settings.data / "receipt.key", signer),
    ):
        if name not in missing and path.exists():
            try:
                read(settings)
            except ValueError as wrong:
                yield Problem(f"{name}: {wrong}", "Name a file with such a key, or bring the right one back")
    try:
        check_assets(settings.assets)
    except FileNotFoundError as wrong:
        yield Problem(f"UTVAG_ASSETS: {wrong}", "The portal cannot be shown without it")


def _mail(settings: Settings) -> Iterable[Problem]:
    if settings.smtp is not None and not is_address(settings.smtp):
        yield Problem("UTVAG_SMTP is no address", "Write host:port, such as mail.example.org:587")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        yield Problem("UTVAG_SMTP_USER and UTVAG_SMTP_PASSWORD go together", "Set both or neither")
    try:
        Address(addr_spec=settings.mail_from)
    except ValueError:
        yield Problem("UTVAG_MAIL_FROM is no mail address", "Write name@example.org")
    if settings.smtp is not None and settings.mail_from.endswith(".invalid"):
        yield Problem("UTVAG_MAIL_FROM is not set, and no server takes mail from nobody", "Set the sender's address")


def _portal(settings: Settings) -> Iterable[Problem]:
    public = settings.public_address
    if public is None and not settings.on_loopback:
        what = f"UTVAG_HOST is {settings.host}, and no name of the portal is known under which others may reach it"
        yield Problem(what, "Set UTVAG_PUBLIC_ADDRESS to https://…")
    if public is not None and (urlsplit(public).scheme not in ("http", "https") or not urlsplit(public).hostname):
        yield Problem("UTVAG_PUBLIC_ADDRESS is no address", "Write https://utvag.example.org")


def _sign_in(settings: Settings) -> Iterable[Problem]:
    try:
        read_providers(settings.oidc)
    except ValueError as wrong:
        yield Problem(f"UTVAG_OIDC: {wrong}", "Put it right; docs/operations.md shows such a file")
    if settings.oidc is not None and urlsplit(settings.public_address or "https://").scheme != "https":
        yield Problem("UTVAG_PUBLIC_ADDRESS is not https, and people sign in there", "Set it to https://…")


def port_taken(settings: Settings) -> list[Problem]:
    """Find whether another program has the portal's port, or the watchers'."""
    wanted = [(settings.host, settings.port, "UTVAG_HOST and UTVAG_PORT")]
    if settings.watch is not None:
        host, _, port = settings.watch.rpartition(":")
        wanted.append((host.strip("[]"), int(port), "UTVAG_WATCH"))
    problems = []
    for name, number, setting in wanted:
        try:
            listening(name, number, setting).close()
        except ValueError as wrong:
            what, _, do = str(wrong).partition(". ")
            problems.append(Problem(what, f"{do}; where Utväg itself runs there, all is well"))
    return problems
