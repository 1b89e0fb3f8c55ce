"""Annual accounts that a provider discloses, and interruptions of the portal."""

import calendar
from datetime import date, datetime, timedelta

from schemas.directory import AccountsDisclosed, PortalInterrupted
from services.directory.attestations.commands import DiscloseAccounts, RecordInterruption
from services.directory.attestations.effective import (
    FactSubject,
    attest,
    effective_facts,
    known_provider,
    not_in_future,
)
from services.directory.shared import checks
from services.directory.shared.outcome import Outcome
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, PORTAL, Provider
from services.runtime.language.dates import day as written_day
from services.runtime.language.words import Words


def fiscal_year_end(provider: Provider, year: int) -> date:
    """Give the last day of the fiscal year that ends in a year."""
    month, day = (int(part) for part in provider.fiscal_year_end.split("-"))
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def disclose_accounts(register: Register, command: DiscloseAccounts, now: datetime) -> Outcome:
    """Record that accounts are disclosed. Refused: unknown provider, a year that is not over, disclosed already."""
    provider = known_provider(register, command.provider)
    checks.sensible(date(min(max(command.fiscal_year, 1), 9999), 1, 1), "fiscal_year")
    last = fiscal_year_end(provider, command.fiscal_year)
    if checks.first_instant(last + timedelta(days=1)) > now:
        raise checks.refuse(
            "fiscal_year",
            "fiscal_year",
            Words(
                sv="Räkenskapsåret {year} slutar först {last}.", en="The fiscal year {year} does not end until {last}."
            ).fill(year=command.fiscal_year, last=Words(sv=written_day(last), en=written_day(last, "en"))),
            Words(sv="Välj ett år som har slutat.", en="Choose a year that is over."),
        )
    for _, held in effective_facts(register, AccountsDisclosed):
        same = (held.provider, held.fiscal_year) == (provider.id, command.fiscal_year)
        if same and held.ownership >= command.ownership:
            raise checks.taken(
                "fiscal_year",
                Words(sv="Räkenskaperna för {year}", en="The accounts of {year}").fill(year=command.fiscal_year),
            )
    fact = AccountsDisclosed(provider=provider.id, fiscal_year=command.fiscal_year, ownership=command.ownership)
    return attest(register, command.id, fact, FactSubject(provider.id, provider.id), provider.id, now, now)


def record_interruption(register: Register, command: RecordInterruption, now: datetime) -> Outcome:
    """Record an interruption of the portal. Refused: one that is not over, backwards, or recorded already."""
    not_in_future(command.from_at, now, "from_at")
    not_in_future(command.to_at, now, "to_at")
    if command.to_at <= command.from_at:
        raise checks.refuse(
            "span",
            "to_at",
            Words(sv="Slutet ligger inte efter början.", en="The end does not lie after the beginning."),
            Words(sv="Rätta en av tiderna.", en="Correct one of the times."),
        )
    fact = PortalInterrupted(from_at=command.from_at, to_at=command.to_at)
    if any(held == fact for _, held in effective_facts(register, PortalInterrupted)):
        raise checks.taken("from_at", Words(sv="Avbrottet", en="The interruption"))
    return attest(register, command.id, fact, FactSubject(PORTAL, None), PLATFORM, command.from_at, now)
