"""The chart of Uppföljning: what was in time, late, missing and due in each period, as SVG drawn on the server."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pygal
from markupsafe import Markup

from services.provider_audit.pages.states import LOOKS, CellState
from services.provider_audit.pages.wording import period_words, short_period
from services.runtime.language.words import Words, plain

# pygal hooks itself into every later import, in a way Python warns of, for plugins we do not use: take the hook out again.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]

SHOWN = (CellState.MET, CellState.LATE, CellState.MISSING, CellState.JUDGING, CellState.EXPECTED)
MOST_PERIODS = 12
THIN = 0.07
"""A part lower than this share of the highest bar has no room for its number; the table beneath has it."""
_SVG = "http://www.w3.org/2000/svg"
ET.register_namespace("", _SVG)
_PATTERNS = f"""<defs xmlns="{_SVG}">
<pattern id="chart-met" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#cfe3da"/></pattern>
<pattern id="chart-late" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#f2cd5c"/>
<path d="M0 8L8 0" stroke="#6b5200" stroke-width="1.2"/></pattern>
<pattern id="chart-missing" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#c5303c"/>
<path d="M0 0L8 8M0 8L8 0" stroke="#ffffff" stroke-width="1"/></pattern>
<pattern id="chart-judging" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#ffffff"/>
<circle cx="4" cy="4" r="1.4" fill="#1f5f9e"/></pattern>
<pattern id="chart-expected" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#eceff1"/>
<path d="M0 4H8" stroke="#8a949b" stroke-width="1"/></pattern>
</defs>"""


def chart(periods: Sequence[str], totals: Mapping[str, Counter[CellState]], language: str) -> Markup:
    """Draw at most twelve periods, with a number in each part that has room; empty when there is nothing to draw.

    No style sheet or script goes with it.
    """
    shown = list(periods)[-MOST_PERIODS:]
    if _nothing(shown, totals):
        return Markup()
    least = THIN * max((sum(totals[period][state] for state in SHOWN) for period in shown), default=0)
    bars = pygal.StackedBar(
        css=[], js=[], width=960, height=320, show_legend=True, legend_at_bottom=True, legend_at_bottom_columns=len(SHOWN),
        print_values=True, print_zeroes=False, disable_xml_declaration=True, include_x_axis=True, margin=16, no_prefix=True,
    )  # fmt: skip
    bars.x_labels = [short_period(period).pick(language) for period in shown]
    for state in SHOWN:
        bars.add(LOOKS[state].word.pick(language), [_part(totals[period][state], least) for period in shown])
    root = ET.fromstring(bars.render())  # noqa: S314 - drawn by us a line above
    _dress(root)
    root.set("role", "img")
    root.set("aria-label", sentence(shown, totals).pick(language))
    root.set("class", "chart")
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - drawn by us from numbers and our own words


def _nothing(periods: Sequence[str], totals: Mapping[str, Counter[CellState]]) -> bool:
    return not any(totals[period][state] for period in periods for state in SHOWN)


def _part(number: int, least: float) -> dict[str, Any] | None:
    if not number:
        return None
    return {"value": number, "formatter": str} if number >= least else {"value": number, "formatter": lambda _: ""}


def sentence(periods: Sequence[str], totals: Mapping[str, Counter[CellState]]) -> Words:
    """Say in one sentence what the chart shows."""
    if _nothing(periods, totals):
        return Words(sv="Inget att visa.", en="Nothing to show.")
    worst = max(periods, key=lambda period: totals[period][CellState.MISSING] + totals[period][CellState.LATE])
    number = totals[worst][CellState.MISSING] + totals[worst][CellState.LATE]
    span = Words(sv="Från {first} till {last}", en="From {first} to {last}").fill(
        first=period_words(periods[0]), last=period_words(periods[-1])
    )
    if not number:
        return span + Words(sv=" kom allt som bedömts in i tid.", en=" everything judged came in on time.")
    told = Words(
        sv=" var {worst} sämst: {number} saknas eller kom sent.", en=", {worst} was worst: {number} missing or late."
    )
    return span + told.fill(worst=period_words(worst), number=plain(str(number)))


def _dress(root: ET.Element) -> None:
    """Put colours and sizes on the drawing as attributes: the content policy lets no style sheet inside it."""
    _strip(root)
    root.insert(0, ET.fromstring(_PATTERNS))  # noqa: S314 - our own text
    for group in root.iter():
        classes = set(group.get("class", "").split())
        for number, state in enumerate(SHOWN):
            if {f"serie-{number}", f"color-{number}"} & classes:
                _paint(group, state)
        if "background" in classes:
            group.set("fill", "none")
        if {"guide", "axis", "line"} & classes:
            for path in group.iter(f"{{{_SVG}}}path"):
                path.set("stroke", "#d5dce0")
                path.set("fill", "none")
        if "axis" in classes:
            for text in group.iter(f"{{{_SVG}}}text"):
                text.set("text-anchor", "end" if "y" in classes else "middle")
    for text in root.iter(f"{{{_SVG}}}text"):
        _write(text)


def _strip(root: ET.Element) -> None:
    unwanted = {f"{{{_SVG}}}{name}" for name in ("style", "script", "title", "desc")}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in unwanted or "tooltip" in child.get("class", "").split():
                parent.remove(child)
        parent.attrib.pop("style", None)
        parent.attrib.pop("id", None)


def _write(text: ET.Element) -> None:
    for name, value in (("font-size", "14"), ("fill", "#1b2a33"), ("font-family", "inherit")):
        text.set(name, value)
    if "value" in text.get("class", ""):
        for name, value in (
            ("paint-order", "stroke"),
            ("stroke", "#ffffff"),
            ("stroke-width", "4"),
            ("font-weight", "600"),
        ):
            text.set(name, value)


def _paint(group: ET.Element, state: CellState) -> None:
    for part in group.iter(f"{{{_SVG}}}rect"):
        part.set("fill", f"url(#chart-{state.value})")
        part.set("stroke", "#1b2a33")
        part.set("stroke-width", "0.6")
