"""The small acts of the page where a provider attests: what each form asks, read into the command it stands for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.directory.attestations.commands import Attestation, DiscloseAccounts, EngageStaff, SeeExtracts
from services.directory.attestations.domain import fiscal_year_end
from services.directory.attestations.lines import Reading
from services.directory.shared.checks import today
from services.directory.shared.state import Provider
from services.runtime.forms.reader import Errors, Reader
from services.runtime.language.words import Words
from services.runtime.web import Viewer

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


def parse_accounts(typed: Reader, context: PageContext) -> DiscloseAccounts | Errors:
    """Read that the accounts of a fiscal year are disclosed, or what is wrong with it by field."""
    year = typed.choice("fiscal_year", context.years(), Words(sv="Välj räkenskapsår.", en="Choose a fiscal year."))
    missing = Words(sv="Svara om ägarna är redovisade.", en="Say whether the owners are disclosed.")
    ownership = typed.choice("ownership", dict(YES_NO), missing) == "yes"
    return typed.errors or DiscloseAccounts(context.provider.id, int(year), ownership)


def parse_staff(typed: Reader, context: PageContext) -> EngageStaff | Errors:
    """Read that somebody works at a unit, or what is wrong with it by field."""
    unit = typed.choice("unit", context.units, Words(sv="Välj enhet.", en="Choose a unit."))
    shift = typed.moment(
        "shift_day", "shift_time", Words(sv="Ange dagen för det första passet.", en="Give the day of the first shift.")
    )
    before = typed.day("before_day")
    if typed.errors or shift is None:
        return typed.errors
    return EngageStaff(context.provider.id, UUID(unit), typed.one("label"), shift, before)


def parse_extracts(typed: Reader, context: PageContext) -> SeeExtracts | Errors:
    """Read that the extracts of one of the staff were seen, or what is wrong with it by field."""
    who = typed.choice("staff", context.staff, Words(sv="Välj vem utdragen gäller.", en="Choose whose extracts."))
    seen_at = typed.moment(
        "seen_day", "seen_time", Words(sv="Ange dagen då ni såg utdragen.", en="Give the day you saw the extracts.")
    )
    criminal, suspicion = typed.day("criminal_day"), typed.day("suspicion_day")
    if typed.errors or seen_at is None:
        return typed.errors
    unit, _, staff = who.partition("/")
    return SeeExtracts(context.provider.id, UUID(unit), UUID(staff), seen_at, criminal, suspicion)


ACT_FORMS: dict[str, tuple[Callable[[Reader, PageContext], Attestation | Errors], Mapping[str, str], Words]] = {
    "accounts": (
        parse_accounts,
        {"fiscal_year": "fiscal_year"},
        Words(sv="Räkenskaperna är intygade.", en="The accounts are attested."),
    ),
    "staff": (
        parse_staff,
        {"unit": "unit", "label": "label", "first_shift": "shift_day", "engaged_before_until": "before_day"},
        Words(
            sv="Anställningen är intygad. Intyga nu registerutdragen.",
            en="The engagement is attested. Now attest the register extracts.",
        ),
    ),
    "extracts": (
        parse_extracts,
        {
            "staff": "staff",
            "seen_at": "seen_day",
            "criminal_record_on": "criminal_day",
            "suspicion_record_on": "suspicion_day",
        },
        Words(sv="Utdragen är intygade.", en="The extracts are attested."),
    ),
}
