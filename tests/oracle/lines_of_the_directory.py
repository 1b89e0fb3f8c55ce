"""Random lines that the directory tells: contracts with clauses, permits, and the provider itself with its staff."""

from datetime import datetime, timedelta
from typing import Any

from tests.oracle.lines import BANDS, FIRST, FORMS, Lines, text


class DirectoryLines(Lines):
    """What is registered of a provider."""

    def clause(self, rule: str) -> dict[str, Any]:
        numbers = {"R01": {"days": self.dice.randint(1, 20)}, "R02": {"nth_working_day": self.dice.randint(1, 8)}}
        numbers |= {"R04": {"days": self.dice.randint(1, 20)}, "R09": {"short_working_days": self.dice.randint(1, 9)}}
        numbers |= {"R03": {"days": self.dice.randint(5, 90)}, "S05": {"days": self.dice.randint(1, 9)}}
        first = FIRST + timedelta(days=self.dice.randint(-60, 60))
        values: dict[str, Any] = {"type": rule, "id": f"{rule}-{self.dice.randint(1, 2)}", "from": f"{first:%Y-%m-%d}"}
        values["version"] = self.dice.randint(1, 10_000)
        if rule in numbers:
            values["numbers"] = numbers[rule]
        if self.dice.random() < 0.3:
            values["to"] = f"{first + timedelta(days=self.dice.randint(0, 90)):%Y-%m-%d}"
        return values

    def contracts(self) -> list[str]:
        names = []
        for number in range(self.dice.randint(1, 3)):
            first = FIRST + timedelta(days=self.dice.randint(-90, 30))
            rules = ["R01", "R02", "R03", "R04", "R09", "S05", "INSIGHT", "FOLLOW_UP"]
            dated: dict[str, Any] = {"from": f"{first:%Y-%m-%d}"}
            if self.dice.random() < 0.4:
                dated["to"] = f"{first + timedelta(days=self.dice.randint(20, 150)):%Y-%m-%d}"
            if self.dice.random() < 0.3:
                dated["audited from"] = f"{first + timedelta(days=self.dice.randint(0, 120)):%Y-%m-%d}"
            clauses = [self.clause(rule) for rule in self.dice.sample(rules, self.dice.randint(0, 4))]
            board, name = self.dice.choice(["board", "board", "other"]), f"contract {number}"
            received = self.add(
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
                    not_before=received + timedelta(seconds=1),
                    **{"clause in": name, "board": board, **self.clause(self.dice.choice(rules))},
                )
            if self.dice.random() < 0.2:
                at = FIRST + timedelta(days=self.dice.randint(0, 110))
                self.add(
                    self.moment(0, 100),
                    not_before=received + timedelta(seconds=1),
                    **{"contract ended": name, "board": board, "at": f"{at:%Y-%m-%d}"},
                )
            names.append(name)
        return names

    def permits(self) -> list[str]:
        names = []
        for number in range(self.dice.randint(0, 3)):
            name, form = f"permit {number}", self.dice.choice(FORMS)
            unit, label = self.dice.choice(["unit", "unit", "house"]), self.label()
            at = self.moment(0, 60)
            received = self.add(at, **self.terms("permit", name, form, unit), **{"as": label})
            self.correct_permit(name, label, received, at)
            for _ in range(self.dice.choice([0, 0, 1, 2, 3])):
                self.change(name, form, unit, received + timedelta(seconds=1))
            if self.dice.random() < 0.3:
                values = {"permit ended": name, "at": f"{self.day(0, 110):%Y-%m-%d}", "as": self.label()}
                ended = self.add(self.moment(0, 110), not_before=received + timedelta(seconds=1), **values)
                self.correct(name, values["as"], ended, "at", self.day(0, 110), FIRST)
            names.append(name)
        for number in range(self.dice.choice([0, 0, 1, 1, 2])):
            self.free(f"decision {number}")
        return names

    def change(self, name: str, form: str, unit: str, after: datetime) -> None:
        """Other terms, often recorded long before they begin, or dated back; now and then of another form."""
        at, label = self.moment(0, 100), self.label()
        recorded = self.terms(
            "permit changed", name, form if self.dice.random() < 0.8 else self.dice.choice(FORMS), unit
        )
        if self.dice.random() < 0.5:
            recorded["from"] = f"{at + timedelta(days=self.dice.choice([-3, 0, 1, 5, 30, 60])):%Y-%m-%d}"
            recorded.pop("to", None)
        self.correct_permit(name, label, self.add(at, not_before=after, **recorded, **{"as": label}), at)

    def correct_permit(self, name: str, label: str, received: datetime, at: datetime) -> None:
        self.correct(name, label, received, self.dice.choice(["valid_from", "valid_to", "occurred"]), at, FIRST)

    def free(self, name: str) -> None:
        """The decision that no permit is needed; often a permit registered afterwards ends it."""
        on, form = self.dice.choice([datetime(2018, 5, 2), self.day(0, 110)]), self.dice.choice(FORMS)  # noqa: DTZ001
        at, label = self.moment(0, 90), self.label()
        received = self.add(at, form=form, on=f"{on:%Y-%m-%d}", **{"not permit-bound": name, "as": label})
        self.correct(name, label, received, "on", on, FIRST - timedelta(days=60))
        if self.dice.random() < 0.6:
            recorded = self.terms("permit", f"permit after {name}", form, "unit")
            self.add(self.soon(received), not_before=received + timedelta(seconds=1), **recorded)

    def day(self, first: int, last: int) -> datetime:
        return FIRST + timedelta(days=self.dice.randint(first, last))

    def terms(self, word: str, name: str, form: str, unit: str) -> dict[str, Any]:
        first = FIRST + timedelta(days=self.dice.randint(-60, 60))
        values = {
            word: name,
            "form": form,
            "unit": unit,
            "places": self.dice.randint(0, 3),
            "from": f"{first:%Y-%m-%d}",
        }
        values["ages"] = self.dice.sample(BANDS, self.dice.randint(1, 4))
        if self.dice.random() < 0.5:
            values["to"] = f"{first + timedelta(days=self.dice.randint(0, 120)):%Y-%m-%d}"
        return values

    def provider(self) -> None:
        """The provider itself: its fiscal years, requests for information, staff, and interruptions of the portal."""
        audited = self.dice.choice(["2015-01-01", "2025-01-01", "2026-01-01", "2026-03-10"])
        form, ends = self.dice.choice(["AB", "AB", "EK_FOR", "HB_KB"]), self.dice.choice(["02-28", "03-31", "04-30"])
        values = {"registered": "provider", "legal form": form, "fiscal year ends": ends, "audited from": audited}
        known = self.add(FIRST - timedelta(days=1), late=False, **values)
        for year in (2025, 2026, 2026):
            if self.dice.random() < 0.5:
                label, whole = self.label(), self.dice.choice(["yes", "yes", "no"])
                received = self.hand_in(known, {"accounts": year, "ownership": whole, "as": label}, last=290)
                self.correct("provider", label, received, None, received, received)
        for number in range(self.dice.randint(0, 2)):
            self.request(f"request {number}")
        for number in range(self.dice.randint(0, 3)):
            self.staff(f"staff {number}")
        for _ in range(self.dice.choice([0, 0, 1, 1, 2])):
            begins = self.moment(0, 130).replace(fold=0)
            ends_at = begins + timedelta(seconds=self.dice.choice([600, 7200, 86400]))
            stretch = {"from": text(begins), "to": text(ends_at)}
            self.add(self.soon(ends_at), late=False, interrupted="portal", by="operator", **stretch)

    def request(self, name: str) -> None:
        asked, by, label = self.moment(), self.dice.choice(["board", "supervisor"]), self.label()
        received = self.add(asked, asked=name, by=by, **{"as": label})
        self.correct("provider", label, received, None, asked, asked)
        if self.dice.random() < 0.7:
            label = self.label()
            recorded = self.hand_in(received, {"answered": name, "for": by, "as": label})
            self.correct("provider", label, recorded, None, recorded, recorded)

    def staff(self, name: str) -> None:
        shift, unit, label = self.moment(), self.dice.choice(["unit", "house"]), self.label()
        if self.dice.random() < 0.1:
            shift = shift.replace(year=2015)
        before = shift - timedelta(days=self.dice.choice([150, 181, 184, 300]))
        again = {"engaged before until": f"{before:%Y-%m-%d}"} if self.dice.random() < 0.3 else {}
        known = None if shift > FIRST else self.moment()
        received = self.add(shift, not_before=known, engaged=name, unit=unit, by="provider", **{"as": label}, **again)
        self.correct(unit, label, received, "first_shift", shift, FIRST)
        for _ in range(self.dice.choice([0, 1, 1, 2])):
            seen = shift - timedelta(seconds=self.dice.choice([0, 1, 86400, 9 * 86400, -86400]))
            issued = {"issued": f"{seen - timedelta(days=self.dice.choice([0, 20, 179, 181, 184])):%Y-%m-%d}"}
            if self.dice.random() < 0.2:
                issued["suspicion record"] = None
            label = self.label()
            values = {"extracts": name, "unit": unit, "by": "provider", "as": label, **issued}
            after = self.add(seen, not_before=received + timedelta(seconds=1), **values)
            self.correct(unit, label, after, "seen_at", seen, FIRST)
