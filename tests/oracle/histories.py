"""Random histories of one provider: small worlds with many boundaries, late tellings, papers attested afterwards, and corrections."""

import random
from datetime import datetime, timedelta
from typing import Any

from tests.provider_audit.story import Story

FIRST = datetime(2026, 2, 20)  # noqa: DTZ001 - a civil time, read as Stockholm
BANDS = ["16-17", "18-20", "21-25", "26+"]
FORMS = ["HVB", "STODBOENDE"]
DELAYS = [0, 0, 0, 1, 20, 59, 60, 61, 3600, 86400, 3 * 86400, 12 * 86400]

DIRECTORY = {
    "registered", "contract", "clause in", "contract ended", "permit", "permit changed", "permit ended",
    "not permit-bound", "accounts", "asked", "answered", "engaged", "extracts", "interrupted", "of",
}  # fmt: skip


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H.%M.%S")


class History:
    """Makes the lines of a story, each with the instant it is heard."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.lines: list[tuple[datetime, dict[str, Any]]] = []
        self.labels = 0

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
        self.lines.append((heard, told if by is None or "by" in line else {**told, "by": by}))
        return heard

    def label(self) -> str:
        """A new word by which a later line may name this one."""
        self.labels += 1
        return f"fact {self.labels}"

    def soon(self, after: datetime) -> datetime:
        """A moment after another: minutes, days or months."""
        return after + timedelta(seconds=self.dice.choice([1, 60, 3600, 86400, 3 * 86400, 9 * 86400, 40 * 86400]))

    def correct(self, word: str, label: str, heard: datetime, field: str | None, at: datetime, least: datetime) -> None:
        """Now and then the teller corrects the date of a fact, or says that it never was; the other party may agree."""
        if self.dice.random() > 0.25:
            return
        told: dict[str, Any] = {"of": label, "as": self.label()}
        if field is not None and self.dice.random() < 0.6:
            to = max(at + timedelta(seconds=self.dice.choice([-5, -2, -1, 1, 2, 6, 15]) * 86400), least)
            told |= {"corrected": word, "field": field, "to": text(to)}
        else:
            told["entered in error"] = word
        when = self.soon(heard)
        self.lines.append((when, {"heard": text(when), "occurred": text(when), **told}))
        if self.dice.random() < 0.4:
            then = self.soon(when)
            self.lines.append((then, {"heard": text(then), "occurred": text(then), "agreed": word, "of": told["as"]}))

    def clause(self, rule: str) -> dict[str, Any]:
        numbers = {"R01": {"days": self.dice.randint(1, 20)}, "R02": {"nth_working_day": self.dice.randint(1, 8)}}
        numbers |= {"R04": {"days": self.dice.randint(1, 20)}, "R09": {"short_working_days": self.dice.randint(1, 9)}}
        numbers |= {"R03": {"days": self.dice.randint(5, 90)}, "S05": {"days": self.dice.randint(1, 9)}}
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
            rules = ["R01", "R02", "R03", "R04", "R09", "S05", "INSIGHT", "FOLLOW_UP"]
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
        told["ages"] = self.dice.sample(BANDS, self.dice.randint(1, 4))
        if self.dice.random() < 0.5:
            told["to"] = f"{first + timedelta(days=self.dice.randint(0, 120)):%Y-%m-%d}"
        return told

    def referrals(self) -> None:
        for number in range(self.dice.randint(0, 3)):
            name = f"referral {number}"
            tier = self.dice.choice(["emergency", "short", "standard"])
            asks = {"board": self.dice.choice(["board", "other"]), "form": self.dice.choice(FORMS)}
            sent = self.moment()
            heard = self.add(sent, sent=name, tier=tier, **asks, **self.assessed(sent))
            soon = timedelta(seconds=self.dice.choice([60, 3600, 7140, 7199, 7200, 7201, 5 * 86400, 20 * 86400]))
            if self.dice.random() < 0.3:
                amended = {"amended": name, "tier before": tier, "tier": self.dice.choice(["emergency", "short", tier])}
                told = {**amended, "board": asks["board"], "by": asks["board"], **self.assessed(sent)}
                changed = self.dice.choice([soon / 2, soon, soon - timedelta(seconds=1)])
                heard = self.add(sent + changed, not_before=heard + timedelta(seconds=1), **told)
            answer = self.dice.choice(["accepted", "declined", "withdrawn", None])
            if answer:
                told = {answer: name, "board": asks["board"]}
                self.add(sent + soon, not_before=heard + timedelta(seconds=1), **told)
            if self.dice.random() < 0.2:
                told = {"waived": name, "rule": "R09", "board": asks["board"], "by": asks["board"]}
                self.add(self.soon(heard), late=False, **told)

    def assessed(self, at: datetime) -> dict[str, str]:
        if self.dice.random() < 0.5:
            return {}
        return {"threat assessed": f"{at - timedelta(days=self.dice.choice([0, 1, 30, 89, 90, 91, 120])):%Y-%m-%d}"}

    def provider(self) -> None:
        """The provider itself: its fiscal years, requests for information, staff, and interruptions of the portal."""
        audited = self.dice.choice(["2025-01-01", "2026-01-01", "2026-03-10"])
        form, ends = self.dice.choice(["AB", "AB", "EK_FOR", "HB_KB"]), self.dice.choice(["02-28", "03-31", "04-30"])
        told = {"registered": "provider", "legal form": form, "fiscal year ends": ends, "audited from": audited}
        known = self.add(FIRST - timedelta(days=1), late=False, **told)
        for year in (2025, 2026, 2026):
            if self.dice.random() < 0.5:
                label, whole = self.label(), self.dice.choice(["yes", "yes", "no"])
                heard = self.hand_in(known, {"accounts": year, "ownership": whole, "as": label}, last=290)
                self.correct("provider", label, heard, None, heard, heard)
        for number in range(self.dice.randint(0, 2)):
            self.request(f"request {number}")
        for number in range(self.dice.randint(0, 3)):
            self.staff(f"staff {number}")
        for _ in range(self.dice.choice([0, 0, 1, 1, 2])):
            begins = self.moment(0, 130)
            ends_at = begins + timedelta(seconds=self.dice.choice([600, 7200, 86400]))
            stretch = {"from": text(begins), "to": text(ends_at)}
            self.add(self.soon(ends_at), late=False, interrupted="portal", by="operator", **stretch)

    def request(self, name: str) -> None:
        asked, by, label = self.moment(), self.dice.choice(["board", "supervisor"]), self.label()
        heard = self.add(asked, asked=name, by=by, **{"as": label})
        self.correct("provider", label, heard, None, asked, asked)
        if self.dice.random() < 0.7:
            label = self.label()
            told = self.hand_in(heard, {"answered": name, "for": by, "as": label})
            self.correct("provider", label, told, None, told, told)

    def staff(self, name: str) -> None:
        shift, unit, label = self.moment(), self.dice.choice(["unit", "house"]), self.label()
        before = shift - timedelta(days=self.dice.choice([150, 181, 184, 300]))
        again = {"engaged before until": f"{before:%Y-%m-%d}"} if self.dice.random() < 0.3 else {}
        heard = self.add(shift, engaged=name, unit=unit, by="provider", **{"as": label}, **again)
        self.correct(unit, label, heard, "first_shift", shift, FIRST)
        for _ in range(self.dice.choice([0, 1, 1, 2])):
            seen = shift - timedelta(seconds=self.dice.choice([0, 1, 86400, 9 * 86400, -86400]))
            issued = {"issued": f"{seen - timedelta(days=self.dice.choice([0, 20, 179, 181, 184])):%Y-%m-%d}"}
            if self.dice.random() < 0.2:
                issued["suspicion record"] = None
            label = self.label()
            told = {"extracts": name, "unit": unit, "by": "provider", "as": label, **issued}
            after = self.add(seen, not_before=heard + timedelta(seconds=1), **told)
            self.correct(unit, label, after, "seen_at", seen, FIRST)

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
        if self.dice.random() < 0.4:
            earliest = max(earliest, self.accepted(name, board, started, told))
        label = self.label()
        heard = self.add(started, not_before=earliest, **told, **{"as": label})
        after = heard + timedelta(seconds=1)
        at = started
        for word in ("paused", "resumed", "paused", "resumed")[: self.dice.choice([0, 0, 0, 1, 2, 3, 4])]:
            at += timedelta(seconds=self.dice.choice([0, 3600, 86400, 10 * 86400, 31 * 86400]))
            after = self.add(at, not_before=after, **{word: name, "board": board}) + timedelta(seconds=1)
        if at == started and self.dice.random() < 0.4:
            self.correct(name, label, after, "started_at", started, FIRST)
        elif self.dice.random() < 0.7:
            ended = max(
                self.dice.choice([at, self.moment(0, 125), at + timedelta(days=self.dice.randint(0, 80))]), started
            )
            self.end(name, board, ended, after, started)
        self.paper(name, board, heard)
        self.events(name, board, heard, started)

    def accepted(self, name: str, board: str, started: datetime, told: dict[str, Any]) -> datetime:
        """A referral accepted before the start, and what was told of the placement before it began."""
        told["referral"], asks = f"referral of {name}", {"board": board, "form": told["form"]}
        sent = started - timedelta(days=self.dice.randint(2, 20))
        heard = self.add(sent, late=False, sent=told["referral"], by=board, **asks, **self.assessed(started))
        heard = self.add(
            self.soon(heard), late=False, accepted=told["referral"], placement=name, by="provider", board=board
        )
        for _ in range(self.dice.choice([0, 1, 2])):
            dated = (started - timedelta(days=self.dice.choice([0, 1, 89, 90, 91]))).replace(hour=0, minute=0, second=0)
            threat = {"threat": name, "dated": f"{dated:%Y-%m-%d}", "board": board, "by": board, "as": self.label()}
            when = max(started - timedelta(seconds=self.dice.choice([0, 1, 3600, 86400])), heard + timedelta(seconds=1))
            when = self.add(when, late=False, **threat)
            self.correct(name, threat["as"], when, "assessed_on", dated, FIRST - timedelta(days=200))
        return heard + timedelta(seconds=1)

    def end(self, name: str, board: str, ended: datetime, after: datetime, started: datetime) -> None:
        told, label = {"end": name, "board": board, "as": self.label()}, ""
        if self.dice.random() < 0.3:
            noticed = text(ended + timedelta(seconds=self.dice.choice([-3600, 0, 3600])))
            told |= {"planned": "no", "reason": "SAMMANBROTT", "noticed": noticed, "id": f"{name} gone"}
        label = told["as"]
        heard = self.add(ended, not_before=after, **told)
        if self.dice.random() < 0.2:
            self.add(max(self.moment(), started), not_before=after, end=name, board=board)
        self.correct(name, label, heard, "ended_at", ended, started)

    def paper(self, name: str, board: str, heard: datetime) -> None:
        """What is handed in and reviewed about a placement, and what of it is returned."""
        for word in ("plan", "end report", "plan", "end report", "revised", "safety plan"):
            if self.dice.random() < 0.5:
                self.submit(word, name, board, heard, {})
        for month in ("2026-02", "2026-03", "2026-04", "2026-05", "2026-03"):
            if self.dice.random() < 0.5:
                self.submit("report", name, board, heard, {"month": month})
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            on, label = self.moment().replace(hour=0, minute=0, second=0), self.label()
            review = {"review": name, "age": self.dice.choice(BANDS), "board": board, "as": label}
            told = self.add(on, not_before=heard + timedelta(seconds=1), **review)
            self.correct(name, label, told, "on", on, FIRST)
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            rule = self.dice.choice(["R01", "R02", "R04", "S05", "R05"])
            month = {"month": self.dice.choice(["2026-03", "2026-04"])} if rule == "R02" else {}
            waived = {"waived": name, "rule": rule, "board": board, "by": board, **month}
            self.add(self.soon(heard), late=False, **waived)

    def submit(self, word: str, name: str, board: str, heard: datetime, more: dict[str, Any]) -> None:
        label = self.label()
        told = self.hand_in(heard, {word: name, "board": board, "as": label, **more})
        back = {"plan": "plan returned", "revised": "plan returned", "report": "report returned",
                "end report": "end report returned"}.get(word)  # fmt: skip
        if back is None or self.dice.random() < 0.6:
            self.correct(name, label, told, None, told, told)
            return
        named, void = self.label(), self.dice.choice(["yes", "no", "no"])
        line = {back: name, "of": label, "not a report": void, "board": board, "by": board, "as": named}
        when = self.add(self.soon(told), late=False, **line)
        self.correct(name, named, when, None, when, when)
        rule = {"report": "R02", "end report": "R04"}.get(word, "R01")
        if void == "no" and self.dice.random() < 0.2:
            waived = {"waived": name, "rule": rule, "of": named, "board": board, "by": board}
            self.add(self.soon(when), late=False, **waived)
        if word in ("plan", "revised") and self.dice.random() < 0.3:
            waived = {"waived": name, "rule": "R03", "of": label, "board": board, "by": board}
            self.add(self.soon(told), late=False, **waived)
        if self.dice.random() < 0.5:
            self.hand_in(self.soon(when), {self.dice.choice([word, "revised"]) if rule == "R01" else word: name,
                                           "board": board, **more})  # fmt: skip

    def events(self, name: str, board: str, heard: datetime, started: datetime) -> None:
        """Incidents, absences and threat assessments."""
        after = heard + timedelta(seconds=1)
        for number in range(self.dice.choice([0, 0, 1, 2])):
            self.incident(f"{name} incident {number}", name, board, after, started)
        if self.dice.random() < 0.3:
            label, noticed = self.label(), max(self.moment(), started)
            told = {"absence": name, "id": f"{name} gone", "board": board, "by": "provider", "as": label}
            when = self.add(noticed, not_before=after, **told)
            self.correct(name, label, when, "noticed_at", noticed, FIRST)
            if self.dice.random() < 0.3:
                told = {"incident": name, "id": f"{name} gone", "kind": "ABSENCE", "board": board, "by": "provider"}
                self.add(noticed, not_before=after, **told)
        for _ in range(self.dice.choice([0, 1, 1, 2])):
            dated = (started + timedelta(days=self.dice.choice([-91, -90, -10, 0, 0, 1, 20, 60]))).replace(
                hour=0, minute=0, second=0
            )
            label = self.label()
            told = {"threat": name, "dated": f"{dated:%Y-%m-%d}", "board": board, "by": board, "as": label}
            when = self.add(dated, not_before=after, **told)
            self.correct(name, label, when, "assessed_on", dated, FIRST - timedelta(days=200))

    def incident(self, word: str, name: str, board: str, after: datetime, started: datetime) -> None:
        aware, label = max(self.moment(), started), self.label()
        kind = self.dice.choice(["THREAT", "WEAPON", "DRUGS"])
        told = {"id": word, "board": board}
        if self.dice.random() < 0.4:
            noticed = aware + timedelta(seconds=self.dice.choice([-3600, 0, 1, 7200]))
            self.add(noticed, not_before=after, **told, by=board, kind=kind, **{"noticed incident": name})
        if self.dice.random() < 0.8:
            phoned = aware + timedelta(seconds=self.dice.choice([0, 1800, 3599, 3600, 9000]))
            called = {"phoned": text(phoned)} if self.dice.random() < 0.6 else {}
            report = {"incident": name, "kind": kind, "by": "provider", "as": label, **told, **called}
            when = self.add(aware, not_before=after, **report)
            self.correct(name, label, when, "aware_at", aware, FIRST)
            if self.dice.random() < 0.3:
                self.add(self.soon(when), late=False, **told, by=board, **{"call denied": name})
            if self.dice.random() < 0.3:
                at = aware + timedelta(seconds=self.dice.choice([1800, 3599, 3600, 9000]))
                self.add(at, not_before=when + timedelta(seconds=1), **told, by=board, **{"call received": name})

    def hand_in(self, started: datetime, line: dict[str, Any], last: int = 125) -> datetime:
        arrived = max(self.moment(0, last), started + timedelta(seconds=1))
        told = {"heard": text(arrived), "occurred": text(arrived), **line}
        if self.dice.random() < 0.3:
            told["arrived"] = text(arrived - timedelta(seconds=self.dice.choice([1, 30, 3600, 5 * 86400, 20 * 86400])))
        self.lines.append((arrived, told))
        return arrived


def history(seed: int) -> Story:
    """Make one random history, told in the order it was heard."""
    made = History(seed)
    made.provider()
    permits = made.permits()
    contracts = made.contracts()
    made.referrals()
    made.placements(contracts, permits)
    before: dict[str, Any] = {"registered": "first"}
    story, last = Story(), datetime(2000, 1, 1)  # noqa: DTZ001 - compared with civil times
    for heard, line in sorted(made.lines, key=lambda each: each[0]):
        moment = max(heard, last + timedelta(microseconds=1)) if heard <= last else heard
        # Now and then two facts of a log are one append.
        together = heard <= last and made.dice.random() < 0.3 and not DIRECTORY & {*line, *before}
        moment, before = (last if together else moment), line
        story.tell({**line, "heard": moment.isoformat(sep=" ")})
        last = moment
    return story
