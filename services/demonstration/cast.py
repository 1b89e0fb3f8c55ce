"""Who appears in the demonstration: boards, providers and people, all invented but the municipalities."""

from dataclasses import dataclass, field
from uuid import UUID

from schemas.codes import AgeBand, LegalForm, Role, ServiceForm, TargetGroup
from services.runtime.language.identifiers import PLATFORM, derived

ADULTS = (AgeBand.AGE_18_20, AgeBand.AGE_21_25, AgeBand.AGE_26_PLUS)
YOUNG_ADULTS = (AgeBand.AGE_18_20, AgeBand.AGE_21_25)
NETWORK = (TargetGroup.CRIMINAL_NETWORK,)
ALL_GROUPS = tuple(TargetGroup)


@dataclass(frozen=True)
class Person:
    """Somebody with a commission; the name is shown only in the demonstration's own organisation."""

    name: str
    organisation: UUID
    role: Role

    @property
    def id(self) -> UUID:
        """Give the person's id."""
        return derived("demonstration person", self.name)

    @property
    def email(self) -> str:
        """Give an address that leads nowhere."""
        letters = self.name.lower().translate(str.maketrans("åäöé ", "aaoe."))
        return f"{letters}@example.invalid"


@dataclass(frozen=True)
class Reliability:
    """How somebody behaves: the share of papers that come late, and that never come."""

    late: float
    never: float


FAULTLESS = Reliability(late=0.0, never=0.0)
STEADY = Reliability(late=0.015, never=0.0)
GOOD = Reliability(late=0.05, never=0.01)
UNEVEN = Reliability(late=0.14, never=0.05)
WEAK = Reliability(late=0.25, never=0.14)


@dataclass(frozen=True)
class Board:
    """A board of a municipality, with how many cases it opens in the year."""

    municipality: str
    name: str
    cases: int
    people: tuple[str, str, str]
    """Coordinator, unit manager, contract controller."""
    reliability: Reliability = GOOD

    @property
    def id(self) -> UUID:
        """Give the board's id."""
        return derived("demonstration board", self.municipality)

    def person(self, role: Role) -> Person:
        """Give who holds a role at the board."""
        roles = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
        return Person(self.people[roles.index(role)], self.id, role)


@dataclass(frozen=True)
class Provider:
    """A provider with one unit; `maximum` is how many its permit allows."""

    number: int
    name: str
    unit_name: str
    manager: str
    form: ServiceForm
    maximum: int
    reliability: Reliability
    age_bands: tuple[AgeBand, ...] = ADULTS
    target_groups: tuple[TargetGroup, ...] = NETWORK
    legal_form: LegalForm = LegalForm.LIMITED_COMPANY
    weight: int = field(default=3)
    """How often boards choose it."""
    receives_children: bool = False
    """Its permit names an age band under 18 too, so the extracts of its staff must be seen."""
    county: str | None = None
    """Where the unit is, by the county's code; a protected home tells none."""

    @property
    def id(self) -> UUID:
        """Give the provider's id."""
        return derived("demonstration provider", self.number)

    @property
    def unit(self) -> UUID:
        """Give the unit's id."""
        return derived("demonstration unit", self.number)

    @property
    def permit(self) -> UUID:
        """Give the permit's id."""
        return derived("demonstration permit", self.number)

    @property
    def permitted_bands(self) -> tuple[AgeBand, ...]:
        """Give the age bands of the permit."""
        return (AgeBand.AGE_16_17, *self.age_bands) if self.receives_children else self.age_bands

    @property
    def orgnr(self) -> str:
        """Give an invented organisation number with a right check digit, in a series not handed out."""
        prefix = {LegalForm.LIMITED_COMPANY: "559999", LegalForm.PARTNERSHIP: "969999"}.get(self.legal_form, "802999")
        return with_check_digit(f"{prefix}{self.number:03d}")

    @property
    def person(self) -> Person:
        """Give the provider's manager."""
        return Person(self.manager, self.id, Role.PROVIDER_MANAGER)


