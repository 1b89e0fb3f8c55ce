"""Random lines that referral tells: requests, placements with their papers, incidents, absences and threats."""

from datetime import datetime, timedelta
from typing import Any

from tests.oracle.lines import BANDS, FIRST, FORMS, Lines, text


def line_about(values: dict[str, Any], line: dict[str, Any]) -> bool:
    """Whether a line makes known what another is about."""
    return bool({values.get("start"), values.get("sent"), values.get("placement")} & set(map(str, line.values())))


class ReferralLines(Lines):
    """What is asked of a provider and happens in its placements."""

    def referrals(self) -> None:
        for number in range(self.dice.randint(0, 3)):
            name = f"referral {number}"
            tier = self.dice.choice(["emergency", "short", "standard"])
            asks = {"board": self.dice.choice(["board", "other"]), "form": self.dice.choice(FORMS)}
            sent = self.moment()
            received = self.add(sent, sent=name, tier=tier, **asks, **self.assessed(sent))
            soon = timedelta(seconds=self.dice.choice([60, 3600, 7140, 7199, 7200, 7201, 5 * 86400, 20 * 86400]))
            if self.dice.random() < 0.3:
                amended = {"amended": name, "tier before": tier, "tier": self.dice.choice(["emergency", "short", tier])}
                values = {**amended, "board": asks["board"], "by": asks["board"], **self.assessed(sent)}
                changed = self.dice.choice([soon / 2, soon, soon - timedelta(seconds=1)])
                received = self.add(sent + changed, not_before=received + timedelta(seconds=1), **values)
            answer = self.dice.choice(["accepted", "declined", "withdrawn", None])
            if answer:
                values = {answer: name, "board": asks["board"]}
                answered = self.add(sent + soon, not_before=received + timedelta(seconds=1), **values)
                if answer == "withdrawn" and self.dice.random() < 0.5:
                    self.received_late(answered, {"declined": name, "board": asks["board"], "by": "provider"})
            if self.dice.random() < 0.2:
                values = {"waived": name, "rule": "R09", "board": asks["board"], "by": asks["board"]}
                self.add(self.soon(received), late=False, **values)

    def assessed(self, at: datetime) -> dict[str, str]:
        if self.dice.random() < 0.5:
            return {}
        return {"threat assessed": f"{at - timedelta(days=self.dice.choice([0, 1, 30, 89, 90, 91, 120])):%Y-%m-%d}"}

    def placements(self, contracts: list[str], permits: list[str]) -> None:
        for number in range(self.dice.randint(1, 5)):
            self.placement(f"placement {number}", contracts, permits)

    def placement(self, name: str, contracts: list[str], permits: list[str]) -> None:
        started, received_first = self.moment(0, 100).replace(fold=0), None
        if self.dice.random() < 0.08:
            received_first, started = started, started.replace(year=2019)
        board = self.dice.choice(["board", "board", "other"])
        values = {"start": name, "board": board, "form": self.dice.choice(FORMS), "age": self.dice.choice(BANDS)}
        values["unit"] = self.dice.choice(["unit", "unit", "house"])
        known = {line.get("contract") or line.get("permit"): received for received, line in self.lines}
        earliest = received_first or started
        for word, names in (("under contract", contracts), ("under permit", permits)):
            if names and self.dice.random() < 0.5:
                values[word] = self.dice.choice(names)
                earliest = max(earliest, known[values[word]] + timedelta(seconds=1))
        if "under permit" not in values and self.dice.random() < 0.1:
            values["under permit"] = "a permit that nobody told of"
        if self.dice.random() < 0.3:
            values["audited from"] = f"{started + timedelta(days=self.dice.randint(-5, 40)):%Y-%m-%d}"
        if self.dice.random() < 0.4 and not received_first:
            earliest = max(earliest, self.accepted(name, board, started, values))
        label = self.label()
        received = self.add(started, not_before=earliest, **values, **{"as": label})
        after = received + timedelta(seconds=1)
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
        self.paper(name, board, received)
        self.late_paper(name, board)
        self.events(name, board, received, started)

    def accepted(self, name: str, board: str, started: datetime, values: dict[str, Any]) -> datetime:
        """A referral accepted before the start, and what was recorded of the placement before it began."""
        values["referral"], asks = f"referral of {name}", {"board": board, "form": values["form"]}
        sent = started - timedelta(days=self.dice.randint(2, 20))
        received = self.add(sent, late=False, sent=values["referral"], by=board, **asks, **self.assessed(started))
        received = self.add(
            self.soon(received), late=False, accepted=values["referral"], placement=name, by="provider", board=board
        )
        for _ in range(self.dice.choice([0, 1, 2])):
            dated = (started - timedelta(days=self.dice.choice([0, 1, 89, 90, 91]))).replace(hour=0, minute=0, second=0)
            threat = {"threat": name, "dated": f"{dated:%Y-%m-%d}", "board": board, "by": board, "as": self.label()}
            when = max(
                started - timedelta(seconds=self.dice.choice([0, 1, 3600, 86400])), received + timedelta(seconds=1)
            )
            when = self.add(when, late=False, **threat)
            self.correct(name, threat["as"], when, "assessed_on", dated, FIRST - timedelta(days=200))
        return received + timedelta(seconds=1)

    def end(self, name: str, board: str, ended: datetime, after: datetime, started: datetime) -> None:
        recorded, label = {"end": name, "board": board, "as": self.label()}, ""
        self.ended.setdefault(name, []).append(ended)
        if self.dice.random() < 0.3:
            noticed = text(ended + timedelta(seconds=self.dice.choice([-3600, 0, 3600])))
            recorded |= {"planned": "no", "reason": "SAMMANBROTT", "noticed": noticed, "id": f"{name} gone"}
        label = recorded["as"]
        received = self.add(ended, not_before=after, **recorded)
        if self.dice.random() < 0.2:
            self.add(max(self.moment(), started), not_before=after, end=name, board=board)
        self.correct(name, label, received, "ended_at", ended, started)

    def paper(self, name: str, board: str, received: datetime) -> None:
        """What is handed in and reviewed about a placement, and what of it is returned."""
        for word in ("plan", "end report", "plan", "end report", "revised", "safety plan"):
            if self.dice.random() < 0.5:
                self.submit(word, name, board, received, {})
        for month in ("2026-02", "2026-03", "2026-04", "2026-05", "2026-03"):
            if self.dice.random() < 0.5:
                self.submit("report", name, board, received, {"month": month})
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            on, label = self.moment().replace(hour=0, minute=0, second=0), self.label()
            review = {"review": name, "age": self.dice.choice(BANDS), "board": board, "as": label}
            recorded_at = self.add(on, not_before=received + timedelta(seconds=1), **review)
            self.correct(name, label, recorded_at, "on", on, FIRST)
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            rule = self.dice.choice(["R01", "R02", "R04", "S05", "R05"])
            month = {"month": self.dice.choice(["2026-03", "2026-04"])} if rule == "R02" else {}
            waived = {"waived": name, "rule": rule, "board": board, "by": board, **month}
            self.add(self.soon(received), late=False, **waived)

    def late_paper(self, name: str, board: str) -> None:
        """What arrived about when the stay ended, or a duty was waived, and is received long after."""
        waivers = [received for received, line in self.lines if line.get("waived") == name]
        for at in [*self.ended.get(name, ()), *waivers]:
            if self.dice.random() < 0.4:
                word = self.dice.choice(["plan", "safety plan", "end report", "report", "revised"])
                month = {"month": "2026-03"} if word == "report" else {}
                self.received_late(max(at, FIRST), {word: name, "board": board, **month})

    def received_late(self, at: datetime, line: dict[str, Any]) -> None:
        """Hear something after an instant that arrived a day or a second before it, at it, or after it."""
        arrived = at + timedelta(seconds=self.dice.choice([-86400, -1, 0, 1]))
        known = max((received for received, each in self.lines if line_about(each, line)), default=at)
        received = max(self.soon(at), known + timedelta(seconds=1))
        self.lines.append(
            (received, {"heard": text(received), "occurred": text(received), "arrived": text(arrived), **line})
        )

    def submit(self, word: str, name: str, board: str, received: datetime, more: dict[str, Any]) -> None:
        label = self.label()
        recorded = self.hand_in(received, {word: name, "board": board, "as": label, **more})
        back = {"plan": "plan returned", "revised": "plan returned", "report": "report returned",
                "end report": "end report returned"}.get(word)  # fmt: skip
        if back is None or self.dice.random() < 0.6:
            self.correct(name, label, recorded, None, recorded, recorded)
            return
        named, void = self.label(), self.dice.choice(["yes", "no", "no"])
        line = {back: name, "of": label, "not a report": void, "board": board, "by": board, "as": named}
        when = self.add(self.soon(recorded), late=False, **line)
        self.correct(name, named, when, None, when, when)
        if self.dice.random() < 0.3:
            # Both sides come to agree, or do not, that what was returned never was.
            self.correct(name, label, when, None, when, when, often=1)
        rule = {"report": "R02", "end report": "R04"}.get(word, "R01")
        if void == "no" and self.dice.random() < 0.2:
            waived = {"waived": name, "rule": rule, "of": named, "board": board, "by": board}
            self.add(self.soon(when), late=False, **waived)
        if word in ("plan", "revised") and self.dice.random() < 0.3:
            waived = {"waived": name, "rule": "R03", "of": label, "board": board, "by": board}
            self.add(self.soon(recorded), late=False, **waived)
        if self.dice.random() < 0.5:
            self.hand_in(self.soon(when), {self.dice.choice([word, "revised"]) if rule == "R01" else word: name,
                                           "board": board, **more})  # fmt: skip

    def events(self, name: str, board: str, received: datetime, started: datetime) -> None:
        """Incidents, absences and threat assessments."""
        after = received + timedelta(seconds=1)
        for number in range(self.dice.choice([0, 0, 1, 2])):
            self.incident(f"{name} incident {number}", name, board, after, started)
        if self.dice.random() < 0.3:
            label, noticed = self.label(), max(self.moment(), started)
            values = {"absence": name, "id": f"{name} gone", "board": board, "by": "provider", "as": label}
            when = self.add(noticed, not_before=after, **values)
            self.correct(name, label, when, "noticed_at", noticed, FIRST)
            if self.dice.random() < 0.3:
                values = {"incident": name, "id": f"{name} gone", "kind": "ABSENCE", "board": board, "by": "provider"}
                self.add(noticed, not_before=after, **values)
        for _ in range(self.dice.choice([0, 1, 1, 2])):
            dated = (started + timedelta(days=self.dice.choice([-91, -90, -10, 0, 0, 1, 20, 60]))).replace(
                hour=0, minute=0, second=0
            )
            label = self.label()
            values = {"threat": name, "dated": f"{dated:%Y-%m-%d}", "board": board, "by": board, "as": label}
            when = self.add(dated, not_before=after, **values)
            self.correct(name, label, when, "assessed_on", dated, FIRST - timedelta(days=200))

    def incident(self, word: str, name: str, board: str, after: datetime, started: datetime) -> None:
        aware, label = max(self.moment(), started), self.label()
        kind = self.dice.choice(["THREAT", "WEAPON", "DRUGS"])
        values = {"id": word, "board": board}
        if self.dice.random() < 0.4:
            noticed = aware + timedelta(seconds=self.dice.choice([-3600, 0, 1, 7200]))
            self.add(noticed, not_before=after, **values, by=board, kind=kind, **{"noticed incident": name})
        if self.dice.random() < 0.8:
            phoned = aware + timedelta(seconds=self.dice.choice([0, 1800, 3599, 3600, 9000]))
            called = {"phoned": text(phoned)} if self.dice.random() < 0.6 else {}
            report = {"incident": name, "kind": kind, "by": "provider", "as": label, **values, **called}
            when = self.add(aware, not_before=after, **report)
            self.correct(name, label, when, "aware_at", aware, FIRST)
            if self.dice.random() < 0.3:
                self.add(self.soon(when), late=False, **values, by=board, **{"call denied": name})
            if self.dice.random() < 0.3:
                at = aware + timedelta(seconds=self.dice.choice([1800, 3599, 3600, 9000]))
                self.add(at, not_before=when + timedelta(seconds=1), **values, by=board, **{"call received": name})
