"""Random histories of one provider: small worlds with many boundaries, late tellings, and papers attested afterwards."""

import random
from datetime import datetime, timedelta
from typing import Any

from tests.provider_audit.story import Story

FIRST = datetime(2026, 2, 20)  # noqa: DTZ001 - a civil time, read as Stockholm
BANDS = ["16-17", "18-20", "21-25", "26+"]
FORMS = ["HVB", "STODBOENDE"]
DELAYS = [0, 0, 0, 1, 20, 59, 60, 61, 3600, 86400, 3 * 86400, 12 * 86400]


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H.%M.%S")


class History:
    """Makes the lines of a story, each with the instant it is heard."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.lines: list[tuple[datetime, dict[str, Any]]] = []

    def moment(self, first: int = 0, last: int = 120) -> datetime:
        """A civil time on a day, often at midnight or at the end of office hours."""
        day = FIRST + timedelta(days=self.dice.randint(first, last))
        seconds = self.dice.choice([0, 0, 9 * 3600, 61200, 61201, 86399, self.dice.randint(0, 86399)])
        return day + timedelta(seconds=seconds)

    def add(
        self, occurred: datetime, *, late: bool = True, not_before: datetime | None = None, **line: Any
    ) -> datetime:
        heard = occurred + timedelta(seconds=self.dice.choice(DELAYS) if late else 0)
        heard = max(heard, not_before) if not_before else heard
        by = self.dice.choice(["provider", "board", None])
        told = {"heard": text(heard), "occurred": text(occurred), **line}
        self.lines.append((heard, told if by is None else {**told, "by": by}))
        return heard

    def clause(self, rule: str) -> dict[str, Any]:
        numbers = {"R01": {"days": self.dice.randint(1, 20)}, "R02": {"nth_working_day": self.dice.randint(1, 8)}}
        numbers |= {"R04": {"days": self.dice.randint(1, 20)}, "R09": {"short_working_days": self.dice.randint(1, 9)}}
        first = FIRST + timedelta(days=self.dice.randint(-60, 60))
        told: dict[str, Any] = {"type": rule, "id": f"{rule}-{self.dice.randint(1, 2)}", "from": f"{first:%Y-%m-%d}"}
        told["version"] = self.dice.randint(1, 10_000)
        if rule in numbers:
            told["numbers"] = numbers[rule]
        if self.dice.random() < 0.3:
            told["to"] = f"{first + timedelta(days=self.dice.randint(0, 90)):%Y-%m-%d}"
        return told

    def contracts(self) -> list[str]:
        names = []
        for number in range(self.dice.randint(1, 3)):
            first = FIRST + timedelta(days=self.dice.randint(-90, 30))
            rules = ["R01", "R02", "R04", "R09", "INSIGHT", "FOLLOW_UP"]
            dated: dict[str, Any] = {"from": f"{first:%Y-%m-%d}"}
            if self.dice.random() < 0.4:
                dated["to"] = f"{first + timedelta(days=self.dice.randint(20, 150)):%Y-%m-%d}"
            if self.dice.random() < 0.3:
                dated["audited from"] = f"{first + timedelta(days=self.dice.randint(0, 120)):%Y-%m-%d}"
            clauses = [self.clause(rule) for rule in self.dice.sample(rules, self.dice.randint(0, 4))]
            board, name = self.dice.choice(["board", "board", "other"]), f"contract {number}"
            heard = self.add(
                self.moment(0, 20),
                contract=name,
                board=board,
                clauses=clauses,
                forms=self.dice.sample(FORMS, 1 + (self.dice.random() < 0.7)),
                **dated,
            )
            for _ in range(self.dice.randint(0, 3)):
                self.add(
                    self.moment(0, 100),
                    not_before=heard + timedelta(seconds=1),
                    **{"clause in": name, "board": board, **self.clause(self.dice.choice(rules))},
                )
            if self.dice.random() < 0.2:
                at = FIRST + timedelta(days=self.dice.randint(0, 110))
                self.add(
                    self.moment(0, 100),
                    not_before=heard + timedelta(seconds=1),
                    **{"contract ended": name, "board": board, "at": f"{at:%Y-%m-%d}"},
                )
            names.append(name)
        return names

    def permits(self) -> list[str]:
        names = []
        for number in range(self.dice.randint(0, 3)):
            name, form = f"permit {number}", self.dice.choice(FORMS)
            unit = self.dice.choice(["unit", "unit", "house"])
            heard = self.add(self.moment(0, 60), **self.terms("permit", name, form, unit))
            for _ in range(self.dice.choice([0, 0, 1, 2])):
                self.add(
                    self.moment(0, 100),
                    not_before=heard + timedelta(seconds=1),
                    **self.terms("permit changed", name, form, unit),
                )
            if self.dice.random() < 0.3:
                at = FIRST + timedelta(days=self.dice.randint(0, 110))
                self.add(
                    self.moment(0, 110),
                    not_before=heard + timedelta(seconds=1),
                    **{"permit ended": name, "at": f"{at:%Y-%m-%d}"},
                )
            names.append(name)
        if self.dice.random() < 0.2:
            on = FIRST + timedelta(days=self.dice.randint(0, 110))
            self.add(
                self.moment(),
                **{"not permit-bound": "decision", "form": self.dice.choice(FORMS), "on": f"{on:%Y-%m-%d}"},
            )
        return names

    def terms(self, word: str, name: str, form: str, unit: str) -> dict[str, Any]:
        first = FIRST + timedelta(days=self.dice.randint(-60, 60))
        told = {word: name, "form": form, "unit": unit, "places": self.dice.randint(0, 3), "from": f"{first:%Y-%m-%d}"}
        told["ages"] = self.dice.sample(BANDS, self.dice.randint(1, 3))
        if self.dice.random() < 0.5:
            told["to"] = f"{first + timedelta(days=self.dice.randint(0, 120)):%Y-%m-%d}"
        return told

    def referrals(self) -> None:
        for number in range(self.dice.randint(0, 3)):
            name = f"referral {number}"
            tier = self.dice.choice(["emergency", "short", "standard"])
            asks = {"tier": tier, "board": self.dice.choice(["board", "other"]), "form": self.dice.choice(FORMS)}
            sent = self.moment()
            heard = self.add(sent, sent=name, **asks)
            soon = timedelta(seconds=self.dice.choice([60, 3600, 7140, 7199, 7200, 7201, 5 * 86400, 20 * 86400]))
            answer = self.dice.choice(["accepted", "declined", "withdrawn", None])
            if answer:
                self.add(sent + soon, not_before=heard + timedelta(seconds=1), **{answer: name, "board": asks["board"]})

    def placements(self, contracts: list[str], permits: list[str]) -> None:
        for number in range(self.dice.randint(1, 5)):
            self.placement(f"placement {number}", contracts, permits)

    def placement(self, name: str, contracts: list[str], permits: list[str]) -> None:
        started = self.moment(0, 100)
        board = self.dice.choice(["board", "board", "other"])
        told = {"start": name, "board": board, "form": self.dice.choice(FORMS), "age": self.dice.choice(BANDS)}
        told["unit"] = self.dice.choice(["unit", "unit", "house"])
        known = {line.get("contract") or line.get("permit"): heard for heard, line in self.lines}
        earliest = started
        for word, names in (("under contract", contracts), ("under permit", permits)):
            if names and self.dice.random() < 0.5:
                told[word] = self.dice.choice(names)
                earliest = max(earliest, known[told[word]] + timedelta(seconds=1))
        if self.dice.random() < 0.3:
            told["audited from"] = f"{started + timedelta(days=self.dice.randint(-5, 40)):%Y-%m-%d}"
        heard = self.add(started, not_before=earliest, **told)
        after = heard + timedelta(seconds=1)
        at = started
        for word in ("paused", "resumed", "paused", "resumed")[: self.dice.choice([0, 0, 0, 1, 2, 3, 4])]:
            at += timedelta(seconds=self.dice.choice([0, 3600, 86400, 10 * 86400, 31 * 86400]))
            after = self.add(at, not_before=after, **{word: name, "board": board}) + timedelta(seconds=1)
        if self.dice.random() < 0.7:
            ended = self.dice.choice([at, self.moment(0, 125), at + timedelta(days=self.dice.randint(0, 80))])
            self.add(max(ended, started), not_before=after, end=name, board=board)
            if self.dice.random() < 0.2:
                self.add(max(self.moment(), started), not_before=after, end=name, board=board)
        self.paper(name, board, heard)

    def paper(self, name: str, board: str, heard: datetime) -> None:
        """What is handed in and reviewed about a placement."""
        for word in ("plan", "end report", "plan", "end report"):
            if self.dice.random() < 0.5:
                self.hand_in(heard, {word: name, "board": board})
        for month in ("2026-02", "2026-03", "2026-04", "2026-05", "2026-03"):
            if self.dice.random() < 0.5:
                self.hand_in(heard, {"report": name, "month": month, "board": board})
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            on = self.moment().replace(hour=0, minute=0, second=0)
            review = {"review": name, "age": self.dice.choice(BANDS), "board": board}
            self.add(on, not_before=heard + timedelta(seconds=1), **review)

    def hand_in(self, started: datetime, line: dict[str, Any]) -> None:
        arrived = max(self.moment(0, 125), started + timedelta(seconds=1))
        told = {"heard": text(arrived), "occurred": text(arrived), **line}
        if self.dice.random() < 0.3:
            told["arrived"] = text(arrived - timedelta(seconds=self.dice.choice([1, 30, 3600, 5 * 86400, 20 * 86400])))
        self.lines.append((arrived, told))


def history(seed: int) -> Story:
    """Make one random history, told in the order it was heard."""
    made = History(seed)
    permits = made.permits()
    contracts = made.contracts()
    made.referrals()
    made.placements(contracts, permits)
    story, last = Story(), datetime(2000, 1, 1)  # noqa: DTZ001 - compared with civil times
    for heard, line in sorted(made.lines, key=lambda each: each[0]):
        moment = max(heard, last + timedelta(microseconds=1)) if heard <= last else heard
        story.tell({**line, "heard": moment.isoformat(sep=" ")})
        last = moment
    return story
