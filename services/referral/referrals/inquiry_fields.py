"""Ny förfrågan: its eight parts and their fields."""

from dataclasses import dataclass

from services.referral.shared.words import TIER_WORDS
from services.runtime.forms.field import Choice, Field, heading
from services.runtime.language.code_words import FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.words import Words

MOST_GOALS = 6
DEFINITIONS: tuple[Choice, ...] = (
    ("POLICE-2024-1", Words(sv="Polisens avhopparärende, version 2024-1", en="Police exit case, version 2024-1")),
    ("SOL-2025-1", Words(sv="Socialtjänstens bistånd, version 2025-1", en="Social services support, version 2025-1")),
)
OUTCOMES: tuple[Choice, ...] = (
    (
        "ELIGIBLE_POLICE_AND_SOL",
        Words(sv="Omfattas hos polis och socialtjänst", en="Eligible, police and social services"),
    ),
    ("SOL_ONLY", Words(sv="Omfattas hos socialtjänsten", en="Eligible, social services only")),
    ("NOT_READY", Words(sv="Inte redo än", en="Not ready yet")),
    ("CRITERIA_NOT_MET", Words(sv="Uppfyller inte kriterierna", en="Criteria not met")),
)
ELIGIBLE = frozenset({"ELIGIBLE_POLICE_AND_SOL", "SOL_ONLY"})
RECEIVERS: tuple[Choice, ...] = (
    ("PROVIDER", Words(sv="Utföraren", en="The provider")),
    ("POLICE", Words(sv="Polisen", en="The police")),
    ("HEALTH", Words(sv="Hälso- och sjukvården", en="Health care")),
    ("PRISON", Words(sv="Kriminalvården", en="Prison and probation")),
)
LEGAL_BASES: tuple[Choice, ...] = (
    ("SOL_BISTAND", Words(sv="Bistånd enligt SoL", en="Support under the Social Services Act")),
    ("SOL_11_5", Words(sv="Insats utan behovsprövning, SoL", en="Service without individual assessment")),
    ("LVU_2", Words(sv="LVU 2 §", en="Care of Young Persons Act, section 2")),
    ("LVU_3", Words(sv="LVU 3 §", en="Care of Young Persons Act, section 3")),
    ("LVM", Words(sv="LVM", en="Care of Substance Abusers Act")),
    ("OTHER", Words(sv="Annat", en="Other")),
)
AREAS: tuple[Choice, ...] = (
    ("HOUSING", Words(sv="Boende", en="Housing")),
    ("WORK", Words(sv="Arbete, studier, försörjning", en="Work, studies, income")),
    ("SUBSTANCE", Words(sv="Missbruk", en="Substance use")),
    ("HEALTH", Words(sv="Psykisk hälsa", en="Mental health")),
    ("DEBT", Words(sv="Skulder", en="Debt")),
    ("FAMILY", Words(sv="Familj och nätverk", en="Family and network")),
    ("CONTACTS", Words(sv="Kontakt med miljön", en="Contact with the milieu")),
    ("SAFETY", Words(sv="Skydd", en="Protection")),
)
TERMS: tuple[Choice, ...] = (
    ("OUT_OF_TOWN", Words(sv="Bostad på annan ort", en="Housing in another place")),
    ("NO_PHOTO", Words(sv="Inga bilder eller sociala medier", en="No photographs or social media")),
    ("TWO_STAFF", Words(sv="Två personal vid möten", en="Two staff at meetings")),
    ("PROTECTED_DATA", Words(sv="Skyddade personuppgifter", en="Protected personal data")),
)


@dataclass(frozen=True)
class Part:
    """One part of the form, on a page of its own."""

    name: str
    title: Words
    fields: tuple[Field, ...]


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


