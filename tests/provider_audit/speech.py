"""The plain words of a story: things by their names, days and clock times in Stockholm, yes and no."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from schemas.fact import Fact
from services.provider_audit.calendar import ZONE

NAMES = UUID("00000000-0000-5000-8000-000000000001")
ORGNR = "5560360793"
BANDS = ["18-20", "21-25"]
GROUPS = ["CRIMINAL_NETWORK"]


def name(word: object) -> UUID:
    """Give the id of something by its name in the story."""
    return uuid5(NAMES, str(word))


PROVIDER, BOARD = name("provider"), name("board")


def local(text: object) -> datetime:
    """Read a Stockholm time such as 2026-02-02 09.30, with seconds if given; a day alone is its first instant.

    A time that stands twice, the night the clocks go back, tells its offset: 2026-10-25 02.30+01.00 is the later one.
    """
    recorded_at = datetime.fromisoformat(str(text).replace(".", ":"))
    return recorded_at.astimezone(UTC) if recorded_at.tzinfo else recorded_at.replace(tzinfo=ZONE).astimezone(UTC)


def day(value: object) -> date | None:
    """Read a day; nothing for no day."""
    return None if value is None else date.fromisoformat(str(value))


Line = Mapping[str, Any]
# What a word makes of its line, and whose word it is unless the line says.
Spoken = dict[str, tuple[str, Callable[[Line], Fact]]]


def ours(line: Line) -> dict[str, Any]:
    return {"board": name(line.get("board", "board")), "provider": name(line.get("provider", "provider"))}


def named(line: Line, word: str) -> UUID | None:
    return name(line[word]) if line.get(word) else None


def yes(line: Line, word: str, otherwise: str = "no") -> bool:
    return line.get(word, otherwise) == "yes"
