"""docs/examiner.md is enough to write a history from: its tables are the schemas', and what is written by them alone folds."""

import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID, uuid5

import pytest
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from schemas import codes, findings, reasons
from schemas.directory import Clause
from schemas.envelope import Event
from schemas.fact import FACTS, Fact
from schemas.referral import ReferralTerms
from services.provider_audit.judge.apply import ADMIT
from services.provider_audit.replay.fold import fold_lines
from tests.oracle import page

PATTERNS = {
    r"^\d{10}$": "ten digits",
    r"^\d{2}-\d{2}$": "MM-DD",
    r"^\d{4}-(0[1-9]|1[0-2])$": "YYYY-MM",
    r"^(\d{4}-(0[1-9]|1[0-2]))?$": "YYYY-MM or empty",
    r"^[A-Z]\d{2}$": "the id of a rule",
    r"^[a-z_]{1,40}$": "the name of a field or log",
}
PLAIN: dict[object, str] = {
    UUID: "id", bool: "true or false", date: "day", AwareDatetime: "instant",
}  # fmt: skip
BOUNDED: dict[object, tuple[str, str, str]] = {
    int: ("whole number", "ge", "le"), str: ("text", "min_length", "max_length"),
}  # fmt: skip
JUDGED: list[type[Fact]] = sorted((kind for kind in FACTS.values() if kind in ADMIT), key=lambda kind: kind.log)
SHAPES: list[type[BaseModel]] = [Clause, ReferralTerms]
STALE = "docs/examiner.md says something else: run `.venv/bin/python -m tests.oracle.test_page`, and read what it wrote"


