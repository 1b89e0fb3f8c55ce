"""The second judge's conditions: the whole of time is gone through again at every instant."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from schemas.envelope import Event
from tests.oracle.days import EARLY, MINUTE, ONE, begins, civil, later, working_days
from tests.oracle.findings import SPACE
from tests.oracle.frozen import holds
from tests.oracle.permits import FOREVER, agreements, exemptions, versions
from tests.oracle.view import corrects

if TYPE_CHECKING:
    from tests.oracle.plain import Plain


class Episodes:
    """Pending and raised episodes of C01, C02, C03 and C10."""

    def __init__(self, plain: "Plain") -> None:
        self.plain = plain
        self.known: dict[UUID, dict[str, Any]] = {}

    def instants(self) -> list[datetime]:
        planned = []
        for each in self.known.values():
            planned.append(each["judge_at"])
            planned.append(each["end"] + MINUTE if each["end"] < FOREVER else each["judge_at"])
        return planned

    def judge(self, append: list[Event]) -> None:
        """Compare what the facts now show with what is known."""
        plain = self.plain
        shown = [each for each in self.all_shown() if not self.held(each)]
        teller = plain.teller
        taken: set[UUID] = set()
        for episode in sorted(shown, key=lambda each: each["begin"]):
            known = self.same(episode, taken, {each["id"] for each in shown})
            if known is not None:
                if self.owes(episode, known):
                    taken.add(known["id"])
                    self.go_on(known, episode)
                    continue
                plain.found[known["id"]].update(standing="withdrawn", because="ended_before_known", settled=None)
                del self.known[known["id"]]
                self.known[episode["id"]] = known | {"id": episode["id"], "raised": False, "begin": episode["begin"]}
            waiting = self.known.get(episode["id"])
            if waiting is None or waiting["begin"] != episode["begin"]:
                waiting = {"known_at": plain.now, "known_by": teller, "id": episode["id"], "at_once": corrects(append)}
            waiting |= {key: episode[key] for key in ("begin", "end", "rule", "about", "place")}
            waiting["ground"] = episode.get("ground", episode["place"])
            waiting["judge_at"] = max(
                episode["ripe"] + MINUTE, waiting["known_at"] + (0 if waiting["at_once"] else 1) * MINUTE
            )
            waiting["raised"] = False
            self.known[episode["id"]] = waiting
            taken.add(episode["id"])
            if waiting["judge_at"] <= plain.now and self.owes(episode, waiting):
                self.raise_it(waiting, episode, plain.now)
        for gone in [each for each, known in self.known.items() if each not in taken and not self.held(known)]:
            known = self.known.pop(gone)
            if known["raised"]:
                plain.found[gone].update(standing="withdrawn", because="not_in_breach", settled=None)

    def held(self, each: dict[str, Any]) -> bool:
        return holds(self.plain, each["rule"], each["about"], each.get("ground", each["place"]))

    def same(self, episode: dict[str, Any], taken: set[UUID], names: set[UUID]) -> dict[str, Any] | None:
        """The raised finding that an episode goes on with."""
        candidates = [
            each
            for each in self.known.values()
            if each["raised"]
            and each["id"] not in taken
            and each["id"] not in names - {episode["id"]}
            and (each["rule"], each["about"], each["place"]) == (episode["rule"], episode["about"], episode["place"])
        ]
        for each in candidates:
            if each["id"] == episode["id"]:
                return each
        found = self.plain.found
        overlapping = [
            each
            for each in candidates
            if episode["begin"] < (found[each["id"]]["settled"] or self.plain.now)
            and episode["end"] > found[each["id"]]["raised"]
        ]
        return min(overlapping, key=lambda each: (found[each["id"]]["raised"], each["id"]), default=None)

    def owes(self, episode: dict[str, Any], known: dict[str, Any]) -> tuple[str, ...]:
        noticed = max(episode["begin"], known["known_at"])
        if known["known_by"] in episode["boards"]:
            noticed = episode["begin"]
        board = ("board",) if episode["end"] > noticed else ()
        return board if episode["rule"] in ("C03", "C10") else ("provider", *board)

    def raise_it(self, known: dict[str, Any], episode: dict[str, Any], judged: datetime) -> None:
        known["raised"] = True
        self.plain.found[known["id"]] = {
            "rule": episode["rule"], "about": episode["about"], "standing": "standing", "raised": episode["begin"],
            "settled": None, "because": None, "high": None,
            "severity": "high" if episode["rule"] == "C10" else "critical",
        }  # fmt: skip
        self.reported_again(known, episode, judged)
        self.settle(known, episode)

    def reported_again(self, known: dict[str, Any], episode: dict[str, Any], judged: datetime) -> None:
        finding = self.plain.found[known["id"]]
        finding.update(standing="standing", settled=None, raised=episode["begin"], judged=judged)
        finding["reply"] = working_days(judged, 10)
        self.describe(known, episode)

    def describe(self, known: dict[str, Any], episode: dict[str, Any]) -> None:
        finding = self.plain.found[known["id"]]
        finding.update(owes=self.owes(episode, known), largest=episode["largest"])

    def go_on(self, known: dict[str, Any], episode: dict[str, Any]) -> None:
        finding, now = self.plain.found[known["id"]], self.plain.now
        moved = finding["raised"] != episode["begin"]
        again = finding["standing"] == "settled" and episode["end"] > now
        known.update(begin=episode["begin"], end=episode["end"])
        if moved or again:
            self.reported_again(known, episode, max(now, episode["begin"] + MINUTE))
        self.describe(known, episode)
        self.settle(known, episode)

    def settle(self, known: dict[str, Any], episode: dict[str, Any]) -> None:
        if episode["end"] <= self.plain.now:
            self.plain.found[known["id"]].update(standing="settled", settled=episode["end"])

    def all_shown(self) -> list[dict[str, Any]]:
        """Every episode that the facts received so far show, in all of time."""
        stays = self.stays()
        places = {(s["orgnr"], s["form"], s["unit"]) for s in stays}
        shown = []
        for place in sorted(places):
            here = [stay for stay in stays if (stay["orgnr"], stay["form"], stay["unit"]) == place]
            shown += self.shown_at(place, here)
            for stay in here:
                shown += self.shown_of(place, stay)
        for board in sorted({stay["board"] for stay in stays}):
            shown += self.shown_between(board, [stay for stay in stays if stay["board"] == board])
        return shown

    def shown_between(self, board: UUID, here: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """C10: anybody of the board placed while no contract between the two is in force."""
        terms = [each for each in agreements(self.plain.view()) if each["board"] == board]
        points = {each[word] for each in [*terms, *here] for word in ("begin", "end")}
        found: list[dict[str, Any]] = []
        running: dict[str, Any] | None = None
        for at in sorted(points):
            covered = any(each["begin"] <= at < each["end"] for each in terms)
            group = [] if covered else [stay for stay in here if stay["begin"] <= at < stay["end"]]
            if not group and running is not None:
                running["end"], running = at, None
            elif group and running is None:
                running = self.begun_between(board, group, terms, at)
                found.append(running)
            if group and running is not None:
                running["largest"] = max(running["largest"], len(group))
        return found

    def begun_between(
        self, board: UUID, group: list[dict[str, Any]], terms: list[dict[str, Any]], at: datetime
    ) -> dict[str, Any]:
        ended = [each for each in terms if each["end"] == at]
        ripe, facts = at, [stay["start"] for stay in group if stay["begin"] == at]
        if ended and any(stay["begin"] < at for stay in group):
            facts = [each["ended_by"] for each in ended]
            if any(each["ran_out"] for each in ended):
                ripe = begins(later(civil(at) - ONE, 1) + ONE)
        first = max(facts, key=lambda event: (event.received, event.id))
        return {
            "rule": "C10", "about": board, "place": board, "begin": at, "end": FOREVER, "largest": 0, "boards": {board},
            "id": uuid5(SPACE, f"finding/C10/1/{board}/{first.id}{'/out' if ripe > at else ''}"), "ripe": ripe,
        }  # fmt: skip

    def stays(self) -> list[dict[str, Any]]:
        found = []
        for start in self.plain.view().facts("PlacementStarted"):
            fact = start.fact
            begin = max(fact.started_at, begins(fact.audited_from), begins(EARLY))
            end = self.plain.view().end_of(start.subject) or FOREVER
            if begin < end:
                found.append(
                    {"id": start.subject, "begin": begin, "end": end, "start": start, "board": fact.board,
                     "permit": fact.permit, "unit": fact.unit, "orgnr": fact.orgnr, "form": str(fact.form)}
                )  # fmt: skip
        return found

    def versions(self) -> list[dict[str, Any]]:
        return versions(self.plain.view())

    def exempt(self, place: tuple[str, str, UUID], at: datetime) -> bool:
        return any(each["begin"] <= at < each["end"] for each in exemptions(self.plain.view(), place))

    def measure(self, place: tuple[str, str, UUID], named: UUID | None, at: datetime) -> dict[str, Any] | None:
        here = [v for v in self.versions() if v["place"] == place and v["begin"] <= at < v["end"]]
        return next((v for v in here if v["permit"] == named), here[0] if here else None)

    def points(self, place: tuple[str, str, UUID]) -> set[datetime]:
        here = [version for version in self.versions() if version["place"] == place]
        return {each[word] for each in [*here, *exemptions(self.plain.view(), place)] for word in ("begin", "end")}

    def shown_at(self, place: tuple[str, str, UUID], here: list[dict[str, Any]]) -> list[dict[str, Any]]:
        points = self.points(place) | {stay["begin"] for stay in here} | {stay["end"] for stay in here}
        found: list[dict[str, Any]] = []
        running: dict[tuple[str, UUID], dict[str, Any]] = {}
        for at in sorted(points):
            breaches = self.breaches(place, here, at) if at < FOREVER else {}
            for key in [key for key in running if key not in breaches]:
                running.pop(key)["end"] = at
            for key, group in breaches.items():
                if key not in running:
                    running[key] = self.begun(place, key, group, at)
                    found.append(running[key])
                running[key]["largest"] = max(running[key]["largest"], len(group))
                running[key]["boards"] |= {stay["board"] for stay in group}
        return found

    def breaches(
        self, place: tuple[str, str, UUID], here: list[dict[str, Any]], at: datetime
    ) -> dict[tuple[str, UUID], list[dict[str, Any]]]:
        if self.exempt(place, at):
            return {}
        groups: dict[tuple[str, UUID], list[dict[str, Any]]] = {}
        for stay in here:
            if stay["begin"] <= at < stay["end"]:
                terms = self.measure(place, stay["permit"], at)
                groups.setdefault(("C02", terms["permit"]) if terms else ("C01", place[2]), []).append(stay)
        return {
            key: group
            for key, group in groups.items()
            if key[0] == "C01" or len(group) > self.measure(place, group[0]["permit"], at)["fact"].maximum
        }

    def begun(
        self, place: tuple[str, str, UUID], key: tuple[str, UUID], group: list[dict[str, Any]], at: datetime
    ) -> dict[str, Any]:
        """Name an episode by the fact that began it, and say when it is ripe to be judged."""
        entered = [stay["start"] for stay in group if stay["begin"] == at]
        ended = [v for v in self.versions() if v["place"] == place and v["end"] == at]
        begun = [v for v in self.versions() if v["place"] == place and v["begin"] == at]
        by_permit = any(stay["begin"] < at for stay in group) if key[0] == "C01" else not entered
        facts = [v["ended_by"] for v in ended] + ([v["by"] for v in begun] if key[0] == "C02" else [])
        ripe, bound = at, [each["by"] for each in exemptions(self.plain.view(), place) if each["end"] == at]
        if by_permit and bound:
            facts = bound
        elif by_permit and facts:
            if any(v["ran_out"] for v in ended) and not (key[0] == "C02" and begun):
                ripe = begins(later(civil(at) - ONE, 1) + ONE)
        else:
            facts = entered or [stay["start"] for stay in group]
        first = max(facts, key=lambda event: (event.received, event.id))
        about = f"{place[0]}/{place[1]}/{place[2]}" if key[0] == "C01" else str(key[1])
        return {
            "rule": key[0], "about": key[1], "place": place, "begin": at, "end": FOREVER, "largest": 0, "boards": set(),
            "id": uuid5(SPACE, f"finding/{key[0]}/1/{about}/{first.id}{'/out' if ripe > at else ''}"), "ripe": ripe,
        }  # fmt: skip

    def shown_of(self, place: tuple[str, str, UUID], stay: dict[str, Any]) -> list[dict[str, Any]]:
        """C03: begins only at the start and at a review, and ends when inside, left, or without any permit."""
        looks = [(stay["start"].fact.started_at, stay["start"])]
        looks += [
            (begins(recorded.fact.on), recorded) for recorded in self.plain.view().facts("PlanReviewed", stay["id"])
        ]
        looks.sort(key=lambda look: look[0])
        points = self.points(place) | {at for at, _event in looks} | {stay["begin"]}
        found: list[dict[str, Any]] = []
        running: dict[str, Any] | None = None
        for at in sorted(point for point in points if stay["begin"] <= point < stay["end"]):
            looked_at, look = [each for each in looks if each[0] <= at][-1]
            terms = self.measure(place, stay["permit"], at)
            inside = terms is not None and (
                look.fact.age_band in terms["fact"].age_bands and look.fact.target_group in terms["fact"].target_groups
            )
            outside = terms is not None and not inside and not self.exempt(place, at)
            if running is not None and not outside:
                running["end"], running = at, None
            elif running is None and outside and at in (looked_at, stay["begin"]):
                running = {
                    "rule": "C03", "about": stay["id"], "place": stay["id"], "ground": place, "begin": at, "end": stay["end"],
                    "largest": 1, "boards": {stay["board"]}, "ripe": at,
                    "id": uuid5(SPACE, f"finding/C03/1/{stay['id']}/{look.id}"),
                }  # fmt: skip
                found.append(running)
        return found