def goal_fields() -> tuple[Field, ...]:
    """Give the fields of up to six goals; the first is required."""
    rows: list[Field] = []
    for number in range(1, MOST_GOALS + 1):
        rows += [
            heading(f"goal_heading_{number}", f"Mål {number}", f"Goal {number}"),
            Field(f"area_{number}", _words("Område", "Area"), "select", choices=AREAS, optional=number > 1),
            Field(f"goal_{number}", _words("Mål", "Goal"), "text", optional=number > 1),
            Field(f"seen_{number}", _words("Så syns det", "How it shows"), "text", optional=number > 1),
        ]
    return tuple(rows)


_DAY_HINT = _words("åååå-mm-dd", "yyyy-mm-dd")
PARTS: tuple[Part, ...] = (
    Part("eligibility", _words("Behörighet", "Eligibility"), (
        Field("definition", _words("Definition och version", "Definition and version"), "select", choices=DEFINITIONS),
        Field("outcome", _words("Utfall", "Outcome"), "radio", choices=OUTCOMES),
        Field("assessed_on", _words("Bedömd", "Assessed on"), "date", _DAY_HINT),
        Field("target_group", _words("Målgrupp", "Target group"), "radio",
              choices=tuple((code.value, words) for code, words in TARGET_GROUP_WORDS.items())),
    )),
    Part("consent", _words("Samtycke", "Consent"), (
        Field("scope", _words("Omfattning", "Scope"), "textarea"),
        Field("receivers", _words("Mottagare", "Receivers"), "checks", choices=RECEIVERS),
        Field("from", _words("Från", "From"), "date", _DAY_HINT),
        Field("to", _words("Till", "To"), "date", _DAY_HINT),
    )),
    Part("decision", _words("Beslut och insats", "Decision and intervention"), (
        Field("legal_basis", _words("Lagrum", "Legal basis"), "select", choices=LEGAL_BASES),
        Field("form", _words("Insats", "Intervention"), "select",
              choices=tuple((code.value, words) for code, words in FORM_WORDS.items())),
        Field("decision_number", _words("Beslutsnummer", "Decision number")),
        Field("start_on", _words("Önskad start", "Wished start"), "date", _DAY_HINT),
        Field("months", _words("Månader", "Months"), "integer", _words("1 till 36", "1 to 36")),
        Field("tier", _words("Brådska", "Urgency"), "radio",
              choices=tuple((code.value, words) for code, words in TIER_WORDS.items())),
    )),
    Part("needs", _words("Behov", "Needs"), (
        Field("areas", _words("Områden", "Areas"), "checks", choices=AREAS),
        Field("description", _words("Beskriv behovet", "Describe the need"), "textarea",
              _words("Minst 50 tecken, utan namn och nummer.", "At least 50 characters, no names or numbers.")),
    )),
    Part("safety", _words("Säkerhet", "Safety"), (
        Field("threat_reference", _words("Hotbedömning, diarienummer", "Threat assessment, register number"), "text",
              _words("Aldrig innehållet.", "Never its content.")),
        Field("threat_assessed_on", _words("Hotbedömningens dag", "Day of the threat assessment"), "date", _DAY_HINT),
        Field("conditions", _words("Villkor", "Conditions"), "checks", choices=TERMS, optional=True),
        Field("no_direct_contact", _words("Kontakta inte personen direkt", "Do not contact the person directly"), "tick",
              optional=True),
    )),
    Part("goals", _words("Mål", "Goals"), goal_fields()),
    Part("provider", _words("Utförare", "Provider"), (
        Field("choice", _words("Utförare och enhet", "Provider and unit"), "select"),
    )),
    Part("contact", _words("Kontaktväg", "Contact route"), (
        Field("function", _words("Funktion", "Function"), "text",
              _words("Till exempel mottagningen, aldrig ett namn.", "Such as the reception, never a name.")),
        Field("phone", _words("Telefon", "Telephone")),
        Field("deputy", _words("Ersättare", "Deputy"), "text", _words("Funktion, inte namn.", "A function, not a name.")),
    )),
)  # fmt: skip
PART: dict[str, Part] = {part.name: part for part in PARTS}
