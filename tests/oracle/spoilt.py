"""Random histories with facts that cannot be judged when they are received; some are mended, some suspend their subject to the end."""

import random
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.histories import History, written
from tests.oracle.lines import FIRST, text
from tests.provider_audit.story import Story

Line = dict[str, Any]


class SpoiltHistory(History):
    """A history into which what cannot be judged is put, and perhaps what mends it."""

    def spoil(self) -> None:
        """Put one to three of them in."""
        self.dice = random.Random(f"spoilt {self.dice.random()}")
        ways = [self.end_too_early, self.resumed_unpaused, self.wrong_field, self.anothers_error, self.bad_clause,
                self.no_contract, self.too_early, self.no_permit, self.never_asked]  # fmt: skip
        for number in range(self.dice.randint(1, 3)):
            self.dice.choice(ways)(f"bad {number}")

    def lines_with(self, word: str) -> list[tuple[datetime, Line]]:
        return [(received, line) for received, line in self.lines if word in line]

    def put(self, received: datetime, **line: Any) -> datetime:
        self.lines.append((received, {"heard": text(received), "occurred": text(received), **line}))
        return received

    def mend(self, label: str, received: datetime, *, voids: bool = True) -> None:
        """Perhaps its teller takes it back, or two operators void it; now and then both, or the taking back is taken back."""
        when = self.soon(received)
        if self.dice.random() < 0.4:
            named = self.label()
            self.put(when, **{"entered in error": "x", "of": label, "as": named})
            if self.dice.random() < 0.2:
                self.put(self.soon(when), **{"entered in error": "x", "of": named})
        if voids and self.dice.random() < 0.3:
            self.put(self.soon(received), voided=f"voiding {label}", of=label)

    def of_a_placement(self) -> tuple[datetime, Line] | None:
        return self.dice.choice(self.lines_with("start") or [None])

    def end_too_early(self, label: str) -> None:
        if (found := self.of_a_placement()) is None:
            return
        received, line = found
        at, when = datetime.fromisoformat(line["occurred"].split("+")[0].replace(".", ":")), self.soon(received)
        early = at - timedelta(days=5)
        self.lines.append((when, {"heard": text(when), "occurred": text(early), "end": line["start"], "board": line["board"],
                                  "by": self.dice.choice(["provider", line["board"]]), "as": label}))  # fmt: skip
        if self.dice.random() < 0.5:
            to, then = at + timedelta(days=self.dice.choice([0, 1, 20])), self.soon(when)
            self.put(then, corrected=line["start"], of=label, field="ended_at", to=text(to))
        self.mend(label, when)

    def resumed_unpaused(self, label: str) -> None:
        if (found := self.of_a_placement()) is not None:
            received, line = found
            when = self.put(self.soon(received), resumed=line["start"], board=line["board"], **{"as": label})
            self.mend(label, when)

    def wrong_field(self, label: str) -> None:
        """A correction of a date that the fact does not tell: of a paper, a permit, accounts, staff."""
        if named := self.lines_with("as"):
            received, line = self.dice.choice(named)
            when = self.soon(received)
            self.put(when, corrected="x", of=line["as"], field="to_at", to=text(when), **{"as": label})
            self.mend(label, when)

    def anothers_error(self, label: str) -> None:
        if named := [each for each in self.lines_with("as") if each[1].get("by") != "operator"]:
            received, line = self.dice.choice(named)
            when = self.put(
                self.soon(received), by="a third", **{"entered in error": "x", "of": line["as"], "as": label}
            )
            self.mend(label, when)

    def bad_clause(self, label: str) -> None:
        received, line = self.dice.choice(self.lines_with("contract"))
        values = {
            "clause in": line["contract"],
            "board": line["board"],
            "id": f"bad {label}",
            "type": self.dice.choice(["R01", "R04"]),
        }
        when = self.put(
            self.soon(received),
            **values,
            **{"from": "2026-01-01", "as": label, "numbers": {"days": self.dice.choice([0, 4000])}},
        )
        if self.dice.random() < 0.4:
            self.put(self.soon(when), **values, **{"from": "2026-01-01", "version": 2, "numbers": {"days": 9}})
        self.mend(label, when)

    def no_contract(self, label: str) -> None:
        """A start, or a referral, under a contract that is recorded afterwards or never."""
        later, board, form = f"contract of {label}", "board", "HVB"
        received = self.moment(10, 60)
        what = self.dice.choice(
            [{"start": f"placement of {label}", "age": "18-20"}, {"sent": f"referral of {label}", "tier": "short"}]
        )
        self.put(received, **what, board=board, form=form, **{"under contract": later, "as": label})
        if "start" in what:
            self.put(self.soon(received), plan=what["start"], board=board)
        if self.dice.random() < 0.5:
            self.put(
                self.soon(received), contract=later, board=board, forms=[form], clauses=[], **{"from": "2026-01-01"}
            )
        self.mend(label, received)

    def too_early(self, label: str) -> None:
        """What is handed in for a placement, or ends it, before anybody recorded it."""
        if (found := self.of_a_placement()) is not None:
            received, line = found
            word = self.dice.choice(["plan", "report", "end", "safety plan"])
            when = max(received - timedelta(days=self.dice.choice([1, 9, 40])), FIRST)
            month = {"month": "2026-03"} if word == "report" else {}
            self.put(when, **{word: line["start"], "board": line["board"], "as": label, **month})
            self.mend(label, when)

    def no_permit(self, label: str) -> None:
        name, form, received = f"permit of {label}", self.dice.choice(["HVB", "STODBOENDE"]), self.moment(0, 80)
        self.put(
            received, **self.terms("permit changed", name, form, self.dice.choice(["unit", "house"])), **{"as": label}
        )
        if self.dice.random() < 0.5:
            self.put(self.soon(received), **self.terms("permit", name, form, "unit"))
        self.mend(label, received)

    def never_asked(self, label: str) -> None:
        if not self.lines_with("asked"):
            received = self.put(self.moment(), answered="nothing", **{"for": "board", "as": label})
            self.mend(label, received)


def spoilt_history(seed: int) -> Story:
    """Make one random history in which not everything can be judged, recorded in the order it was received."""
    made = SpoiltHistory(seed)
    made.make()
    made.spoil()
    return written(made)
