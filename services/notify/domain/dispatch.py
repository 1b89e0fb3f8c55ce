"""From a notice whose time has come to deliveries, or to the reason why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Origin
from services.notify.domain.ending import Ending, ending
from services.notify.domain.kinds import GRACE, KINDS, RESTING
from services.notify.domain.notice import Addressed
from services.notify.domain.times import civil_day


def decidable(heard: Mapping[str, datetime]) -> dict[str, datetime]:
    """Give, for each kind that rests on logs, the last instant of a notice that may be decided now.

    `heard` says up to when each log has been heard and applied; a kind is left out while one of its logs never was.
    """
    known = {name: KINDS[name].rests_on for name in RESTING}
    return {
        name: min(heard[log] for log in logs) - GRACE
        for name, logs in known.items()
        if all(log in heard for log in logs)
    }


@dataclass(frozen=True)
class DueNotice(Addressed):
    """A planned notice whose time has come."""

    sequence: int
    board: UUID | None
    silent: str
    due: datetime | None
    send_at: datetime
    wait_until: datetime | None
    over_at: datetime | None
    over_reason: str | None


@dataclass(frozen=True)
class Taking:
    """That somebody took a notice about a finding."""

    finding: UUID
    sequence: int
    taken_at: datetime


@dataclass(frozen=True)
class Beside:
    """What the parties of a contract have with one another beside it: a placement that goes on, or a contract."""

    contract: UUID
    kind: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return (
            self.valid_from is not None and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True)
class Grounds:
    """What decisions rest on beside the notices: who took findings, by finding, and what stands beside contracts, by contract."""

    takings: Mapping[UUID, Sequence[Taking]] = field(default_factory=dict)
    beside: Mapping[UUID, Sequence[Beside]] = field(default_factory=dict)

    def taken_at(self, notice: DueNotice) -> datetime | None:
        """Give when the finding of an escalation was first taken, by what was told of it since."""
        found = self.takings.get(notice.finding, ()) if notice.finding else ()
        return min((one.taken_at for one in found if one.sequence >= notice.sequence), default=None)

    def placed(self, notice: DueNotice) -> bool:
        """Tell whether anybody is placed between the parties of a contract that ends."""
        return any(one.kind == "placement" for one in self._beside(notice))

    def replaced(self, notice: DueNotice) -> bool:
        """Tell whether another contract between the same parties is in force from when this one is not."""
        if notice.due is None:
            return False
        day = civil_day(notice.due)
        return any(one.kind == "contract" and one.in_force(day) for one in self._beside(notice))

    def _beside(self, notice: DueNotice) -> Sequence[Beside]:
        return self.beside.get(notice.thing, ()) if notice.thing else ()


@dataclass(frozen=True)
class Verdict:
    """What becomes of a notice whose time has come: dropped for a reason, or told; `over` names why it waits no more, since `at`."""

    dropped: str = ""
    over: str = ""
    at: datetime | None = None


def decide(notice: DueNotice, grounds: Grounds, now: datetime) -> Verdict:
    """Decide a notice: what it asked for may be too late, done, or needed no more."""
    match notice.condition:
        case "due_soon" if notice.wait_until and notice.wait_until <= now:
            return Verdict(dropped="due_passed")
        case "contract_ends" if not grounds.placed(notice):
            return Verdict(dropped="nobody_placed")
        case "contract_ends" if grounds.replaced(notice):
            return Verdict(dropped="other_contract")
        case "escalated" if taken_at := grounds.taken_at(notice):
            in_time = ending(notice.condition, notice.send_at, "already_taken", taken_at) is Ending.UNTOLD
            return (
                Verdict(dropped="already_taken", at=taken_at) if in_time else Verdict(over="already_taken", at=taken_at)
            )
    return Verdict(over=notice.over_reason or "")


@dataclass(frozen=True)
class Decided:
    """A notice as it stands once it was decided."""

    id: UUID
    state: str
    thing: UUID | None
    period: str
    told_at: datetime | None
    over_at: datetime | None
    over_reason: str | None


def decided(notice: DueNotice, verdict: Verdict, now: datetime, *, reached: bool) -> Decided:
    """Give a notice as it stands after its verdict: one that nobody got was not told, and the first end of it stays."""
    state = "dropped" if verdict.dropped else "told" if reached else "unreached"
    ended = bool(verdict.dropped or verdict.over)
    return Decided(
        id=notice.id,
        state=state,
        thing=notice.thing,
        period=notice.period,
        told_at=now if state == "told" else None,
        over_at=notice.over_at or ((verdict.at or now) if ended else None),
        over_reason=verdict.dropped or notice.over_reason or verdict.over or None,
    )


@dataclass(frozen=True)
class FirstNotice:
    """The first notice of a finding, which somebody should have taken."""

    id: UUID
    origin: Origin
    finding: UUID
    board: UUID | None


def followed(firsts: Sequence[FirstNotice], escalated: Sequence[DueNotice]) -> list[tuple[FirstNotice, UUID]]:
    """Pair each first notice that nobody took with what comes after it: an escalation about its finding, at its own board."""
    pairs = [
        (first, later.id)
        for first in firsts
        for later in escalated
        if later.finding == first.finding and first.board in (None, later.board)
    ]
    return sorted(pairs, key=lambda pair: (pair[0].id, pair[1]))
