"""One case of the demonstration year: from the referral to the end report, with the provider's own reliability."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from schemas.codes import AgeBand, DeclineReason, EndReason, Role, Tier
from schemas.working_days import add_working_days, is_working_day
from services.demonstration.acts import (
    Accept,
    AcceptReport,
    ApprovePlan,
    Decline,
    End,
    EndReport,
    Pause,
    Placement,
    Plan,
    Report,
    Resume,
    ReviewPlan,
    Send,
    Start,
    Step,
    Withdraw,
)
from services.demonstration.cast import Board, Person, Provider, with_check_digit
from services.runtime.identifiers import derived

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_NAMES = (
    "Alva",
    "Bo",
    "Disa",
    "Elis",
    "Frej",
    "Grim",
    "Hilda",
    "Ivar",
    "Jarl",
    "Liv",
    "Moa",
    "Nore",
    "Ove",
    "Tora",
    "Ylva",
)
LAST_NAMES = ("Påhitt", "Exempel", "Provsson", "Testberg", "Fiktiv", "Mönster")


class CaseStory:
    """Writes one case's steps; all chance comes from the randomness handed in."""

    def __init__(self, number: int, board: Board, provider: Provider, randomness: Random, sent_on: date) -> None:
        self._random = randomness
        self._board, self._provider = board, provider
        self._sent = self._office(sent_on)
        tier = randomness.choices((Tier.STANDARD, Tier.SHORT, Tier.EMERGENCY), (6, 3, 1))[0]
        band = randomness.choice(provider.age_bands)
        self._placement = Placement(
            number=number,
            case=derived("demonstration case", number),
            referral=derived("demonstration referral", number),
            id=derived("demonstration placement", number),
            board=board,
            provider=provider,
            age_band=band,
            target_group=randomness.choice(provider.target_groups),
            tier=tier,
            name=f"{randomness.choice(FIRST_NAMES)} {randomness.choice(LAST_NAMES)}",
            personnummer=_test_number(randomness, band, sent_on),
        )

    def steps(self) -> list[Step]:
        """Give the case's steps in the order they happen."""
        return list(self._tell())

    def _tell(self) -> Iterator[Step]:
        coordinator, manager = self._board.person(Role.COORDINATOR), self._provider.person
        wished = self._sent.date() + timedelta(days=self._random.randint(10, 20))
        assessed = self._sent.date() - timedelta(days=self._random.randint(3, 40))
        yield Step(self._sent, coordinator, Send(self._placement, wished, assessed))
        answered = self._answered()
        if self._random.random() < 0.04:
            yield Step(self._sent + timedelta(minutes=50), coordinator, Withdraw(self._placement))
            return
        if self._random.random() < 0.09:
            reason = self._random.choice((DeclineReason.NO_CAPACITY, DeclineReason.COMPETENCE, DeclineReason.SAFETY))
            yield Step(answered, manager, Decline(self._placement, reason))
            return
        started = self._office(answered.date() + timedelta(days=self._random.randint(1, 6)))
        yield Step(answered, manager, Accept(self._placement, started.date()))
        yield Step(started, manager, Start(self._placement))
        ended = started + timedelta(
            days=self._random.choice((45, 75, 110, 150, 190, 240, 300)) + self._random.randint(0, 20)
        )
        yield from self._plan(started, ended)
        yield from self._hold(started, ended)
        yield from self._reports(started, ended)
        yield from self._end(ended)

    def _answered(self) -> datetime:
        late = self._chance_late()
        if self._placement.tier is Tier.EMERGENCY:
            return self._sent + timedelta(minutes=self._random.randint(12, 100) if not late else 200)
        days = {Tier.SHORT: 5, Tier.STANDARD: 10}[self._placement.tier]
        day = add_working_days(self._sent.date(), days + 2 if late else self._random.randint(1, days - 2))
        return self._office(day)

    def _plan(self, started: datetime, ended: datetime) -> Iterator[Step]:
        coordinator, manager = self._board.person(Role.COORDINATOR), self._provider.person
        if not self._never():
            days = self._random.randint(16, 24) if self._chance_late() else self._random.randint(4, 12)
            submitted = self._office(started.date() + timedelta(days=days))
            if submitted < ended:
                yield Step(submitted, manager, Plan(self._placement))
                yield Step(
                    self._office(add_working_days(submitted.date(), 2)), coordinator, ApprovePlan(self._placement)
                )
        band = self._placement.age_band
        for days in range(80, 400, 80):
            reviewed = self._office(started.date() + timedelta(days=days))
            if reviewed >= ended:
                return
            grown = self._placement.number % 3 == 0
            yield Step(reviewed, manager, ReviewPlan(self._placement, _older(band) if grown else band))

    def _hold(self, started: datetime, ended: datetime) -> Iterator[Step]:
        if self._random.random() < 0.08 and (ended - started).days > 90:
            paused = self._office(started.date() + timedelta(days=50))
            resumed = self._office(started.date() + timedelta(days=71))
            yield Step(paused, self._board.person(Role.COORDINATOR), Pause(self._placement))
            yield Step(resumed, self._board.person(Role.COORDINATOR), Resume(self._placement))

    def _reports(self, started: datetime, ended: datetime) -> Iterator[Step]:
        month = started.date().replace(day=1)
        last = ended.date().replace(day=1)
        while month < last:
            following = (month + timedelta(days=32)).replace(day=1)
            if not self._never():
                working_day = self._random.randint(6, 11) if self._chance_late() else self._random.randint(1, 4)
                submitted = self._office(add_working_days(following - timedelta(days=1), working_day))
                period = f"{month:%Y-%m}"
                yield Step(submitted, self._provider.person, Report(self._placement, period))
                read = self._office(add_working_days(submitted.date(), 3))
                yield Step(read, self._board.person(Role.COORDINATOR), AcceptReport(self._placement, period))
            month = following

    def _end(self, ended: datetime) -> Iterator[Step]:
        manager: Person = self._provider.person
        planned = self._random.random() < 0.7
        reason = EndReason.COMPLETED if planned else self._random.choice((EndReason.OWN_REQUEST, EndReason.BREAKDOWN))
        yield Step(ended, manager, End(self._placement, reason, planned))
        if not self._never():
            days = self._random.randint(16, 30) if self._chance_late() else self._random.randint(3, 12)
            yield Step(self._office(ended.date() + timedelta(days=days)), manager, EndReport(self._placement))

    def _chance_late(self) -> bool:
        return self._random.random() < self._provider.reliability.late

    def _never(self) -> bool:
        return self._random.random() < self._provider.reliability.never

    def _office(self, day: date) -> datetime:
        """Give an instant in office hours of the day, or of the next working day."""
        while not is_working_day(day):
            day += timedelta(days=1)
        clock = time(self._random.randint(8, 15), self._random.randint(0, 59), self._random.randint(0, 59))
        return datetime.combine(day, clock, STOCKHOLM)


def _older(band: AgeBand) -> AgeBand:
    bands = list(AgeBand)
    return bands[min(bands.index(band) + 1, len(bands) - 1)]


def _test_number(randomness: Random, band: AgeBand, on: date) -> str:
    """Give a number of the Tax Agency's published test series (birth numbers 238 and 239) for somebody in the band."""
    age = {AgeBand.AGE_18_20: 19, AgeBand.AGE_21_25: 23, AgeBand.AGE_26_PLUS: 31}[band]
    born = on - timedelta(days=age * 365 + randomness.randint(60, 200))
    nine = f"{born:%y%m%d}{randomness.choice(('238', '239'))}"
    return f"{born:%Y%m%d}{with_check_digit(nine)[6:]}"
