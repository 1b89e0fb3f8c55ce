"""Utväg as its operators run it: one process a part, on a real broker and database, each of which may be killed."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from services.runtime.embedded.postgres import free_port

PARTS = ("web", "directory", "referral", "provider_audit", "notify")
START_SECONDS = 180.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Utvag:
    """The parts of one installation; `parts` names a process each, or `("all",)`."""

    folder: Path
    database: str
    kafka: str
    prefix: str
    parts: tuple[str, ...] = PARTS
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.kills: list[str] = []

    @property
    def address(self) -> str:
        """The portal's address, the same after every restart."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every part."""
        return {
            **os.environ,
            "UTVAG_DATA": str(self.folder),
            "UTVAG_DATABASE": self.database,
            "UTVAG_KAFKA": self.kafka,
            "UTVAG_TOPIC_PREFIX": self.prefix,
            "UTVAG_PORT": str(self.port),
            **self.more,
        }

    def command(self, *words: str, seconds: float = 180) -> subprocess.CompletedProcess[str]:
        """Run one command of the command line to its end."""
        return subprocess.run(
            [sys.executable, "-m", "services.main", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def start(self, part: str) -> None:
        """Start a part that does not run."""
        log = (self.folder / f"{part}.log").open("ab")
        with log:
            self.processes[part] = subprocess.Popen(
                [sys.executable, "-m", "services.main", "run", part],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def start_all(self) -> None:
        """Start every part and wait until the portal answers."""
        for part in self.parts:
            self.start(part)
        self.wait_for_portal()

    def wait_for_portal(self) -> None:
        """Wait until the portal answers."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}/health/live", timeout=2):  # noqa: S310 - our own address on loopback
                return
            time.sleep(0.1)
        raise AssertionError(f"the portal did not come up:\n{self.said()}")

    def kill(self, part: str) -> None:
        """Kill a part with -9."""
        process = self.processes[part]
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.kills.append(part)

    def kill_and_start(self, chance: random.Random) -> str:
        """Kill a part by chance and start it again."""
        part = chance.choice(self.parts)
        self.kill(part)
        self.start(part)
        return part

    def stop(self, part: str, seconds: float = 15) -> int:
        """Stop a part politely; give its exit status."""
        process = self.processes.pop(part)
        process.send_signal(signal.SIGTERM)
        return process.wait(seconds)

    def stop_all(self) -> None:
        """Stop every part, politely first."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def said(self) -> str:
        """The last lines of every part, for a failing test."""
        return "\n".join(
            f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-25:])
            for path in sorted(self.folder.glob("*.log"))
        )
