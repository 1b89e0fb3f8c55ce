"""A second judge, written plainly from the rules: it goes through all facts again at every instant, and shares no code with the first.

It knows working days from the library, not from the committed calendar, and judges one provider.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.days import MINUTE, ONE, begins, civil, later, next_month, working_days
from tests.oracle.duties import HANDED_IN, RULES, Duties, would_do
from tests.oracle.ends import fall, in_time, still_met, waived
from tests.oracle.episodes import Episodes
from tests.oracle.findings import Key, find, name, name_of_finding
from tests.oracle.frozen import is_frozen
from tests.oracle.suspended import Suspended
from tests.oracle.view import View, corrects, kind_of
from tests.oracle.waking import RESUMED, leave_two_days

CORRECTIONS = ("EnteredInError", "DateCorrected")
FIRST_DAY = date(2000, 1, 1)


class Plain:
    """The facts received so far, and what was judged of them."""

    def __init__(self, provider: UUID) -> None:
        self.provider = provider
        self.consumed: list[Event] = []
        self.kept: dict[Key, dict[str, Any]] = {}
        self.found: dict[UUID, dict[str, Any]] = {}
        self.episodes = Episodes(self)
        self.now = datetime(2000, 1, 1, tzinfo=UTC)
        self.views: dict[frozenset[UUID], View] = {}
        self.alone: set[UUID] | None = None
        self.suspended = Suspended(self)
        self.teller: UUID | None = None
        self.resumed = False
        self.asked: dict[tuple[frozenset[UUID], date, str], dict[Key, dict[str, Any]]] = {}

    @property
    def owed(self) -> dict[UUID, dict[str, Any]]:
        """Everything that is or was owed, by its id."""
        return {each["id"]: each for each in self.kept.values()}

    def fold(self, events: list[Event], until: datetime) -> None:
        """Judge everything up to an instant: before each append whatever stands before it."""
        ordered = sorted(events, key=lambda each: (each.received, each.log, each.position))
        for (received, _log), append in groupby(ordered, key=lambda each: (each.received, each.log)):
            self.wait(received)
            self.now = received
            self.consume(list(append))
        self.wait(until)

    def consume(self, append: list[Event]) -> None:
        taken, self.resumed = self.suspended.take(append)
        self.teller = append[-1].teller
        self.views, self.asked, self.alone = {}, {}, None
        self.judge(taken, consuming=True)
        self.teller, self.resumed = None, False

    def wait(self, until: datetime) -> None:
        while (instant := min(self.instants(), default=None)) is not None and instant <= until:
            self.now = instant
            self.judge([], consuming=False)

    def instants(self) -> list[datetime]:
        """Every instant after now at which something must be judged."""
        planned = [max(each["due"] + MINUTE, each["ripe"]) for each in self.kept.values()]
        planned += [each["grows_at"] for each in self.kept.values() if each["grows_at"]]
        months = [civil(max(start.fact.started_at, datetime(2020, 1, 1, tzinfo=UTC)))
                  for start in self.view().facts("PlacementStarted")]  # fmt: skip
        if months or self.view().facts("ProviderRegistered"):
            # The end of any month may be the end of a month reported or of a fiscal year.
            first = civil(self.now - MINUTE).replace(day=1)
            planned += [begins(next_month(first)) + MINUTE]
        planned += self.episodes.instants()
        return [instant for instant in planned if instant > self.now]

    def view(self, refused: Iterable[UUID] = ()) -> View:
        """The facts received so far as they stand, some corrections not counted."""
        without = frozenset(refused)
        if without not in self.views:
            self.views[without] = View(self.consumed, without)
        return self.views[without]

    def duties(self, rule: str, refused: Iterable[UUID] = ()) -> dict[Key, dict[str, Any]]:
        # Only what the calendar opens is another at an instant at which nothing is received.
        day = civil(self.now - MINUTE) if rule in ("R02", "T08") else FIRST_DAY
        asked = (frozenset(refused), day, rule)
        if asked not in self.asked:
            self.asked[asked] = Duties(self.view(refused), self.provider, self.now, rule).owed
        return self.asked[asked]

    def judge(self, append: list[Event], *, consuming: bool) -> None:
        """Go through everything at this instant: that of an append, of which some may wait, or of the calendar."""
        counted = {key: each for rule in RULES for key, each in self.duties(rule).items()}
        hidden = {key: each for rule in RULES for key, each in self.duties(rule, self.unagreed()).items()}
        wanted = hidden | counted
        keys = set(wanted) | set(self.kept)

        def order(key: Key) -> tuple[Any, ...]:
            kept = self.kept.get(key) or wanted[key]
            return (key[0], kept["due"], name(key))

        stepped = []
        for key in sorted(keys, key=order):
            kept = self.kept.get(key)
            refused = self.uncounted(key, kept or wanted[key])
            each = self.duties(key[0], refused).get(key)
            if is_frozen(self, kept or wanted[key], each):
                continue
            if kept is None:
                if each is None or self.over(key, each, refused):
                    continue
                kept = self.open(key, each, append, consuming=consuming)
            kept["refused"] = refused
            self.step(kept, each, append)
            stepped.append((kept, each))
        for kept, each in stepped:
            find(self, kept, each)
        self.episodes.judge(append)

    def uncounted(self, key: Key, like: dict[str, Any]) -> set[UUID]:
        """The holder's own corrections that do not count for a duty: what arrived at or after its due without it, unagreed.

        They are gone through anew, in the order they were received, each against what is owed without it and the later ones.
        """
        alone = self.unagreed()
        own = [e for e in self.consumed if e.id in alone and (e.subject, e.teller) == (like["subject"], like["holder"])]
        refused = {event.id for event in own}
        for event in own:
            recorded = self.duties(key[0], refused).get(key) or self.duties(key[0], refused - {event.id}).get(key)
            if recorded is None or event.arrived < self.due_without(like, recorded, refused):
                refused -= {event.id}
        return refused

    def due_without(self, like: dict[str, Any], values: dict[str, Any], refused: set[UUID]) -> datetime:
        due = like["base"] if values["due"] == like.get("raw") else values["due"]
        due = max([due, *self.valid(like, refused).values()])
        return due if values.get("fixed") else self.view().out_of_interruptions(due)

    def valid(self, kept: dict[str, Any], refused: set[UUID]) -> dict[UUID, datetime]:
        """What was retracted leaves no days, nor does the return of a paper that was."""
        there, returned = self.view(refused).ids | {RESUMED}, kept.get("returned", {})
        floors = kept.get("floors", {})
        return {cause: floor for cause, floor in floors.items() if {cause, returned.get(cause, cause)} <= there}

    def over(self, key: Key, values: dict[str, Any], refused: set[UUID]) -> bool:
        """Whether it would lapse before it was ever opened: nothing that came before the end met it."""
        due = values["due"] if values.get("fixed") else self.view().out_of_interruptions(values["due"])
        kept = {"rule": key[0], "about": key[1], "period": key[2], "due": due, "refused": refused}
        return bool(fall(self.view(kept["refused"]), kept, values)) and not in_time(
            self.view(kept["refused"]), kept, values
        )

    def open(self, key: Key, value: Any, append: list[Event], *, consuming: bool) -> dict[str, Any]:
        kept = {
            "id": name(key), "rule": key[0], "about": key[1], "period": key[2], "subject": value["subject"],
            "state": "open", "met_at": None, "met_by": None,
            "raw": value["due"], "base": value["due"], "due": value["due"], "floors": {}, "returned": {}, "refused": set(),
            "holder": value["holder"], "clause": value["clause"], "contract": value["contract"], "day": value["day"],
            "opened": self.now if consuming else value["opened"], "subs": set(), "grows_at": None, "grows": None,
            "ripe": self.ripe(self.now if consuming else value["opened"], append),
            "best": None, "fixed": value.get("fixed", False), "reason": "", "heard_end": None, "began": value["began"],
            "tier": value["tier"], "under": value["under"],
        }  # fmt: skip
        if consuming and (value["trigger"] is None or value["trigger"].received < self.now):
            leave_two_days(self, kept, append)
        self.kept[key] = kept
        return kept

    def unagreed(self) -> set[UUID]:
        """Every correction that nobody but its teller stands for."""
        if self.alone is None:
            agreed = {event.fact.fact for event in self.view().facts("CorrectionAgreed")}
            self.alone = {event.id for event in self.consumed if kind_of(event) in CORRECTIONS} - agreed
        return self.alone

    def step(self, kept: dict[str, Any], value: Any, append: list[Event]) -> None:
        floors = len(kept["floors"])
        stood = {word: kept[word] for word in ("raw", "base", "due", "clause", "contract", "day", "began")}
        if value is not None:
            self.move(kept, value, append)
        best = min(value["subs"], key=lambda each: each[0]) if value and value["subs"] else None
        before, kept["state"] = kept["state"], self.state(kept, value, best, append)
        if before == kept["state"] == "lapsed" and len(kept["floors"]) == floors:
            kept.update(stood)
        done = kept["state"] in ("met", "met_late")
        kept["best"] = best[0] if best else None
        stays = before == kept["state"] == "met" and still_met(self.view(kept["refused"]), kept, value)
        if best is not None and done and not stays:
            kept.update(met_at=best[0], met_by=best[1].id)
        if not done:
            kept.update(met_at=None, met_by=None)

    def move(self, kept: dict[str, Any], values: dict[str, Any], append: list[Event]) -> None:
        """Where the due lies now."""
        if values["due"] != kept["raw"]:
            correcting = [e for e in append if kind_of(e) in CORRECTIONS and e.teller != kept["holder"]]
            new = values["due"]
            if correcting and new < kept["base"]:
                old = kept["due"]
                new = kept["base"] if self.now >= old else max(new, min(old, working_days(self.now, 2)))
            kept.update(raw=values["due"], base=new)
        kept["floors"] = self.valid(kept, kept["refused"])
        self.extend(kept, values)
        due = max([kept["base"], *kept["floors"].values()])
        if values["grows"]:
            kept["grows"] = begins(later(civil(due) - ONE, values["grows"]) + ONE)
            kept["grows_at"] = max(kept["grows"] + MINUTE, kept["ripe"])
        kept["due"] = due if kept["fixed"] else self.view().out_of_interruptions(due)
        kept["subs"] = {event.id for _at, event in values["subs"]}
        kept.update({word: values[word] for word in ("clause", "contract", "day", "began", "under")})

    def extend(self, kept: dict[str, Any], values: dict[str, Any]) -> None:
        """What was no submission but had arrived in time leaves two working days after its return."""
        papers = {event.id: event for event in self.view(kept["refused"]).events}
        backs = [back for kind in HANDED_IN for back in self.view(kept["refused"]).facts(kind, kept["about"])]
        for back in backs:
            paper = papers.get(back.fact.fact)
            if (
                back.fact.not_a_report
                and paper is not None
                and back.id not in kept["returned"]
                and would_do(values, paper)
            ):
                due = max([kept["base"], *kept["floors"].values()])
                if paper.arrived < due:
                    kept["returned"][back.id] = paper.id
                    kept["floors"][back.id] = working_days(back.received, 2)

    def state(self, kept: dict[str, Any], value: Any, best: Any, append: list[Event]) -> str:
        """What came in time goes before everything else; then what makes it fall, and what lets it go."""
        if value is None:
            return self.gone(kept)
        if kept["state"] == "met" and still_met(self.view(kept["refused"]), kept, value):
            return "met"
        reason = self.lapses(kept, value)
        if not reason and kept["state"] == "lapsed":
            reason = self.revive(kept, value, append)
        if in_time(self.view(kept["refused"]), kept, value):
            return "met"
        kept["reason"] = reason or kept["reason"]
        if reason or waived(self.view(kept["refused"]), kept, value):
            return "lapsed" if reason else "waived"
        if max(kept["due"] + MINUTE, kept["ripe"]) > self.now:
            return "open"
        return "missed" if best is None else "met_late"

    def ripe(self, opened: datetime, append: list[Event]) -> datetime:
        """From when it may be judged: a minute after it was opened; what a correction opened at once."""
        return opened if corrects(append) else opened + MINUTE

    def gone(self, kept: dict[str, Any]) -> str:
        """The facts show no such duty any more: it was never owed, and lapses whatever was said of it."""
        if kept["state"] != "lapsed":
            kept["heard_end"] = self.now if self.now <= max(kept["due"], kept["ripe"]) else None
            # Of the holder's own corrections those that came too late for what was owed retract nothing here.
            late = {e.id for e in self.consumed if e.id in self.unagreed() and e.arrived >= kept["due"]
                    and (e.subject, e.teller) == (kept["subject"], kept["holder"])}  # fmt: skip
            view, contract = self.view(late), kept["contract"]
            ended = contract is not None and not view.in_force(contract, kept["day"])
            kept["reason"] = "not_in_force" if ended else "not_owed"
            if not all(began in view.ids for began in kept["began"]):
                kept["reason"] = "entered_in_error"
        return "lapsed"

    def lapses(self, kept: dict[str, Any], values: dict[str, Any]) -> str:
        fallen = fall(self.view(kept["refused"]), kept, values)
        if not fallen:
            return ""
        if fallen[0][1] == "ended_by_due":
            ended = self.view(kept["refused"]).facts("PlacementEnded", kept["about"])
            kept["heard_end"] = ended[0].received if ended[0].received <= max(kept["due"], kept["ripe"]) else None
        return fallen[0][1]

    def revive(self, kept: dict[str, Any], values: dict[str, Any], append: list[Event]) -> str:
        """A lapsed duty is owed again: after an end received by the due that another undid, with two working days left."""
        if name_of_finding(kept) not in self.found:
            kept["opened"], kept["ripe"] = self.now, self.ripe(self.now, append)
            if kept["heard_end"]:
                leave_two_days(self, kept, append)
        self.move(kept, values, [])
        return self.lapses(kept, values)
