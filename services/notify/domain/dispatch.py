"""From a notice whose time has come to deliveries, or to the reason why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Origin
from services.notify.domain.ending import Ending, ending
from services.notify.domain.kinds import DEPENDENT, GRACE_PERIOD, KINDS
from services.notify.domain.notice import Addressed
from services.notify.domain.times import civil_day


def decidable(applied_until: Mapping[str, datetime]) -> dict[str, datetime]:
    """Give, for each kind that depends on logs, the last instant of a notice that may be decided now.

    `applied_until` is the instant up to which each log is applied; a kind is left out while one of its logs has none.
    """
    known = {name: KINDS[name].depends_on for name in DEPENDENT}
    return {
        name: min(applied_until[log] for log in logs) - GRACE_PERIOD
        for name, logs in known.items()
        if all(log in applied_until for log in logs)
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
    """What the parties of a contract have besides it: a placement that has not ended, or another contract."""

    contract: UUID
    kind: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, day: date) -> bool:
        """Say whether it is in force on a day."""
        return (
            self.valid_from is not None and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True)
class Evidence:
    """What decisions need besides the notices: who took findings, by finding, and what the parties of contracts have, by contract."""

    takings: Mapping[UUID, Sequence[Taking]] = field(default_factory=dict)
    beside: Mapping[UUID, Sequence[Beside]] = field(default_factory=dict)

    def taken_at(self, notice: DueNotice) -> datetime | None:
        """Give when the finding of an escalation was first taken, by any notice of it since the finding was raised."""
        found = self.takings.get(notice.finding, ()) if notice.finding else ()
        return min((one.taken_at for one in found if one.sequence >= notice.sequence), default=None)

    def placed(self, notice: DueNotice) -> bool:
        """Say whether anybody is placed between the parties of a contract that ends."""
        return any(one.kind == "placement" for one in self._beside(notice))

    def replaced(self, notice: DueNotice) -> bool:
        """Say whether another contract between the same parties is in force once this one is not."""
        if notice.due is None:
            return False
        day = civil_day(notice.due)
        return any(one.kind == "contract" and one.in_force(day) for one in self._beside(notice))

    def _beside(self, notice: DueNotice) -> Sequence[Beside]:
        return self.beside.get(notice.entity, ()) if notice.entity else ()


@dataclass(frozen=True)
class Verdict:
    """What becomes of a notice that is due: dropped for a reason, or sent; `over` is the code why it waits no more, since `at`."""

    dropped: str = ""
    over: str = ""
    at: datetime | None = None


def decide(notice: DueNotice, evidence: Evidence, now: datetime) -> Verdict:
    """Decide a notice that is due: what it asks for may be too late, done, or no longer needed."""
    match notice.condition:
        case "due_soon" if notice.wait_until and notice.wait_until <= now:
            return Verdict(dropped="due_passed")
        case "contract_ends" if not evidence.placed(notice):
            return Verdict(dropped="nobody_placed")
        case "contract_ends" if evidence.replaced(notice):
            return Verdict(dropped="other_contract")
        case "escalated" if taken_at := evidence.taken_at(notice):
            in_time = ending(notice.condition, notice.send_at, "already_taken", taken_at) is Ending.UNSENT
            return (
                Verdict(dropped="already_taken", at=taken_at) if in_time else Verdict(over="already_taken", at=taken_at)
            )
    return Verdict(over=notice.over_reason or "")


@dataclass(frozen=True)
class Decided:
    """A notice after it was decided, as it is stored."""

    id: UUID
    state: str
    entity: UUID | None
    period: str
    notified_at: datetime | None
    over_at: datetime | None
    over_reason: str | None


def decided(notice: DueNotice, verdict: Verdict, now: datetime, *, reached: bool) -> Decided:
    """Give a notice after its verdict: one that reached nobody has notified no one, and its first end is kept."""
    state = "dropped" if verdict.dropped else "told" if reached else "unreached"
    ended = bool(verdict.dropped or verdict.over)
    return Decided(
        id=notice.id,
        state=state,
        entity=notice.entity,
        period=notice.period,
        notified_at=now if state == "told" else None,
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
