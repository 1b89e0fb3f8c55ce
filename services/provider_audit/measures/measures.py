"""Every measure of performance, defined once: its name, its formula in words, its version and its arithmetic."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from services.provider_audit.measures.records import Tally
from services.runtime.language.words import Words

LEAST_FOR_PERCENT = 10
"""Below this many expected, a share is written as "3 of 4" and never as percent."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    number: int
    of: int

    @property
    def percent(self) -> float | None:
        """Give the share in percent, none when too few are expected for one."""
        return 100 * self.number / self.of if self.of >= LEAST_FOR_PERCENT else None


Value = int | Share | timedelta | None


@dataclass(frozen=True)
class Measure:
    """A measure; `version` rises when its formula changes. `by_month` says that it is counted for each month too."""

    id: str
    version: int
    title: Words
    formula: Words
    of: Callable[[Tally], Value]
    by_month: bool = True


def expected(counts: Tally) -> int:
    """Count the duties that were due and are counted."""
    return counts.on_time + counts.late + counts.missing


def actual(counts: Tally) -> int:
    """Count those of them that were received."""
    return counts.on_time + counts.late


def median_delay(counts: Tally) -> timedelta | None:
    """Give the middle delay of those that were received late, none when none did."""
    seconds = [delay.total_seconds() for delay in counts.delays]
    return timedelta(seconds=median(seconds)) if seconds else None


MEASURES: tuple[Measure, ...] = (
    Measure(
        "expected", 1,
        Words(sv="Förväntade", en="Expected"),
        Words(
            sv="Åtaganden som utföraren har enligt avtalet, vars frist har gått ut och som är bedömda. Upphörda och undantagna "
            "räknas inte, inte heller de som bedöms.",
            en="Duties the provider owes under the contract whose due has passed and that have been judged. Lapsed and waived "
            "ones do not count, nor do those being judged.",
        ),
        expected,
    ),
    Measure(
        "actual", 1,
        Words(sv="Inkomna", en="Actual"),
        Words(sv="De förväntade som har kommit in, i tid eller sent.", en="The expected ones that came in, on time or late."),
        actual,
    ),
    Measure(
        "on_time", 1,
        Words(sv="I tid", en="On time"),
        Words(
            sv="De förväntade som kom in före fristens slut. Det som kom in vid fristens slut är sent.",
            en="The expected ones that arrived before the due. What arrived at the due is late.",
        ),
        lambda counts: counts.on_time,
    ),
    Measure(
        "rate", 1,
        Words(sv="Andel inkomna", en="Reporting rate"),
        Words(
            sv=f"Inkomna delat med förväntade. I procent först från {LEAST_FOR_PERCENT} förväntade.",
            en=f"Actual divided by expected. In percent from {LEAST_FOR_PERCENT} expected only.",
        ),
        lambda counts: Share(actual(counts), expected(counts)),
    ),
    Measure(
        "rate_on_time", 1,
        Words(sv="Andel i tid", en="Reporting rate on time"),
        Words(
            sv=f"I tid delat med förväntade. I procent först från {LEAST_FOR_PERCENT} förväntade.",
            en=f"On time divided by expected. In percent from {LEAST_FOR_PERCENT} expected only.",
        ),
        lambda counts: Share(counts.on_time, expected(counts)),
    ),
    Measure(
        "median_delay", 1,
        Words(sv="Medianförsening", en="Median delay"),
        Words(
            sv="Den mittersta förseningen bland de förväntade som kom in sent: tiden från fristens slut till att det kom in, "
            "alla timmar räknade. Vid jämnt antal medelvärdet av de två mittersta.",
            en="The middle delay of the expected ones that came in late: the time from the due to the arrival, every hour "
            "counted. With an even number, the mean of the middle two.",
        ),
        median_delay,
    ),
    Measure(
        "standing", 1,
        Words(sv="Bestående brister", en="Standing findings"),
        Words(
            sv="Brister som utföraren svarar för, som består just nu, vilken tid som än visas, inte är avskrivna och är öppna för "
            "alla som läser måtten. En brist utan frist, till exempel om tillstånd, räknas hos varje avtal med en nämnd som den rör.",
            en="Findings the provider answers for that stand right now, whichever time is shown, are not dismissed and are open to "
            "all who read the measures. One without a due, on a permit for instance, counts with every contract of a board it concerns.",
        ),
        lambda counts: counts.standing,
        by_month=False,
    ),
)  # fmt: skip

NOTES: tuple[Words, ...] = (
    Words(
        sv="Måtten räknas per utförare och avtal. Utföraren, nämnden och tillsynen får samma tal för samma avtal.",
        en="The measures are counted by provider and contract. Provider, board and supervisor get the same figures for the "
        "same contract.",
    ),
    Words(
        sv="Det som utföraren är skyldig alla (begärda uppgifter, årsredovisning, registerutdrag) räknas för hela utföraren, inte "
        "för något avtal, och visas för utföraren och tillsynen.",
        en="What the provider owes everybody (information asked for, accounts, register extracts) counts for the provider as a "
        "whole, not for any contract, and is shown to the provider and the supervisor.",
    ),
    Words(
        sv="En rapport hör till den månad den avser, allt annat till den månad då fristen går ut.",
        en="A report belongs to the month it covers, all else to the month of its due.",
    ),
    Words(
        sv="Bedöms, för alla: fristen har gått ut men åtagandet är inte bedömt, eller det kom sent eller saknas och bristen är "
        "inte öppen för tillsynen än, är avskriven, eller en annan brist gäller samma försummelse. Sådana åtaganden står för sig "
        "och räknas inte i något mått. En brist blir öppen när den är fastställd, när svarstiden har gått ut utan svar, och "
        "genast om den är kritisk eller inte rör någon nämnd.",
        en="Being judged, for everybody: the due has passed but the duty is not judged; or it was late or is missing and its "
        "finding is not open to the supervisor yet, was dismissed, or another finding covers the same omission. Such duties stand "
        "apart and count in no measure. A finding is open when it is confirmed, when the time for a reply has run out unanswered, "
        "and at once where it is critical or concerns no board.",
    ),
    Words(
        sv="Väntas: fristen har inte gått ut, även när det redan har kommit in. Det räknas när fristen har gått ut.",
        en="Due: the due has not passed, also where it has come in already. It counts when the due has passed.",
    ),
)
