"""Fresh databases on the session's PostgreSQL, made from a template and dropped after the test."""

from __future__ import annotations

import os
import subprocess
import uuid

from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.embedded.programs import binaries


class FreshDatabases:
    """Call it for the address of a new database; `template` names the database it is copied from."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        """Make databases on `postgres`."""
        self._postgres = postgres
        self._made: list[str] = []

    def __call__(self, template: str = "template1") -> str:
        """Make a database; returns its address, with the password. Nobody may be connected to the template."""
        name = f"test_{uuid.uuid4().hex}"
        self._statement(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        self._made.append(name)
        return self._postgres.dsn(name)

    def drop(self) -> None:
        """Drop what was made, also when somebody is still connected."""
        for name in self._made:
            self._statement(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._made.clear()

    def _statement(self, statement: str) -> None:
        """One statement by psql: it needs no event loop, so that plain and asynchronous tests can both ask."""
        command = [str(binaries() / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, self._postgres.dsn()]
        done = subprocess.run(command, capture_output=True, text=True, env={"PATH": os.defpath}, check=False)
        if done.returncode:
            raise RuntimeError(f"{statement}: {done.stderr}")
