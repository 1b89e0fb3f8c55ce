"""Utväg as it was installed from its wheel: runs its command, and asks its portal, from a folder that is no clone."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from urllib.request import urlopen

from tests.parts.processes import MARK


@dataclass(frozen=True)
class Installed:
    """A wheel, the environment that it was installed into, and the folder that holds both."""

    wheel: Path
    venv: Path
    folder: Path

    def environment(self, **settings: str) -> dict[str, str]:
        """What a command sees: nothing of the clone, of another environment, or of settings from outside."""
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "COLUMNS": "200",
            MARK: os.environ[MARK],
            **{f"UTVAG_{name.upper()}": value for name, value in settings.items()},
        }

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment to its end."""
        command = [str(self.venv / "bin" / words[0]), *words[1:]]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    @contextmanager
    def running(self, *words: str, **settings: str) -> Iterator[str]:
        """Run `utvag run` for as long as the block lasts; give the portal's address."""
        command = [str(self.venv / "bin" / "utvag"), "run", *words]
        with subprocess.Popen(
            command, cwd=self.folder, env=self.environment(**settings), stdout=PIPE, stderr=PIPE, text=True
        ) as process:
            try:
                said = iter(process.stdout or ())
                address = next((found[1] for line in said if (found := re.match(r"Utväg: (\S+)", line))), None)
                if address is None:
                    _, wrong = process.communicate(timeout=30)
                    raise AssertionError(wrong)
                yield address
            finally:
                process.terminate()
                process.communicate(timeout=60)


def fetch(address: str) -> tuple[int, str, bytes]:
    """Ask as a browser asks; give status, content type and body."""
    with urlopen(address, timeout=20) as answer:  # noqa: S310 - an address of this machine
        return answer.status, answer.headers.get_content_type(), answer.read()