def with_check_digit(nine: str) -> str:
    """Add the Luhn digit to nine digits."""
    total = 0
    for index, digit in enumerate(nine):
        doubled = int(digit) * (2 if index % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return f"{nine}{-total % 10}"


BOARDS = (
    Board("1280", "Arbetsmarknads- och socialnämnden, Malmö", 40, ("Eva Lindqvist", "Mikael Sand", "Petra Holm")),
    Board("1480", "Socialnämnden Centrum, Göteborg", 34, ("Jonas Ekdal", "Karin Stråle", "Anders Fors")),
    Board("0180", "Socialnämnden, Stockholm", 32, ("Sofia Berglind", "Henrik Vass", "Lena Åkerhielm")),
    Board("1285", "Vård- och omsorgsnämnden, Eslöv", 10, ("Maria Nyberg", "Olof Tall", "Inger Brodd"), UNEVEN),
    Board("1490", "Socialnämnden, Borås", 13, ("David Rask", "Ulla Frid", "Peter Malm")),
    Board("0192", "Socialnämnden, Nynäshamn", 9, ("Anna Skär", "Göran Lod", "Camilla Viker"), UNEVEN),
    Board("1496", "Socialnämnden, Skövde", 12, ("Emil Björkhage", "Sara Tegel", "Nils Hammar")),
)

PROVIDERS = (
    Provider(
        1,
        "Nordviken Stöd AB",
        "Enhet Norr",
        "Rolf Sandgren",
        ServiceForm.HVB,
        12,
        UNEVEN,
        YOUNG_ADULTS,
        weight=5,
        receives_children=True,
        county="12",
    ),
    Provider(
        2,
        "Ankaret Boende AB",
        "Enhet Ankaret",
        "Birgitta Lodin",
        ServiceForm.STODBOENDE,
        14,
        GOOD,
        weight=4,
        county="14",
    ),
    Provider(
        3,
        "Kajutan Coach HB",
        "Samtalsgruppen",
        "Tomas Kvist",
        ServiceForm.COACHING,
        16,
        STEADY,
        legal_form=LegalForm.PARTNERSHIP,
        county="12",
    ),
    Provider(
        4,
        "Fyrbåken Vård AB",
        "Enhet Fyren",
        "Helena Storm",
        ServiceForm.HVB,
        10,
        GOOD,
        receives_children=True,
        county="14",
    ),
    Provider(
        5, "Skärgårdens Stödboende AB", "Enhet Skär", "Patrik Holmer", ServiceForm.STODBOENDE, 10, UNEVEN, county="01"
    ),
    Provider(
        6,
        "Hamnljus Omsorg AB",
        "Enhet Kajen",
        "Monika Rehn",
        ServiceForm.SKYDDAT_BOENDE,
        10,
        STEADY,
        target_groups=ALL_GROUPS,
    ),
    Provider(
        7,
        "Björkdungen HVB AB",
        "Enhet Lund",
        "Stefan Ljung",
        ServiceForm.HVB,
        8,
        WEAK,
        YOUNG_ADULTS,
        weight=2,
        receives_children=True,
        county="12",
    ),
    Provider(
        8,
        "Stiftelsen Ny Kurs",
        "Mottagningen",
        "Agneta Palmér",
        ServiceForm.OPPENVARD,
        20,
        STEADY,
        target_groups=ALL_GROUPS,
        legal_form=LegalForm.FOUNDATION,
        weight=4,
        county="01",
    ),
    Provider(9, "Vändpunkten Stöd AB", "Enhet Väst", "Robert Hägg", ServiceForm.STODBOENDE, 12, GOOD, county="14"),
    Provider(
        10,
        "Lyktan Öppenvård AB",
        "Enhet Lyktan",
        "Ingrid Falk",
        ServiceForm.OPPENVARD,
        15,
        GOOD,
        target_groups=ALL_GROUPS,
        county="12",
    ),
    Provider(
        11,
        "Grinden Boende AB",
        "Enhet Grinden",
        "Christer Uhr",
        ServiceForm.SKYDDAT_BOENDE,
        8,
        UNEVEN,
        weight=2,
        county="13",
    ),
    Provider(
        12,
        "Föreningen Vägval",
        "Vägvalsgruppen",
        "Yasmin Karlberg",
        ServiceForm.COACHING,
        18,
        STEADY,
        legal_form=LegalForm.NON_PROFIT,
        county="14",
    ),
    Provider(
        13,
        "Tallmon Familjestöd AB",
        "Familjehemsgruppen",
        "Lisbeth Modig",
        ServiceForm.KONSULENTSTOD,
        9,
        WEAK,
        weight=2,
        county="06",
    ),
)

SUPERVISOR = Person("Gunilla Adler", PLATFORM, Role.SUPERVISOR)
OPERATOR = Person("Erik Driftman", PLATFORM, Role.OPERATOR)
OTHER_OPERATOR = Person("Ylva Jourberg", PLATFORM, Role.OPERATOR)
"""The second of the two that it takes to void a fact."""
KEEPER = Person("Marta Registrand", PLATFORM, Role.REGISTER_KEEPER)


def people() -> list[Person]:
    """List everybody who can sign in."""
    roles = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
    of_boards = [board.person(role) for board in BOARDS for role in roles]
    return [*of_boards, *(provider.person for provider in PROVIDERS), SUPERVISOR, OPERATOR, OTHER_OPERATOR, KEEPER]
