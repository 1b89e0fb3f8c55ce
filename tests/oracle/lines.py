"""Lines of a random story: when each is recorded and received, papers attested afterwards, and corrections."""

import random
from datetime import datetime, timedelta
from typing import Any

FIRST = datetime(2026, 2, 20)  # noqa: DTZ001 - a civil time, read as Stockholm
BANDS = ["16-17", "18-20", "21-25", "26+"]
FORMS = ["HVB", "STODBOENDE"]
# The night the clocks go forward and the night they go back: before, in and after the hour that is not or stands twice.
NIGHTS = [datetime.fromisoformat(each).replace(fold=each.endswith("30:30")) for each in (
    "2026-03-28 23:30:00", "2026-03-29 01:59:59", "2026-03-29 03:00:00",
    "2026-10-25 01:30:00", "2026-10-25 02:30:00", "2026-10-25 02:30:30", "2026-10-25 03:00:00",
)]  # fmt: skip
DELAYS = [0, 0, 0, 1, 20, 59, 60, 61, 3600, 86400, 3 * 86400, 12 * 86400]


def text(moment: datetime) -> str:
    """Write a civil time; the later of two that stand twice tells its offset."""
    return moment.strftime("%Y-%m-%d %H.%M.%S") + ("+01.00" if moment.fold else "")


class Lines:
    """Makes the lines of a story, each with the instant it is received."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.lines: list[tuple[datetime, dict[str, Any]]] = []
        self.labels = 0
        self.ended: dict[str, list[datetime]] = {}

    def moment(self, first: int = 0, last: int = 120) -> datetime:
        """A civil time on a day, often at midnight or at the end of office hours, now and then in a night of two."""
        if self.dice.random() < 0.03:
            return self.dice.choice(NIGHTS)
        day = FIRST + timedelta(days=self.dice.randint(first, last))
        seconds = self.dice.choice([0, 0, 9 * 3600, 61200, 61201, 86399, self.dice.randint(0, 86399)])
        return day + timedelta(seconds=seconds)

    def add(
        self, occurred: datetime, *, late: bool = True, not_before: datetime | None = None, **line: Any
    ) -> datetime:
        received = occurred + timedelta(seconds=self.dice.choice(DELAYS) if late else 0)
        received = max(received, not_before) if not_before else received
        by = self.dice.choice(["provider", "board", None])
        values = {"heard": text(received), "occurred": text(occurred), **line}
        self.lines.append((received, values if by is None or "by" in line else {**values, "by": by}))
        return received

    def label(self) -> str:
        """A new word by which a later line may name this one."""
        self.labels += 1
        return f"fact {self.labels}"

    def soon(self, after: datetime) -> datetime:
        """A moment after another: minutes, days or months."""
        return after + timedelta(seconds=self.dice.choice([1, 60, 3600, 86400, 3 * 86400, 9 * 86400, 40 * 86400]))

    def correct(
        self,
        word: str,
        label: str,
        received: datetime,
        field: str | None,
        at: datetime,
        least: datetime,
        often: float = 0.25,
    ) -> None:
        """Now and then the teller corrects the date of a fact, or says that it never was; the other party may agree."""
        if self.dice.random() > often:
            return
        values: dict[str, Any] = {"of": label, "as": self.label()}
        if field is not None and self.dice.random() < 0.6:
            to = max(at + timedelta(seconds=self.dice.choice([-5, -2, -1, 1, 2, 6, 15]) * 86400), least)
            values |= {"corrected": word, "field": field, "to": text(to)}
        else:
            values["entered in error"] = word
        when = self.soon(received)
        self.lines.append((when, {"heard": text(when), "occurred": text(when), **values}))
        if self.dice.random() < 0.4:
            then = self.soon(when)
            self.lines.append((then, {"heard": text(then), "occurred": text(then), "agreed": word, "of": values["as"]}))

    def hand_in(self, started: datetime, line: dict[str, Any], last: int = 125) -> datetime:
        arrived = max(self.moment(0, last), started + timedelta(seconds=1))
        values = {"heard": text(arrived), "occurred": text(arrived), **line}
        if self.dice.random() < 0.3:
            values["arrived"] = text(
                arrived - timedelta(seconds=self.dice.choice([1, 30, 3600, 5 * 86400, 20 * 86400]))
            )
        self.lines.append((arrived, values))
        return arrived
