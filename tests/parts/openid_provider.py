"""A certified OpenID provider for tests: npm's oidc-provider in a process of its own, on a free port."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from services.runtime.embedded.postgres import free_port
from tests.parts.code import ROOT

PACKAGES = ROOT / ".openid" / "node_modules"
PROGRAM = Path(__file__).parent / "openid" / "provider.mjs"
LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
LOA2 = "http://id.elegnamnden.se/loa/1.0/loa2"


def missing_openid() -> str:
    """What the provider lacks on this machine, as the command that brings it; empty when all is there."""
    if shutil.which("node") is None:
        return "apt-get install nodejs"
    return "" if (PACKAGES / "oidc-provider").is_dir() else "make .stamps/openid"


def account(acr: str = LOA3, **claims: Any) -> dict[str, Any]:
    """Describe an account of the provider: how well it signs in, and what is known of it."""
    return {"acr": acr, "claims": claims}


class OpenIdProvider:
    """An issuer with its clients and accounts; whoever signs in there types the name of an account."""

    def __init__(self, clients: Sequence[Mapping[str, Any]], accounts: Mapping[str, Mapping[str, Any]]) -> None:
        """Prepare; nothing is started."""
        self.port = free_port()
        self.clients, self._accounts = list(clients), dict(accounts)
        self._process: subprocess.Popen[str] | None = None

    @property
    def issuer(self) -> str:
        """The issuer, which is its address."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> Self:
        """Start it; returns when it listens."""
        command = [str(shutil.which("node")), str(PROGRAM), str(PACKAGES)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("a process with pipes has them")
        self._process.stdin.write(
            json.dumps({"port": self.port, "clients": self.clients, "accounts": self._accounts}) + "\n"
        )
        self._process.stdin.flush()
        while not (line := self._process.stdout.readline()).strip().isdigit():
            if not line:
                raise RuntimeError(f"the OpenID provider did not start; it ended with {self._process.wait()}")
        return self

    def close(self) -> None:
        """Stop it: it ends when nobody writes to it any more."""
        if self._process is not None and self._process.stdin and self._process.stdout:
            self._process.stdin.close()
            self._process.wait()
            self._process.stdout.close()
