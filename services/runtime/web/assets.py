"""Style sheets and scripts: our own, and the few files served from packages; each address changes with its content."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).resolve().parents[1] / "static"
PACKAGED = {
    "fkui.css": ("@fkui/design/lib/fkui.min.css", "text/css"),
    "fkui-theme.css": ("@fkui/theme-default/dist/theme-light.css", "text/css"),
}
_KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}


@dataclass(frozen=True)
class Asset:
    """A file ready to send: its bytes, packed and plain, and its kind."""

    kind: str
    plain: bytes
    packed: bytes


def check_assets(folder: Path) -> None:
    """Raise FileNotFoundError, saying what to do, when a packaged file is not there."""
    for path, _ in PACKAGED.values():
        if not (folder / "node_modules" / path).is_file():
            raise FileNotFoundError(
                f"the portal's style sheet {path} is not in {folder}: run `make run` once, or set UTVAG_ASSETS"
            )


@cache
def _read(path: Path, kind: str) -> Asset:
    plain = path.read_bytes()
    return Asset(kind, plain, gzip.compress(plain, 9, mtime=0))


@cache
def address_of(name: str) -> str:
    """Give the address of one of our own files, with its fingerprint."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def own_file(request: Request, name: str) -> Response | None:
    """Give one of our own files, None when there is none of that name."""
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file() or path.suffix not in _KINDS:
        return None
    return _sent(request, _read(path, _KINDS[path.suffix]))


def packaged_file(request: Request, folder: Path, name: str) -> Response | None:
    """Give one of the files listed in PACKAGED, None for any other name."""
    if name not in PACKAGED:
        return None
    path, kind = PACKAGED[name]
    return _sent(request, _read(folder / "node_modules" / path, kind))


def _sent(request: Request, asset: Asset) -> Response:
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.kind, headers={**_FOR_EVER, "content-encoding": "gzip"})
    return Response(asset.plain, media_type=asset.kind, headers=_FOR_EVER)
