"""Utväg as `make run` starts it: everything in one process, and the other commands beside it while it runs."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90.0
STOP_SECONDS = 10.0


class Embedded:
    """One embedded Utväg in a folder, with nobody on file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "run.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("UTVAG_D")},
            "UTVAG_DATA": str(folder / "data"),
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.words("run", "--no-demonstration"), cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.address = self.answering()

    def words(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "services.main", *words]

    def answering(self) -> str:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if found := re.search(r"Utväg: (http://127\.0\.0\.1:\d+)", self.log.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.words(*words), cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    embedded = Embedded(tmp_path_factory.mktemp("embedded"))
    yield embedded
    embedded.process.kill()
    embedded.process.wait()


def test_the_portal_answers(running: Embedded) -> None:
    with urllib.request.urlopen(f"{running.address}/sign-in", timeout=10) as answer:  # noqa: S310 - our own address
        assert answer.status == 200
        assert "<h1" in answer.read().decode()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("audit", "verify"), "0 differences in 0 findings over"),
        (("log", "export"), '"kind":"watermark"'),
        (("parked",), ""),
        (("migrate",), "The database is up to date."),
    ],
)
def test_a_command_joins_the_database_that_runs(running: Embedded, words: tuple[str, ...], says: str) -> None:
    done = running.command(*words)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout
    assert running.process.poll() is None


def test_a_second_start_is_refused_in_a_line_and_removes_nothing(running: Embedded) -> None:
    mark = running.folder / "data" / "demonstration-is-being-loaded"
    for loading in (False, True):
        if loading:
            mark.touch()
        done = running.command("run")
        assert done.returncode == 1
        assert "is in use by another running Utväg" in done.stderr
        assert len(done.stderr.splitlines()) == 2, done.stderr
        assert mark.exists() is loading
    mark.unlink()
    assert running.command("audit", "verify").returncode == 0


def test_a_polite_end_is_quick_and_clean(running: Embedded) -> None:
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(STOP_SECONDS) == 0
    assert "Traceback" not in running.log.read_text()
