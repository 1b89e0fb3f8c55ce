"""A wheel built from the tree and installed into an empty environment that knows nothing of the clone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.parts.absent import absent
from tests.parts.code import ROOT
from tests.parts.installed import Installed

UV = ROOT / ".tools" / "venv" / "bin" / "uv"


@pytest.fixture(scope="session")
def installed(session_folder: Path) -> Installed:
    """Utväg as whoever has nothing but the wheel has it: its packages are those of uv.lock, from what the set-up has fetched."""
    if not UV.exists():
        absent("uv, which builds the wheel,", "make .stamps/tools")
    folder, venv = session_folder / "wheel", session_folder / "installed"
    _uv("build", "--wheel", "--out-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    _uv("venv", "--python", "3.11", str(venv))
    _uv("sync", "--frozen", "--no-default-groups", "--extra", "embedded", "--no-install-project", into=venv)
    _uv("pip", "install", "--no-deps", "--python", str(venv / "bin" / "python"), str(wheel))
    _uv("pip", "check", "--python", str(venv / "bin" / "python"))
    return Installed(wheel, venv, session_folder)


def _uv(*words: str, into: Path | None = None) -> None:
    here = {**os.environ, "UV_CACHE_DIR": str(ROOT / ".tools" / "cache"), "UV_PYTHON_DOWNLOADS": "never"}
    here.pop("VIRTUAL_ENV", None)
    if into is not None:
        here["UV_PROJECT_ENVIRONMENT"] = str(into)
    done = subprocess.run(
        [UV, "--offline", *words], cwd=ROOT, env=here, capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr[-3000:]
