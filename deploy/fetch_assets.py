"""Fetch the style sheets that the portal serves: the packages that package-lock.json holds, each checked by its hash.

`python deploy/fetch_assets.py FOLDER` unpacks them below FOLDER/node_modules; with a second word, those of another lock file.
They come from the npm registry, or from the one that
`npm_config_registry` names; what does not have the hash of the lock file is refused.
"""

import base64
import hashlib
import hmac
import io
import json
import os
import shutil
import sys
import tarfile
import time
import urllib.error
import urllib.request
from pathlib import Path

LOCK = Path(__file__).with_name("assets") / "package-lock.json"
REGISTRY = "https://registry.npmjs.org"
TRIES, SECONDS = 4, 60


def fetch(url: str) -> bytes:
    """Fetch a file over HTTPS; a failing connection is tried again."""
    for nth in range(TRIES):
        try:
            with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - https, as checked by main
                return bytes(answer.read())
        except (urllib.error.URLError, TimeoutError, ConnectionError) as failed:
            if nth + 1 == TRIES or (isinstance(failed, urllib.error.HTTPError) and failed.code < 500):  # noqa: PLR2004
                sys.exit(f"Set-up stopped: {url} could not be fetched: {failed}")
            time.sleep(2**nth)
    raise AssertionError


def unpack(archive: bytes, folder: Path) -> None:
    """Replace a folder by what an npm package holds below its first folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed:
            _, _, member.name = member.name.partition("/")
            if member.name:
                packed.extract(member, folder, filter="data")


def main(target: str, lock: Path = LOCK) -> None:
    """Fetch every package of the lock file."""
    registry = os.environ.get("npm_config_registry", REGISTRY).rstrip("/")  # noqa: SIM112 - npm's own name for it
    if not registry.startswith("https://"):
        sys.exit(f"Set-up stopped: npm_config_registry must begin with https://, not {registry[:8]}…")
    for path, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if not name:
            continue
        archive = fetch(f"{registry}/{name}/-/{name.rpartition('/')[2]}-{package['version']}.tgz")
        kind, _, wanted = package["integrity"].partition("-")
        found = base64.b64encode(hashlib.new(kind, archive).digest()).decode()
        if not hmac.compare_digest(found, wanted):
            sys.exit(
                f"Set-up stopped: {name} {package['version']} is not what package-lock.json holds. Nothing was unpacked."
            )
        unpack(archive, Path(target) / path)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:3]))
