"""Checked forms as they are shown: each field with what was answered, and whether it changed since last time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.referral.on_paper.paper import PAPER, PAPER_FIELDS
from services.runtime.forms.field import Field
from services.runtime.forms.reader import as_list
from services.runtime.language.dates import weekday
from services.runtime.language.typed_day import Misread, read_day
from services.runtime.language.typed_time import WHICH, period_or_none, read_clock, written_time
from services.runtime.language.words import Words, joined, plain
from services.runtime.web.page.drafts import Values

YES = Words(sv="Ja", en="Yes")
NOTHING = Words(sv="–", en="–")
_WRITTEN = frozenset({"text", "textarea"})


@dataclass(frozen=True)
class Answered:
    """A field and its answer; `written` texts are a person's own words, which nobody translates."""

    name: str
    label: Words
    answer: Words
    heading: bool = False
    written: bool = False
    changed: bool | None = None


def as_typed(content: Mapping[str, Any]) -> Values:
    """Give a checked form back as it was typed: the fields of its numbered rows end in the row's number."""
    typed: Values = {}
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value, 1):
                typed.update({f"{key}_{number}": _text(one) for key, one in row.items()})
        elif isinstance(value, list):
            typed[name] = [str(one) for one in value]
        else:
            typed[name] = _text(value)
    return typed


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def answered(
    fields: Iterable[Field], typed: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> list[Answered]:
    """Give each field with its answer; beside the answers of last time, whether it changed.

    An optional field without an answer is left out, and a heading with nothing under it. What came by phone or paper
    has no fields of its own: it shows what was written of it.
    """
    if PAPER in typed:
        fields = PAPER_FIELDS
    lines: list[Answered] = []
    heading: Answered | None = None
    for field in fields:
        line = _line(field, typed, before)
        if line.heading:
            heading = line
        elif not (field.optional and line.answer is NOTHING):
            lines += [line] if heading is None else [heading, line]
            heading = None
    return lines


def differing(fields: Iterable[Field], typed: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Words]:
    """Give by field what is saved, where it is not what was typed."""
    return {
        field.name: _answer(field, as_list(saved.get(field.name)))
        for field in fields
        if field.name in saved and as_list(saved.get(field.name)) != as_list(typed.get(field.name))
    }


def _line(field: Field, typed: Mapping[str, Any], before: Mapping[str, Any] | None) -> Answered:
    values = as_list(typed.get(field.name))
    if field.kind == "time" and (period := period_or_none(str(typed.get(field.name + WHICH) or ""))):
        values = [f"{value} {period}" for value in values]
    changed = None
    if before is not None and field.name != "attest":
        changed = values != as_list(before.get(field.name))
    return Answered(
        name=field.name,
        label=field.label,
        answer=_answer(field, values),
        heading=field.kind == "heading",
        written=field.kind in _WRITTEN,
        changed=changed,
    )


def _answer(field: Field, values: list[str]) -> Words:
    if not values:
        return NOTHING
    if field.kind == "tick":
        return YES
    if field.kind in ("date", "time"):
        return _in_words(field.kind, values[0])
    words = dict(field.choices)
    picked = [words.get(value, plain(value)) for value in values]
    return joined(picked)


def _in_words(kind: str, typed: str) -> Words:
    """Write a day or a time of day as it was understood; what cannot be read stands as it was typed."""
    if kind == "date":
        on = read_day(typed)
        return plain(typed) if isinstance(on, Misread) else Words(sv=weekday(on), en=weekday(on, "en"))
    clock = read_clock(typed)
    return plain(typed) if isinstance(clock, Misread) else written_time(clock)
