"""One case of the demonstration year: from the referral to the end report, with each side's own reliability."""

from datetime import date, datetime, timedelta
from random import Random

from schemas.codes import AbsenceKind, AgeBand, TargetGroup, Tier
from schemas.reasons import DeclineReason, EndReason
from schemas.working_days import add_working_days
from services.demonstration.acts.act import Step
from services.demonstration.acts.incidents import ReportAbsence
from services.demonstration.acts.lifecycle import End, Pause, Resume, Start
from services.demonstration.acts.placement import Placement
from services.demonstration.acts.referrals import Accept, Decline, Send, Withdraw
from services.demonstration.fixtures.kinds import FAULTLESS, Board, Provider, with_check_digit
from services.demonstration.scenario.case import Case, Habits, at
from services.demonstration.scenario.incidents import happenings
from services.demonstration.scenario.submissions import submissions
from services.runtime.language.identifiers import derived

FIRST_NAMES = (
    "Alva", "Bo", "Disa", "Elis", "Frej", "Grim", "Hilda", "Ivar", "Jarl", "Liv", "Moa", "Nore", "Ove", "Tora", "Ylva",
)  # fmt: skip
LAST_NAMES = ("Påhitt", "Exempel", "Provsson", "Testberg", "Fiktiv", "Mönster")
LENGTHS = (45, 75, 110, 150, 190, 240, 300)
THE_END = 90
"""The number of the event that an unplanned end is."""


class CaseWriter:
    """Writes one case's steps; all chance comes from the randomness handed in, which the seed names.

    With `days` the case is certain: it is accepted, lasts so long, and both sides do everything in time. One that is
    `outside_permit` is for a target group that a permit for criminal networks alone does not name.
    """

    def __init__(
        self,
        number: int,
        board: Board,
        provider: Provider,
        randomness: Random,
        sent_on: date,
        *,
        year: str,
        days: int | None = None,
        outside_permit: bool = False,
    ) -> None:
        self._random = randomness
        self._days, self._year = days, year
        self._habits = Habits(randomness, FAULTLESS if days else provider.reliability)
        self._boards_habits = Habits(randomness, FAULTLESS if days else board.reliability)
        self._sent = self._habits.office(sent_on)
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
            target_group=TargetGroup.VIOLENT_EXTREMISM if outside_permit else randomness.choice(provider.target_groups),
            tier=Tier.STANDARD if days else tier,
            name=f"{randomness.choice(FIRST_NAMES)} {randomness.choice(LAST_NAMES)}",
            personnummer=_test_number(randomness, band, sent_on),
        )

    def write(self) -> Case:
        """Give the whole case."""
        wished = self._sent.date() + self._habits.days(10, 20)
        assessed = self._sent.date() - self._habits.days(3, 40)
        answered = self._answered()
        started = self._habits.office(answered.date() + self._habits.days(1, 6))
        length = self._days or self._random.choice(LENGTHS) + self._random.randint(0, 20)
        ended = self._habits.office(started.date() + timedelta(days=length))
        case = Case(self._placement, self._sent, started, ended, self._year)
        case.by_board(self._sent, Send(self._placement, wished, assessed))
        if not self._days and self._random.random() < 0.04:
            case.by_board(self._sent + timedelta(minutes=50), Withdraw(self._placement))
        elif not self._days and self._random.random() < 0.09:
            reasons = (DeclineReason.NO_CAPACITY, DeclineReason.COMPETENCE, DeclineReason.SAFETY)
            case.by_provider(answered, Decline(self._placement, self._random.choice(reasons)))
        else:
            case.by_provider(answered, Accept(self._placement, started.date()))
            case.by_provider(started, Start(self._placement))
            self._live(case)
        return case

    def steps(self) -> list[Step]:
        """Give the case's steps."""
        return self.write().steps

    def _live(self, case: Case) -> None:
        reported = self._end(case)
        certain = self._days is not None
        case.add(submissions(case, reported, self._habits, certain=certain))
        case.add(happenings(case, self._habits, self._boards_habits, certain=certain))
        if not self._days and self._random.random() < 0.08 and (case.ended - case.started).days > 90:
            case.by_board(self._habits.office(case.day(50)), Pause(self._placement))
            case.by_board(self._habits.office(case.day(71)), Resume(self._placement))

    def _answered(self) -> datetime:
        late = self._habits.late()
        if self._placement.tier is Tier.EMERGENCY:
            return self._sent + timedelta(minutes=self._random.randint(12, 100) if not late else 200)
        days = {Tier.SHORT: 5, Tier.STANDARD: 10}[self._placement.tier]
        day = add_working_days(self._sent.date(), days + 2 if late else self._random.randint(1, days - 2))
        return self._habits.office(day)

    def _end(self, case: Case) -> datetime:
        """Write the end, and give when it was reported; what nobody planned is reported the same day, or late."""
        if self._days or self._random.random() < 0.65:
            case.by_provider(case.ended, End(self._placement, EndReason.COMPLETED, planned=True, ended_at=case.ended))
            return case.ended
        reason = self._random.choice((EndReason.OWN_REQUEST, EndReason.BREAKDOWN))
        reported = case.ended + timedelta(minutes=self._random.randint(20, 110))
        if self._habits.late():
            reported = at(case.ended.date() + timedelta(days=1), 9, self._random.randint(0, 59))
        kind = AbsenceKind.OWN_REQUEST if reason is EndReason.OWN_REQUEST else AbsenceKind.UNPLANNED_END
        end = End(self._placement, reason, planned=False, ended_at=case.ended, noticed_at=case.ended, event=THE_END)
        if self._random.random() < 0.5:
            case.by_provider(reported, ReportAbsence(self._placement, THE_END, kind, case.ended))
            reported += timedelta(hours=1)
        case.by_provider(reported, end)
        return reported


def _test_number(randomness: Random, band: AgeBand, on: date) -> str:
    """Give a number of the Tax Agency's published test series (birth numbers 238 and 239) for somebody in the band."""
    age = {AgeBand.AGE_18_20: 19, AgeBand.AGE_21_25: 23, AgeBand.AGE_26_PLUS: 31}[band]
    born = on - timedelta(days=age * 365 + randomness.randint(60, 200))
    nine = f"{born:%y%m%d}{randomness.choice(('238', '239'))}"
    return f"{born:%Y%m%d}{with_check_digit(nine)[6:]}"
