"""The inputs of this folder, and our own beside them, with what each must come to.

A line is the line of the file as an editor numbers it: in the files of K1 the rows of the clauses begin at line 12, after
four headings with the names of their columns and three rows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def read(name: str) -> Any:
    """A table of this folder."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Case:
    """An import file: its kind, a name, its bytes, and either how many rows are new and the same, or which lines are wrong."""

    kind: str
    name: str
    content: bytes
    new: int = 0
    same: int = 0
    wrong: tuple[int, ...] = ()
    also: tuple[int, ...] = ()
    """Lines of the same fault further down."""
    codes: tuple[str, ...] = ()
    """The municipalities of its boards, in order."""
    or_refused: bool = False
    """A clear refusal is as good."""


def _case(values: dict[str, Any], name: str, content: bytes) -> Case:
    return Case(
        values["kind"],
        name,
        content,
        values.get("new", 0),
        values.get("same", 0),
        tuple(values.get("wrong_lines", ())),
        tuple(values.get("also_wrong", ())),
        tuple(values.get("codes", ())),
        values.get("or") == "refused",
    )


def _imports() -> list[Case]:
    files = [_case(each, each["file"], (HERE / each["file"]).read_bytes()) for each in read("import_expected")]
    own = [
        _case(each, each["name"], "\n".join([*each["lines"], ""]).encode(each.get("encoding", "utf-8")))
        for each in read("own_import")
    ]
    return [*files, *own]


IMPORTS = _imports()
SCANNED: list[tuple[str, str, bool]] = [
    (each["text"], each.get("name", ""), each["found"])
    for each in (*read("scan_expected")["texts"], *read("scan_expected")["names"], *read("own_scan"))
]
"""A text, the person it is about, and whether it points somebody out."""
NIGHTS: list[dict[str, Any]] = [*read("dst_expected"), *read("own_dst")]
YEARS: list[str] = [each["assessed_on"] for each in (*read("year_expected"), *read("own_year"))]
