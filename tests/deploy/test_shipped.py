"""The Containerfile and the systemd units are read by their own checkers, and name no setting that there is not."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.runtime.setting_files import file_variables, variable
from services.runtime.settings import Settings
from tests.parts.absent import absent
from tests.parts.code import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_the_containerfile_has_no_fault() -> None:
    checker = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([checker, DEPLOY / "Containerfile"], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_systemd_understands_every_line_of_the_units(tmp_path: Path) -> None:
    checker = shutil.which("systemd-analyze")
    if checker is None:
        absent("systemd-analyze, which reads the units,", "apt-get install systemd")
    for unit in UNITS:
        # The program is not installed where the tests run: any that is stands for it.
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/utvag/bin/utvag", "/bin/true"))
    done = subprocess.run(
        [checker, "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # It ends with 0 whatever it finds: its words count, and only those about our units.
    assert [line for line in done.stderr.splitlines() if "utvag" in line] == []


@pytest.mark.parametrize("file", [DEPLOY / "Containerfile", *UNITS], ids=lambda file: file.name)
def test_only_settings_that_there_are_are_named(file: Path) -> None:
    known = {*map(variable, Settings.model_fields), *file_variables(Settings)}
    assert set(re.findall(r"\bUTVAG_[A-Z_]+(?==)", file.read_text())) - known == set()
