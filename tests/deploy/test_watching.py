"""The alert rules and the dashboard: promtool reads and tries them, and each metric they name is one that Utväg gives."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.runtime.telemetry import Metric
from tests.parts.absent import absent
from tests.parts.code import ROOT

RULES = ROOT / "deploy" / "prometheus" / "utvag.rules.yaml"
TRIED = Path(__file__).with_name("utvag.test.yaml")
DASHBOARD = ROOT / "deploy" / "grafana" / "utvag.json"
METRIC = re.compile(r"\butvag_[a-z_]+")


def _alerts() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


@pytest.fixture(scope="session")
def promtool() -> str:
    """Prometheus' own checker, which the set-up fetches or the machine has."""
    own = ROOT / ".tools" / "promtool" / "usr" / "bin" / "promtool"
    found = str(own) if own.exists() else shutil.which("promtool")
    return found or absent("promtool, which reads the alert rules,", "apt-get install prometheus")


@pytest.mark.parametrize(("act", "file"), [("check", RULES), ("test", TRIED)])
def test_the_rules_are_read_and_tried(promtool: str, act: str, file: Path) -> None:
    done = subprocess.run([promtool, act, "rules", file], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tried() -> None:
    tried = {
        each["alertname"]
        for test in yaml.safe_load(TRIED.read_text())["tests"]
        for each in test["alert_rule_test"]
        if each["exp_alerts"]
    }
    assert {rule["alert"] for rule in _alerts()} - tried == set()


def test_every_metric_named_is_one_that_is_given() -> None:
    named = {name for rule in _alerts() for name in METRIC.findall(rule["expr"])}
    panels = json.loads(DASHBOARD.read_text())["panels"]
    named |= {name for panel in panels for each in panel["targets"] for name in METRIC.findall(each["expr"])}
    assert named - {metric.value for metric in Metric} == set()


def test_the_dashboard_lies_in_no_panel_over_another() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    places = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in panels
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]
    assert len(places) == len(set(places))
    assert {x for x, _ in places} == set(range(24))
    assert len({panel["id"] for panel in panels}) == len(panels)
