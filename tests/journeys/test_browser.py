"""In Chromium, on Apache Kafka: a referral, a plan that never comes, the finding, its why, reply, decision and mails."""

from __future__ import annotations

import pytest

from tests.journeys.screen import NAME, NUMBER, ScreenJourney


@pytest.mark.timeout(600)
async def test_from_referral_to_confirmed_finding_and_its_mails(journey: ScreenJourney) -> None:
    await journey.lived()
    assert "Du har något att läsa i Utväg. Logga in. Referens U-" in journey.mails
    for secret in (NAME, NUMBER, NUMBER[2:], journey.referral, journey.finding):
        assert secret not in journey.mails
    assert all(path.stat().st_size > 0 for path in journey.pictures)
