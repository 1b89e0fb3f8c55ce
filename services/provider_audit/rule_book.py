"""The rule book: every rule written from its own file, for the page /rules and for docs/rules.sv.md and docs/rules.en.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.findings import Party
from schemas.working_days import calendar_source
from services.provider_audit.measures.falls_by import FALLS_BY
from services.provider_audit.measures.measures import MEASURES, NOTES
from services.provider_audit.pages.states import SEVERITY
from services.provider_audit.pages.wording import RULES
from services.provider_audit.rules.declaration import Duty, Parameter, Rule
from services.runtime.language.dates import day
from services.runtime.language.words import LANGUAGES, Language, Words, plain
from services.runtime.packaged_files import CLONE

_OWES = {
    Party.PROVIDER: Words(sv="Utföraren", en="The provider"),
    Party.BOARD: Words(sv="Nämnden", en="The board"),
}
_AND = Words(sv=" och ", en=" and ")
_TIERS = {
    "emergency": Words(sv="akut", en="emergency"),
    "short": Words(sv="kort", en="short"),
    "standard": Words(sv="normal", en="standard"),
}
TIME: tuple[Words, ...] = (
    Words(
        sv="Det som kom in före fristens slut är i tid, det som kom in vid fristens slut är sent.",
        en="What arrived before the due is in time; what arrived at it is late.",
    ),
    Words(
        sv="Arbetsdagar är måndag till fredag utom helgdagar samt midsommar-, jul- och nyårsafton.",
        en="Working days are Monday to Friday except public holidays and midsummer, Christmas and New Year's eves.",
    ),
    Words(
        sv="Dagar räknas från dagen efter och till dygnets slut; en sista dag som inte är arbetsdag flyttas till nästa. Timmar "
        "flyttas aldrig.",
        en="Days are counted from the day after, to the end of the day; a last day that is no working day moves to the next. Hours "
        "are never moved.",
    ),
    Words(
        sv="Inget bedöms förrän allt som kom in före fristens slut har hörts.",
        en="Nothing is judged before everything that arrived before the due has been heard.",
    ),
)
LEDE = Words(
    sv="Utväg bedömer bara de här reglerna. Lag gäller alltid; avtalsregler gäller när ett avtal styr.",
    en="Utväg judges by these rules alone. Law always applies; contract rules apply where a contract governs.",
)
TIME_TITLE = Words(sv="Så räknas tiden", en="How time is counted")
FALLS_TITLE = Words(sv="En brist faller om", en="A finding would fall if")
_MEASURES_TITLE = Words(sv="Så räknar vi", en="How we count")
_TITLE = Words(sv="Regelboken", en="The rule book")
_MADE = Words(
    sv="Gjord ur reglernas egna filer med `python -m services.provider_audit.rule_book`. Ändra i regeln, inte här.",
    en="Made from the rules' own files by `python -m services.provider_audit.rule_book`. Change the rule, not this page.",
)
_VERSION = Words(sv="Version", en="Version")


@dataclass(frozen=True)
class Entry:
    """One rule as the book describes it."""

    id: str
    title: Words
    sentence: Words
    facts: tuple[tuple[Words, Words], ...]
    falls: tuple[Words, ...]


def entries() -> list[Entry]:
    """Give every rule, in order of its id."""
    return [entry_of(RULES[name]) for name in sorted(RULES)]


def entry_of(rule: Rule) -> Entry:
    """Describe one rule."""
    falls = tuple(FALLS_BY.get(code) or plain(code.replace("_", " ")) for code in rule.falls_by)
    return Entry(rule.id, Words(sv=rule.title_sv, en=rule.title_en), rule.said, tuple(_facts(rule)), falls)


def calendar() -> str:
    """Name the committed calendar by which working days are counted."""
    source, version = calendar_source()
    return f"{source}, version {version}"


def _facts(rule: Rule) -> list[tuple[Words, Words]]:
    basis = Words(sv="Lag", en="Law") if rule.basis == "L" else Words(sv="Avtal", en="Contract")
    rows = [
        (Words(sv="Vem svarar", en="Who answers"), _who(rule.owes)),
        (Words(sv="Grund", en="Basis"), basis + plain(f": {rule.source}")),
        (Words(sv="Allvar", en="Severity"), _severity(rule)),
        (_VERSION, _versions(rule)),
    ]
    settable = rule.clause is not None
    name = (
        Words(sv="Tal som avtalet kan ändra", en="Number a contract can set")
        if settable
        else Words(sv="Tal", en="Number")
    )
    rows += [(name, _parameter(each, settable=settable)) for each in rule.parameters]
    return rows + (_of_duty(rule) if isinstance(rule, Duty) else [])


def _who(owes: Sequence[Party]) -> Words:
    first, *others = owes
    words = _OWES[first]
    for party in others:
        words = words + _AND + Words(sv=_OWES[party].sv.lower(), en=_OWES[party].en.lower())
    return words


def _severity(rule: Rule) -> Words:
    words = SEVERITY[rule.severity]
    if not isinstance(rule, Duty):
        return words
    for tier, severity in rule.severity_by_tier:
        words = words + plain("; ") + _TIERS[str(tier)] + plain(": ") + SEVERITY[severity].lower()
    if rule.escalation is not None:
        days = rule.numbers(None)[rule.escalation.parameter]
        words = words + Words(
            sv=f"; {SEVERITY[rule.escalation.severity].lower().sv} {days} arbetsdagar efter fristens sista dag",
            en=f"; {SEVERITY[rule.escalation.severity].lower().en} {days} working days after the last day of the due",
        )
    return words


def _versions(rule: Rule) -> Words:
    words = plain("")
    for each in rule.versions:
        version = Words(
            sv=f"{each.number}, gäller från {day(each.in_force, 'sv')}",
            en=f"{each.number}, in force from {day(each.in_force, 'en')}",
        )
        words = words + (plain("; ") if words.sv else plain("")) + version
    return words


def _parameter(parameter: Parameter, *, settable: bool) -> Words:
    words = parameter.words(parameter.default)
    if not settable:
        return words
    return words + Words(
        sv=f" (från {parameter.least} till {parameter.most})", en=f" (from {parameter.least} to {parameter.most})"
    )


def _of_duty(rule: Duty) -> list[tuple[Words, Words]]:
    rows = []
    if rule.lapses_at_end:
        lapse = Words(sv="om uppdraget avslutas innan fristen gått ut", en="if the placement ends by the due")
        rows.append((Words(sv="Upphör", en="Lapses"), lapse))
    if rule.basis == "K" and rule.binds_without_contract:
        binds = Words(sv="gäller även utan avtal", en="binds also without a contract")
        rows.append((Words(sv="Avtal", en="Contract"), binds))
    if rule.waivable:
        waived = Words(
            sv="nämnden kan undanta den med ett skäl, om bristen inte är kritisk",
            en="the board may waive it with a reason, unless the finding is critical",
        )
        rows.append((Words(sv="Undantag", en="Waiver"), waived))
    if rule.one_omission:
        one = Words(
            sv="medan en tidigare saknas ger en senare ingen egen brist",
            en="while an earlier one is missing, a later one raises no finding of its own",
        )
        rows.append((Words(sv="En försummelse, en brist", en="One omission, one finding"), one))
    return rows


def markdown(language: Language) -> str:
    """Write the book as a page of the documentation."""

    def said(words: Words) -> str:
        return words.pick(language)

    lines = [f"# {said(_TITLE)}", "", said(_MADE), "", said(LEDE), "", f"## {said(TIME_TITLE)}", ""]
    lines += [*(f"- {said(words)}" for words in TIME), ""]
    lines += [f"{said(Words(sv='Kalendern', en='The calendar'))}: {calendar()}", ""]
    for entry in entries():
        lines += [f"## {entry.id} {said(entry.title)}", "", said(entry.sentence), ""]
        lines += [f"- {said(name)}: {said(value)}" for name, value in entry.facts]
        if entry.falls:
            lines += ["", f"{said(FALLS_TITLE)}:", "", *(f"- {said(words)}" for words in entry.falls)]
        lines.append("")
    lines += [f"## {said(_MEASURES_TITLE)}", ""]
    lines += [
        f"- **{said(each.title)}** ({said(_VERSION).lower()} {each.version}): {said(each.formula)}" for each in MEASURES
    ]
    lines += ["", *(f"- {said(words)}" for words in NOTES)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the book in both languages into the documentation."""
    for language in LANGUAGES:
        (CLONE / "docs" / f"rules.{language}.md").write_text(markdown(language), encoding="utf-8")


if __name__ == "__main__":
    main()
