"""The 290 municipalities with their codes and counties, from the committed lines of municipalities.csv."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.runtime.language.look_alikes import alike

_CALLED = re.compile(r" (?:stad|kommun|kommunen|city|municipality)$|^(?:region|city of|municipality of) ")


@dataclass(frozen=True)
class Municipality:
    """A municipality by its four-digit code; the first two digits are the county's code."""

    code: str
    name: str
    county_code: str
    county: str


@cache
def all_municipalities() -> tuple[Municipality, ...]:
    """Give every municipality, in order of code."""
    lines = Path(__file__).with_name("municipalities.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(Municipality(line["code"], line["name"], line["county_code"], line["county"]) for line in rows)


@cache
def codes() -> frozenset[str]:
    """Give every code."""
    return frozenset(municipality.code for municipality in all_municipalities())


@cache
def _by_word() -> dict[str, Municipality]:
    found = {municipality.code: municipality for municipality in all_municipalities()}
    return found | {municipality.name.casefold(): municipality for municipality in all_municipalities()}


def find(word: str) -> Municipality | None:
    """Find a municipality by its code, also without a leading zero, or its name, also as "Malmö stad" or "Stockholms stad"."""
    typed = alike(word)
    if typed.isdecimal():
        return _by_word().get(typed.zfill(4))
    bare = _CALLED.sub("", typed)
    genitive = bare.removesuffix("s") if bare != typed else bare
    return _by_word().get(typed) or _by_word().get(bare) or _by_word().get(genitive)


def board_title(name: str, code: str) -> str:
    """Write a board with its municipality: "Socialnämnden, Malmö"."""
    municipality = find(code)
    if municipality is None or municipality.name.casefold() in name.casefold():
        return name
    return f"{name}, {municipality.name}"
