"""What is attested and asked for through the year: accounts, staff and their register extracts, requests for information."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from schemas.codes import LegalForm, Role
from schemas.working_days import add_working_days
from services.demonstration.acts.act import Attest, Step
from services.demonstration.fixtures.kinds import FAULTLESS, Person, Provider
from services.demonstration.fixtures.people import BOARDS, OPERATOR, PROVIDERS, SUPERVISOR
from services.demonstration.scenario.case import Habits, at, read_on, working_day_from
from services.demonstration.scenario.opening import fiscal_year_end
from services.directory.attestations.commands import (
    AnswerInformation,
    DiscloseAccounts,
    EngageStaff,
    RecordInterruption,
    RequestInformation,
    SeeExtracts,
)
from services.directory.shared.commands import Command
from services.runtime.language.identifiers import derived

NEVER, LATE, WITHOUT_OWNERS = 7, 13, 11
"""The providers, by number, that never disclose their accounts, do so late, or forget who owns them at first."""
STAFF = 8
"""How many begin to work at a unit in the year."""
REPORTED_LATE, TOO_OLD, NOT_SEEN = (7, 3), (1, 4), (4, 5)
"""Provider and nth engagement with which something is wrong."""
QUESTION = "Vi begär in bemanningen per vecka och era rutiner för nattjour för det senaste kvartalet."
ANSWER = "Bemanningen per vecka och rutinerna för nattjour är inlämnade på papper till nämndens diarium."
REQUESTS = ((40, 0, 1, 6), (62, 1, 5, 8), (75, None, 2, 7), (98, 2, 11, 14), (110, 3, 8, 5), (126, 4, 13, None),
            (141, 5, 2, 9), (160, 6, 9, 4), (178, None, 7, 16), (190, 0, 4, 8), (211, 1, 10, 3), (226, 2, 6, 6),
            (240, None, 12, 9), (255, 4, 1, 12), (270, 0, 13, 7), (282, 5, 8, 2), (301, 1, 3, 5), (318, 2, 5, 9))  # fmt: skip
"""Day of the year, board (none: the supervisor), provider, and after how many working days it answers, if it does."""


def attestations(seed: int, beginning: date) -> Iterator[Step]:
    """Write what is attested in the year."""
    yield from _accounts(beginning)
    chance = Random(f"{seed}|{beginning}|attestations")
    for provider in PROVIDERS:
        if provider.receives_children:
            for nth in range(STAFF):
                yield from _engagement(provider, nth, beginning, Habits(chance, FAULTLESS))
    for nth, (days, board, asked, answered) in enumerate(REQUESTS):
        asker = SUPERVISOR if board is None else BOARDS[board].person(Role.CONTROLLER)
        yield from _request(nth, asker, PROVIDERS[asked - 1], beginning + timedelta(days=days), answered)


def interruption(night: date) -> Step:
    """Write that the portal was interrupted from the evening before a night until half past three."""
    down = RecordInterruption(
        at(night - timedelta(days=1), 21), at(night, 3, 30), id=derived("demonstration interruption", night)
    )
    return Step(at(night, 8, 10), OPERATOR, Attest((down,)))


def _accounts(beginning: date) -> Iterator[Step]:
    for provider in PROVIDERS:
        if provider.legal_form is not LegalForm.LIMITED_COMPANY or provider.number == NEVER:
            continue
        year_end = fiscal_year_end(provider, beginning)
        reported_on = year_end + timedelta(days=120 + 5 * provider.number)
        if provider.number == WITHOUT_OWNERS:
            yield _disclosed(provider, year_end.year, reported_on, ownership=False)
        if provider.number in (WITHOUT_OWNERS, LATE):
            reported_on = year_end + timedelta(days=225 + provider.number)
        yield _disclosed(provider, year_end.year, reported_on, ownership=True)


def _disclosed(provider: Provider, year: int, on: date, *, ownership: bool) -> Step:
    fact = derived("demonstration accounts", provider.number, year, ownership)
    return _step(on, provider.person, DiscloseAccounts(provider.id, year, ownership, fact))


def _engagement(provider: Provider, nth: int, beginning: date, habits: Habits) -> Iterator[Step]:
    chance, key = habits.randomness, (provider.number, nth)
    day = working_day_from(beginning + timedelta(days=16 + 42 * nth + 3 * provider.number))
    shift = at(day, 7, 30)
    seen = habits.office(day - timedelta(days=chance.randint(8, 25)))
    issued = [seen.date() - timedelta(days=chance.randint(4, 40)) for _ in range(2)]
    if key == TOO_OLD:
        issued[0] -= timedelta(days=200)
    staff = derived("demonstration staff", *key)
    engaged = EngageStaff(
        provider.id, provider.unit, f"Anställd {provider.number}-{nth + 1:02d}", shift, staff=staff,
        id=derived("demonstration engagement", *key),
    )  # fmt: skip
    extracts = SeeExtracts(
        provider.id, provider.unit, staff, seen, issued[0], issued[1], id=derived("demonstration extracts", *key)
    )
    reported_on = add_working_days(day, chance.randint(1, 3))
    if key in (REPORTED_LATE, NOT_SEEN):
        yield _step(reported_on, provider.person, engaged)
    else:
        yield _step(reported_on, provider.person, engaged, extracts)
    if key == REPORTED_LATE:
        yield _step(add_working_days(day, 9), provider.person, extracts)


def _request(nth: int, asker: Person, provider: Provider, day: date, answered: int | None) -> Iterator[Step]:
    asked, request = working_day_from(day), derived("demonstration request", nth)
    board = None if asker is SUPERVISOR else asker.organisation
    yield _step(asked, asker, RequestInformation(provider.id, board, QUESTION, request))
    if answered is not None:
        answer = AnswerInformation(request, provider.id, ANSWER, derived("demonstration answer", nth))
        yield _step(add_working_days(asked, answered), provider.person, answer)


def _step(day: date, by: Person, *reported_on: Command) -> Step:
    return Step(read_on(day) - timedelta(hours=2), by, Attest(reported_on))
