"""An act as a table of the file: whose it is, the fields of its page as columns, and how a row of it is recorded."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from services.referral.imports.import_context import ImportContext, Raw
from services.referral.referrals.inquiry_fields import MOST_GOALS
from services.runtime.files.table import Column, Owner, TableFormat
from services.runtime.forms.field import Field
from services.runtime.language.words import Words, plain
from services.runtime.scan.scanner import READ_THROUGH

RecordRow = Callable[[ImportContext, Raw], Awaitable[UUID | None]]
"""Records a row; gives the submission that has a receipt, if it became one.

Raises Faulty, AlreadyRecorded and Refused.
"""
PLACEMENT = Field(
    "placement",
    Words(sv="Uppdrag", en="Placement"),
    hint=Words(sv="uppdragets nummer, till exempel K7M4-QX2P", en="the placement's number, such as K7M4-QX2P"),
)
EVENT = Field(
    "event",
    Words(sv="Händelse", en="Incident number"),
    hint=Words(
        sv="numret på händelsens sida, till exempel H-8F2K", en="the number on the incident's page, such as H-8F2K"
    ),
)
EVENT_OR_NEW = Field(
    "event",
    EVENT.label,
    hint=Words(
        sv="numret om händelsen redan är berättad, till exempel H-8F2K; annars ny eller tomt",
        en="its number if it is already told of, such as H-8F2K; otherwise new or empty",
    ),
    optional=True,
)
PERIOD = Field(
    "period",
    Words(sv="Månad", en="Month"),
    hint=Words(sv="åååå-mm, till exempel 2026-10", en="yyyy-mm, such as 2026-10"),
)
FACT = Field(
    "fact",
    Words(sv="Uppgift", en="Told"),
    hint=Words(
        sv="numret i adressen till dess Rätta, eller kvittensens nummer, till exempel U-8F2K",
        en="the number in the address of its Correct page, or of its receipt, such as U-8F2K",
    ),
)


READ_FIELD = Field(
    READ_THROUGH,
    Words(sv="Genomläst", en="Read through"),
    "tick",
    hint=Words(
        sv="ja, när ni har läst texterna på raden och ingen röjs", en="yes, when you have read the texts of the row"
    ),
    optional=True,
)
"""Passes what in the texts of a row may, but need not, reveal somebody."""


@dataclass(frozen=True)
class Act:
    """One act: the name of its table, who may record it, the fields of its form, and what records it."""

    key: str
    words: Words
    of: tuple[Owner, ...]
    fields: tuple[Field, ...]
    record: RecordRow

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Give what a row holds by field: the placement first, then the fields of the form but for its headings."""
        written = any(field.kind == "textarea" for field in self.fields)
        fields = (PLACEMENT, *self.fields, *((READ_FIELD,) if written else ()))
        return {field.name: field for field in fields if field.kind != "heading"}

    @cached_property
    def table(self) -> TableFormat:
        """Give the table as the file's format knows it."""
        columns = tuple(
            Column(field.name, heading_of(field), _required(field), prose=field.kind == "textarea")
            for field in self.by_name.values()
        )
        return TableFormat(self.key, self.words, columns, self.of)

    def described(self) -> list[tuple[Column, Words]]:
        """Give the columns with what is written in each; those of a second goal and on are described at the first's."""
        last = Words(sv=f". Likaså 2 till {MOST_GOALS}", en=f". Likewise 2 to {MOST_GOALS}")
        found = []
        for column in self.table.columns:
            field = self.by_name[column.key]
            if _number(field) in ("", "1"):
                found.append((column, what_to_write(field) + (last if _number(field) else plain(""))))
        return found


def heading_of(field: Field) -> Words:
    """Give a field's label as a heading; one of a numbered row carries its number."""
    number = _number(field)
    return field.label + plain(f" {number}") if number else field.label


def _required(field: Field) -> bool:
    return not field.optional and not _number(field)


def _number(field: Field) -> str:
    last = field.name.rpartition("_")[2]
    return last if last.isdecimal() else ""


def what_to_write(field: Field) -> Words:
    """Say what is written in a column."""
    if field.choices:
        many = field.kind == "checks"
        words = Words(sv="en eller flera av", en="one or more of") if many else Words(sv="en av", en="one of")
        return Words(
            sv=f"{words.sv}: " + "; ".join(f"{code} ({choice.sv})" for code, choice in field.choices),
            en=f"{words.en}: " + "; ".join(f"{code} ({choice.en})" for code, choice in field.choices),
        )
    if field.kind == "integer" and field.hint:
        return _BY_KIND["integer"] + plain(". ") + field.hint
    return _BY_KIND.get(field.kind) or field.hint or Words(sv="text", en="text")


_BY_KIND = {
    "date": Words(sv="dag, till exempel 2026-11-22", en="a day, such as 2026-11-22"),
    "time": Words(sv="klockslag, till exempel 14.05", en="a time, such as 14.05"),
    "integer": Words(sv="heltal", en="a whole number"),
    "tick": Words(sv="ja, eller tomt", en="yes, or empty"),
}
