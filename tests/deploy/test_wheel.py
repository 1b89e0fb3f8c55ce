"""The wheel runs by itself: everything that Utväg needs is in it, and nothing of the clone is asked for."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from services.commands import whole
from services.main import app
from services.runtime.web.assets import PACKAGED
from tests.parts.code import ROOT
from tests.parts.installed import Installed, fetch

pytestmark = pytest.mark.timeout(400)
ASK_EACH = """
import json, sys
from importlib.metadata import entry_points

(utvag,) = entry_points(group="console_scripts", name="utvag")
for words in json.loads(sys.argv[1]):
    sys.argv = ["utvag", *words, "--help"]
    try:
        utvag.load()()
    except SystemExit as ended:
        assert not ended.code, words
"""
"""One process for all: each alone would be imported anew."""


def _commands(command: Any, *before: str) -> Iterator[tuple[str, ...]]:
    yield before
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, *before, name)


def test_every_command_says_what_it_is_for(installed: Installed) -> None:
    commands = list(_commands(whole(get_command(app))))
    assert len(commands) > 15
    done = installed.run("python", "-c", ASK_EACH, json.dumps(commands))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.count("Usage: utvag") == len(commands)


def test_it_says_which_version_it_is_whatever_the_settings(installed: Installed) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    done = installed.run("utvag", "--version", nonsense="1")
    assert (done.returncode, done.stdout.strip()) == (0, f"utvag {project['version']}")


def test_nothing_is_read_outside_of_it(installed: Installed) -> None:
    places = "import services, schemas; print(*services.__path__, *schemas.__path__)"
    topics = "from services.runtime.kafka.topic_plan import PLAN, load; load(); print(PLAN)"
    assets = "from services.runtime.settings import Settings; print(Settings().assets)"
    for what in (places, topics, assets):
        done = installed.run("python", "-c", what)
        assert done.returncode == 0, done.stderr
        assert all(path.startswith(str(installed.venv)) for path in done.stdout.split()), done.stdout


def test_what_the_services_hold_beside_their_code_is_in_it(installed: Installed) -> None:
    (there,) = installed.venv.glob("lib/python3*/site-packages")
    wanted = [
        path.relative_to(ROOT)
        for folder in ("services", "schemas")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert [str(path) for path in wanted if not (there / path).is_file()] == []


def test_the_portal_opens_with_its_style_sheets(installed: Installed, tmp_path: Path) -> None:
    with installed.running("--no-demonstration", data=str(tmp_path / "data")) as address:
        status, kind, page = fetch(f"{address}/sign-in")
        assert (status, kind) == (200, "text/html")
        linked = re.findall(r'(?:href|src)="(/(?:static|assets)/[^"]+)"', page.decode())
        assert {path.removeprefix("/assets/") for path in linked if path.startswith("/assets/")} == set(PACKAGED)
        for path in linked:
            status, kind, content = fetch(address + path)
            assert status == 200
            assert len(content) > 100
            assert (
                kind
                == {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}[
                    Path(path.partition("?")[0]).suffix
                ]
            )
