"""The documents are true: their links lead somewhere, and the commands in them exist."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from services.commands import whole
from services.main import app
from services.runtime.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def _commands() -> list[tuple[str, list[str]]]:
    found = []
    for path in DOCUMENTS:
        for block in re.findall(r"```sh\n(.*?)```", path.read_text(), re.DOTALL):
            for line in block.splitlines():
                words = line.split("#")[0].split("<")[0].split(">")[0].split()
                if words:
                    found.append((str(path.relative_to(ROOT)), words))
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    broken = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize(("document", "words"), _commands(), ids=str)
def test_every_command_exists(document: str, words: list[str]) -> None:
    if words[0] == "make":
        done = subprocess.run(
            ["/usr/bin/env", "make", "-n", words[1]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{document}: {done.stderr}"
    elif words[0].endswith("utvag"):
        command: Any = whole(get_command(app))
        for word in words[1:]:
            if not hasattr(command, "commands"):
                break
            assert word in command.commands, f"{document}: utvag has no command {word}"
            command = command.commands[word]
    elif words[0] == "export":
        name = words[1].split("=")[0].removeprefix("UTVAG_").lower()
        assert name.removesuffix("_file") in Settings.model_fields, f"{document}: there is no setting {words[1]}"
    else:
        assert (ROOT / words[0]).exists() or words[0].startswith(".venv"), f"{document}: {words}"


def test_every_setting_is_described() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    missing = [name for name in Settings.model_fields if f"UTVAG_{name.upper()}" not in text]
    assert missing == []


def test_the_command_line_answers() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.main", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Utväg" in done.stdout
