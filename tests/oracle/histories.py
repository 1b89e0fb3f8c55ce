"""Random histories of one provider: small worlds with many boundaries, late new events, papers attested afterwards, and corrections."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.oracle.lines import text
from tests.oracle.lines_of_referrals import ReferralLines
from tests.oracle.lines_of_the_directory import DirectoryLines
from tests.provider_audit.speech import local
from tests.provider_audit.story import Story

DIRECTORY = {
    "registered", "contract", "clause in", "contract ended", "permit", "permit changed", "permit ended",
    "not permit-bound", "accounts", "asked", "answered", "engaged", "extracts", "interrupted", "of",
    "voided",
}  # fmt: skip


class History(DirectoryLines, ReferralLines):
    """All that is recorded of one provider."""

    def make(self) -> None:
        """Make its lines."""
        self.provider()
        permits = self.permits()
        contracts = self.contracts()
        self.referrals()
        self.placements(contracts, permits)


def history(seed: int) -> Story:
    """Make one random history, recorded in the order it was received."""
    made = History(seed)
    made.make()
    return written(made)


def written(made: History) -> Story:
    """Tell the lines of a history in the order they are received."""
    before: dict[str, Any] = {"registered": "first"}
    story, last = Story(), datetime(2000, 1, 1, tzinfo=UTC)
    for civil, line in sorted(made.lines, key=lambda each: each[0]):
        received = local(text(civil))
        moment = max(received, last + timedelta(microseconds=1))
        # Now and then two facts of a log are one append.
        together = received <= last and made.dice.random() < 0.3 and not DIRECTORY & {*line, *before}
        moment, before = (last if together else moment), line
        story.record({**line, "heard": moment.isoformat(sep=" ")})
        last = moment
    return story
