"""A rule is spoken of in its own file alone: nothing else of the services knows its id."""

from __future__ import annotations

import re

from services.provider_audit.rules.folder import load
from tests.parts.code import ROOT, fail_with

WRITTEN = {".py", ".html", ".sql", ".js", ".css", ".txt"}
MAY = ("services/provider_audit/rules/", "services/provider_audit/cases/")


def test_no_rule_is_named_outside_the_folder_of_rules() -> None:
    named = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(sorted(load()))})(?![A-Za-z0-9])")
    found = [
        f"{name}:{number} names {hit[1]}"
        for path in sorted((ROOT / "services").rglob("*"))
        if path.suffix in WRITTEN
        and not (name := path.relative_to(ROOT).as_posix()).startswith(MAY)
        and "/migrations/versions/" not in name  # frozen: what they once did to what stood then
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for hit in named.finditer(line)
    ]
    fail_with("ask services.runtime.language.duties for the rule by what it is, such as the duty a fact fulfils", found)
