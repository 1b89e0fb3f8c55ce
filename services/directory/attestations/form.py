"""The small acts of the page where a provider attests: what each form asks, read into the act it stands for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fastapi import Request

from schemas.new_event import Author
from services.directory.attestations import handlers as attesting
from services.directory.attestations.domain import fiscal_year_end
from services.directory.attestations.lines import Reading
from services.directory.shared.checks import today
from services.directory.shared.page_forms import Act, vault_of
from services.directory.shared.state import Provider
from services.runtime.database.work import Work
from services.runtime.forms.reader import Reader
from services.runtime.language.words import Words
from services.runtime.web import (
    Viewer,
)

YEARS = 5
YES_NO = (
    ("yes", Words(sv="Ja, ägarna är redovisade", en="Yes, the owners are disclosed")),
    ("no", Words(sv="Nej, inte än", en="No, not yet")),
)


@dataclass
class PageContext:
    """What the page stands on: the viewer's provider as it is read, its fiscal years, units and staff to choose from."""

    viewer: Viewer
    reading: Reading
    provider: Provider
    now: datetime
    units: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)

    def years(self) -> dict[str, Words]:
        """Give the fiscal years that are over, the newest first."""
        last = today(self.now).year
        ended = [year for year in range(last, last - YEARS - 1, -1) if self._over(year)]
        return {str(year): Words(sv=str(year), en=str(year)) for year in ended[:YEARS]}

    def _over(self, year: int) -> bool:
        return fiscal_year_end(self.provider, year) < today(self.now)


def _accounts(_request: Request, context: PageContext, typed: Reader) -> Act:
    year = typed.choice("fiscal_year", context.years(), Words(sv="Välj räkenskapsår.", en="Choose a fiscal year."))
    missing = Words(sv="Svara om ägarna är redovisade.", en="Say whether the owners are disclosed.")
    ownership = typed.choice("ownership", dict(YES_NO), missing) == "yes"

    async def act(work: Work, author: Author) -> None:
        await attesting.disclose_accounts(work, author, context.provider.id, int(year), ownership=ownership)

    return act


def _staff(request: Request, context: PageContext, typed: Reader) -> Act:
    unit = typed.choice("unit", context.units, Words(sv="Välj enhet.", en="Choose a unit."))
    shift = typed.moment(
        "shift_day", "shift_time", Words(sv="Ange dagen för det första passet.", en="Give the day of the first shift.")
    )
    before = typed.day("before_day")

    async def act(work: Work, author: Author) -> None:
        if shift is not None:
            await attesting.engage_staff(
                work,
                vault_of(request),
                author,
                context.provider.id,
                UUID(unit),
                typed.one("label"),
                shift,
                engaged_before_until=before,
            )

    return act


def _extracts(_request: Request, context: PageContext, typed: Reader) -> Act:
    who = typed.choice("staff", context.staff, Words(sv="Välj vem utdragen gäller.", en="Choose whose extracts."))
    seen_at = typed.moment(
        "seen_day", "seen_time", Words(sv="Ange dagen då ni såg utdragen.", en="Give the day you saw the extracts.")
    )
    criminal, suspicion = typed.day("criminal_day"), typed.day("suspicion_day")

    async def act(work: Work, author: Author) -> None:
        unit, _, staff = who.partition("/")
        if seen_at is not None:
            await attesting.see_extracts(
                work,
                author,
                context.provider.id,
                UUID(unit),
                UUID(staff),
                seen_at,
                criminal_record_on=criminal,
                suspicion_record_on=suspicion,
            )

    return act


ACT_FORMS: dict[str, tuple[Callable[[Request, PageContext, Reader], Act], Mapping[str, str], Words]] = {
    "accounts": (
        _accounts,
        {"fiscal_year": "fiscal_year"},
        Words(sv="Räkenskaperna är intygade.", en="The accounts are attested."),
    ),
    "staff": (
        _staff,
        {"unit": "unit", "label": "label", "first_shift": "shift_day", "engaged_before_until": "before_day"},
        Words(
            sv="Anställningen är intygad. Intyga nu registerutdragen.",
            en="The engagement is attested. Now attest the register extracts.",
        ),
    ),
    "extracts": (
        _extracts,
        {
            "staff": "staff",
            "seen_at": "seen_day",
            "criminal_record_on": "criminal_day",
            "suspicion_record_on": "suspicion_day",
        },
        Words(sv="Utdragen är intygade.", en="The extracts are attested."),
    ),
}
