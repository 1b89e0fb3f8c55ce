"""A real Apache Kafka broker for tests: one KRaft node on free ports in its own folder."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Self

from services.runtime.embedded import keeper
from services.runtime.embedded.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".kafka" / "lib"
START_SECONDS = 60.0

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={folder}/data
num.partitions=3
auto.create.topics.enable=false
offsets.topic.num.partitions=3
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.retention.hours=-1
log.cleaner.dedupe.buffer.size=4194304
num.network.threads=2
num.io.threads=2
"""


def missing_kafka() -> str:
    """What a real Kafka lacks on this machine, as the command that brings it; empty when all is there."""
    if shutil.which("java") is None:
        return "apt-get install openjdk-17-jre-headless"
    return "" if PROGRAMS.is_dir() and any(PROGRAMS.glob("kafka_2.13-*.jar")) else "make .stamps/kafka"


class RealKafka:
    """Apache Kafka in a folder; it can be stopped, killed and started again on the same port and data."""

    def __init__(self, folder: Path) -> None:
        """Prepare; nothing is started."""
        self.folder = folder
        self.port = free_port()
        self._controller = free_port()
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The bootstrap address, `127.0.0.1:port`."""
        return f"127.0.0.1:{self.port}"

    def open(self) -> Self:
        """Start the broker, formatting its folder the first time; returns when it takes requests."""
        properties = self.folder / "server.properties"
        if not properties.exists():
            self._format(properties)
        self._keeper = self._java("kafka.Kafka", str(properties))
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._keeper.poll() is not None or time.monotonic() > until:
                self.close()
                said = (self.folder / "kafka.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"Apache Kafka did not start on {self.address}. It wrote:\n{said}")
            time.sleep(0.05)
        return self

    def close(self) -> None:
        """Stop the broker in order."""
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()
            self._keeper.wait()
        self._keeper = None

    def kill(self) -> None:
        """End the broker at once, as a crash does (kill -9)."""
        if self._keeper is not None:
            children = Path(f"/proc/{self._keeper.pid}/task/{self._keeper.pid}/children").read_text().split()
            for child in children:
                os.kill(int(child), signal.SIGKILL)
        self.close()

    def _answers(self) -> bool:
        """Whether the broker knows its leader and so takes requests."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def _format(self, properties: Path) -> None:
        """Write the configuration and format the data folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        properties.write_text(self.properties())
        cluster = (
            "U" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        )  # a leading dash would read as an option
        self.run("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties), *self.format_options())

    def properties(self) -> str:
        """The broker's configuration."""
        return PROPERTIES.format(port=self.port, controller=self._controller, folder=self.folder)

    def format_options(self) -> list[str]:
        """What the storage tool is given beside the cluster's number: nothing here."""
        return []

    def run(self, program: str, *arguments: str) -> None:
        """Run one of Kafka's own programs to its end."""
        self.finish(self._java(program, *arguments), program)

    def finish(self, tool: subprocess.Popen[bytes], program: str) -> None:
        """Wait for a program of Kafka; raises RuntimeError with what it wrote when it fails."""
        code = tool.wait()
        if tool.stdin is not None:
            tool.stdin.close()
        if code != 0:
            said = (self.folder / "kafka.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{program} of Kafka failed. It wrote:\n{said}")

    def _java(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Run a Java program of Kafka as a child that ends with us."""
        java = shutil.which("java") or "java"
        command = [
            java,
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            f"{PROGRAMS}/*",
            program,
            *arguments,
        ]
        with (self.folder / "kafka.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", keeper.__file__, "-", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