def said(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:
    """What a field of a schema holds, in the words of the page."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return said(inner[0], inner[1:])
    if origin in (Union, UnionType):
        return f"{said(next(each for each in inner if each is not type(None)))} or null"
    if origin in (tuple, dict):
        return f"list of {said(inner[0])}" if origin is tuple else "whole numbers by name"
    pattern = next((each.pattern for each in metadata if getattr(each, "pattern", None)), "")
    if annotation in BOUNDED and not pattern:
        return bounded(*BOUNDED[annotation], metadata)
    return PATTERNS.get(pattern) or PLAIN.get(annotation) or annotation.__name__


def bounded(word: str, least: str, most: str, metadata: tuple[Any, ...]) -> str:
    """A word with its bounds, where the schema sets any."""
    low = next((getattr(each, least) for each in metadata if hasattr(each, least)), None)
    high = next((getattr(each, most) for each in metadata if hasattr(each, most)), None)
    if low is None and high is None:
        return word
    return f"{word} from {low}" if high is None else f"{word} {low or 0}–{high}"


def said_of(about: FieldInfo) -> str:
    recorded = said(about.annotation, tuple(about.metadata))
    return recorded if about.is_required() else f"{recorded}, may be left out"


def schema_of(shape: type[BaseModel]) -> dict[str, str]:
    return {name: said_of(about) for name, about in shape.model_fields.items()}


def envelope_of_a_fact() -> dict[str, str]:
    values = {**schema_of(Event), "data": "the fact's own fields"}
    del values["fact"]
    return {"kind": "the word fact", **values}


def lists_used() -> dict[str, list[str]]:
    """The code lists that the judged facts and their envelope name."""
    words = [holds for shape in (*JUDGED, *SHAPES, Event) for holds in schema_of(shape).values()]
    named = {word.removesuffix(",") for holds in words for word in holds.split()}
    lists = {name: kind for module in (codes, findings, reasons) for name, kind in vars(module).items()}
    kinds = {name: kind for name, kind in lists.items() if isinstance(kind, type) and issubclass(kind, StrEnum)}
    return {name: [each.value for each in kinds[name]] for name in sorted(named & set(kinds))}


def test_the_page_names_every_field_of_the_envelope() -> None:
    assert page.envelope() == envelope_of_a_fact(), STALE


def test_the_page_names_every_field_of_every_judged_fact() -> None:
    assert page.facts() == {(kind.log, kind.__name__): (kind.subject_kind, schema_of(kind)) for kind in JUDGED}, STALE


def test_the_page_names_the_shapes_and_the_code_lists() -> None:
    assert page.parts() == {shape.__name__: schema_of(shape) for shape in SHAPES}, STALE
    assert page.codes() == lists_used(), STALE


class Writer:
    """Writes lines of a log by what the page says of them, and by nothing else."""

    SPACE = UUID("00000000-0000-5000-8000-000000000002")

    def __init__(self) -> None:
        self.envelope, self.facts, self.parts, self.codes = page.envelope(), page.facts(), page.parts(), page.codes()
        self.lines: list[dict[str, Any]] = []

    def id(self, word: str) -> str:
        return str(uuid5(self.SPACE, word))

    def value(self, name: str, holds: str) -> Any:
        """Something that a field may hold."""
        whole = holds.removesuffix(", may be left out")
        if whole in self.parts:
            return self.data(self.parts[whole])
        if whole.startswith("list of "):
            return [self.value(name, whole.removeprefix("list of "))]
        if whole.startswith("whole number") and whole != "whole numbers by name":
            return int(whole.removeprefix("whole number").removeprefix(" from").strip().split("–")[0] or 1)
        hour = 9 if name == "to_at" else 8  # to_at lies after from_at
        known = {
            "id": self.id(name), "true or false": True, "day": "2026-02-02", "instant": f"2026-02-02T{hour:02}:00:00.000000Z",
            "ten digits": "5560360793", "MM-DD": "12-31", "YYYY-MM": "2026-02", "YYYY-MM or empty": "",
            "the id of a rule": "R01", "the name of a field or log": "occurred", "whole numbers by name": {},
            **{listed: values[0] for listed, values in self.codes.items()},
        }  # fmt: skip
        return None if whole.endswith(" or null") else "text" if whole.split()[0] == "text" else known[whole]

    def data(self, values: dict[str, str]) -> dict[str, Any]:
        return {
            name: self.value(name, holds) for name, holds in values.items() if not holds.endswith("may be left out")
        }

    def record(self, log: str, kind: str, at: str, subject: str = "", teller: str = "provider", **own: Any) -> str:
        """Write a fact received at an instant; its id is given back."""
        about, recorded = self.facts[log, kind]
        position = 1 + sum(line.get("log") == log for line in self.lines)
        envelope = {
            "kind": "fact", "type": f"se.utvag.{log}.{kind}.v1", "log": log, "position": position, "sequence": position,
            "id": self.id(f"{log} {position}"), "subject": self.id(subject or about), "teller": self.id(teller),
            "occurred": at, "arrived": at, "received": at, "data": {**self.data(recorded), **own},
            "origin": self.codes["Origin"][0],
        }  # fmt: skip
        needed = {name for name, holds in self.envelope.items() if not holds.endswith("may be left out")}
        assert needed == set(envelope)
        self.lines.append(envelope)
        return str(envelope["id"])

    def judged(self, through: str) -> list[dict[str, Any]]:
        marks = []
        for log in ("directory", "referral"):
            last = sum(line["log"] == log for line in self.lines)
            marks.append({"kind": "watermark", "log": log, "position": last, "received": through})
        return [json.loads(line) for line in fold_lines(json.dumps(line) for line in [*self.lines, *marks])]


@pytest.mark.parametrize(("log", "kind"), list(page.facts()))
def test_a_line_of_every_judged_fact_can_be_written_from_the_page(log: str, kind: str) -> None:
    writer = Writer()
    writer.record(log, kind, "2026-02-02T09:00:00.000000Z")
    assert Event.from_line(writer.lines[0]).type == f"se.utvag.{log}.{kind}.v1"
    assert writer.judged("2026-02-03T00:00:00.000000Z")[0]["kind"] == "through"


def test_a_history_written_from_the_page_alone_is_judged_as_the_page_says() -> None:
    writer = Writer()
    writer.record("directory", "ProviderRegistered", "2026-01-05T08:00:00.000000Z", "provider", "board")
    writer.record("directory", "ContractRegistered", "2026-01-05T09:00:00.000000Z", "contract", "board", valid_from="2026-01-01",
                audited_from="2026-01-01")  # fmt: skip
    start = "2026-02-02T08:00:00.000000Z"
    # It names a permit that nobody recorded: it is placed without one.
    writer.record("referral", "PlacementStarted", "2026-02-02T08:30:00.000000Z", "placement", started_at=start,
                audited_from="2026-01-01", permit=writer.id("a permit that nobody told of"), contract=writer.id("contract"))  # fmt: skip
    writer.record("referral", "PlanSubmitted", "2026-02-09T08:00:00.000000Z", "placement")
    february = writer.record(
        "referral", "ReportSubmitted", "2026-03-04T08:00:00.000000Z", "placement", period="2026-02"
    )
    writer.record(
        "referral",
        "ReportReturned",
        "2026-03-05T08:00:00.000000Z",
        "placement",
        "board",
        fact=february,
        period="2026-02",
    )
    judged = writer.judged("2026-04-01T00:00:00.000000Z")
    assert not [line for line in judged if line["kind"] in ("parked", "suspended")]
    states = {
        (line["rule"], line["period"].split("/")[0]): line["state"] for line in judged if line["kind"] == "obligation"
    }
    assert states["R01", ""] == "met"
    assert states["R02", "2026-02"] == "met"
    assert states["R02", "return"] == "missed"
    breaches = {
        line["rule"]: line["raised_at"] for line in judged if line["kind"] == "finding" and line["obligation"] is None
    }
    assert breaches == {"C01": start}


def _tables() -> Iterator[tuple[str, list[str]]]:
    """The rows that the schemas ask for, below the words that begin the line before each table."""
    bold = set(page.bold())
    yield (
        "**A fact**",
        [f"| `{name}` | {holds} | {page.meanings().get(name, '')} |" for name, holds in envelope_of_a_fact().items()],
    )
    rows = []
    for kind in JUDGED:
        named = [
            (f"**`{name}`**" if (kind.__name__, name) in bold else f"`{name}`", holds)
            for name, holds in schema_of(kind).items()
        ]
        each = "; ".join(f"{name}: {holds}" for name, holds in named)
        rows.append(f"| {kind.log} | {kind.__name__} | {kind.subject_kind} | {each} |")
    yield "**The judged facts**", rows
    shapes = [(shape.__name__, schema_of(shape)) for shape in SHAPES]
    yield (
        "**Shapes inside facts**",
        [f"| {name} | {'; '.join(f'`{field}`: {holds}' for field, holds in each.items())} |" for name, each in shapes],
    )
    yield (
        "**Code lists**",
        [f"| {name} | {', '.join(f'`{value}`' for value in values)} |" for name, values in lists_used().items()],
    )


if __name__ == "__main__":
    for heading, lines in _tables():
        page.write(heading, lines)
