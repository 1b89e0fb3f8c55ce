"""A finding's history, and who sees it when, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Role
from schemas.findings import Party, Severity
from services.provider_audit.casework.handlers import Said
from services.provider_audit.pages.findings.choices import REASONS
from services.provider_audit.pages.findings.finding_lines import FindingLine
from services.provider_audit.pages.findings.queries import Judgement
from services.provider_audit.pages.notified import WITHDRAWN
from services.provider_audit.pages.states import SEVERITY
from services.runtime.language.dates import instant, last_day, weekday
from services.runtime.language.distances import due_by_working_days
from services.runtime.language.words import Words, plain
from services.runtime.web import ROLE_WORDS


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `ends` says that its instant is an end, so that 24:00 belongs to the day that ends there."""

    at: datetime
    kind: str
    words: Words
    who: Words | None = None
    note: Words | None = None
    url: str | None = None
    url_words: Words | None = None
    retracted: bool = False
    ends: bool = False

    @property
    def on(self) -> date | datetime:
        """Give the day to show."""
        return last_day(self.at) if self.ends else self.at


AUDIT = Words(sv="Granskning", en="Audit")
ACTS = {
    "replied": Words(sv="Svar kom in", en="A reply came in"),
    "completion_requested": Words(sv="Komplettering begärdes", en="A completion was requested"),
    "confirmed": Words(sv="Bristen fastställdes", en="The finding was confirmed"),
    "dismissed": Words(sv="Bristen avskrevs", en="The finding was dismissed"),
    "closed": Words(sv="Ärendet om bristen avslutades", en="The matter was closed"),
}


_JUDGED = {
    "FindingRaised": Words(sv="Bristen bedömdes", en="The finding was judged"),
    "FindingSeverityRaised": Words(sv="Allvaret höjdes till {to}", en="Severity was raised to {to}"),
    "FindingSettled": Words(sv="Uppfylld {at}", en="Settled {at}"),
    "FindingWithdrawn": Words(sv="Bristen återtogs", en="The finding was withdrawn"),
}
_AGAIN = Words(sv="Bristen gäller igen, bedömd på nytt", en="The finding stands again, judged anew")
_ANEW = Words(sv="Bristen bedömdes på nytt", en="The finding was judged anew")
_OVER = ("FindingSettled", "FindingWithdrawn")
_KINDS = {"FindingSeverityRaised": "high", "FindingSettled": "done"}


def history(judged: Sequence[Judgement], said: Sequence[Said], names: Mapping[UUID, str]) -> list[Entry]:
    """Give what happened with a finding, newest first: what the judge emitted, in its order, and what people did."""
    last = next((number for number, each in reversed(list(enumerate(judged))) if each.kind == "FindingWithdrawn"), -1)
    before = ["", *(each.kind for each in judged)]
    entries = [_judged(each, before[number], retracted=number <= last) for number, each in enumerate(judged)]
    entries += [_said(each, names) for each in said]
    entries.reverse()
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _judged(each: Judgement, before: str, *, retracted: bool) -> Entry:
    """Give one event of the judge, after the one of kind `before`.

    What a later withdrawal took back is retracted, the withdrawal itself is not.
    """
    kind, note = each.kind, None
    words = _JUDGED[kind]
    if kind == "FindingRaised" and before:
        words = _AGAIN if before in _OVER else _ANEW
    if kind == "FindingSeverityRaised" and each.severity:
        words = words.fill(to=SEVERITY[each.severity])
    elif kind == "FindingSettled":
        words = words.fill(at=Words(sv=instant(each.at, "sv"), en=instant(each.at, "en")))
    elif kind == "FindingWithdrawn":
        note, retracted = WITHDRAWN.get(each.reason or ""), False
    return Entry(each.at, _KINDS.get(kind, "plain"), words, AUDIT, note, retracted=retracted)


def _said(each: Said, names: Mapping[UUID, str]) -> Entry:
    reason = dict(REASONS).get(each.reason) if each.reason else None  # type: ignore[call-overload]
    role = ROLE_WORDS[Role(each.role)]
    who = plain(f"{names.get(each.organisation, '–')}, ") + role
    return Entry(each.at, "plain", ACTS[each.kind], who, reason)


def reply_by(line: FindingLine, now: datetime) -> Words:
    """Say by when a reply is due, with how far off that is, or when the time for it ran out."""
    if now >= line.answer_by:
        day = last_day(line.answer_by)
        return Words(sv=f"svarstiden gick ut {weekday(day, 'sv')}", en=f"the time ran out on {weekday(day, 'en')}")
    return Words(sv=due_by_working_days(line.answer_by, now, "sv"), en=due_by_working_days(line.answer_by, now, "en"))


def replier(line: FindingLine, now: datetime) -> Words:
    """Say who can reply and until when, or when the time for it ran out."""
    if now >= line.answer_by:
        day = last_day(line.answer_by)
        return Words(
            sv=f"Svarstiden gick ut {weekday(day, 'sv')}.", en=f"The time to reply ran out on {weekday(day, 'en')}."
        )
    who = Words(sv="Utföraren och nämnden", en="The provider and the board")
    if len(set(line.owes)) == 1:
        board = Party.BOARD in line.owes
        who = Words(sv="Nämnden", en="The board") if board else Words(sv="Utföraren", en="The provider")
    until = Words(sv=due_by_working_days(line.answer_by, now, "sv"), en=due_by_working_days(line.answer_by, now, "en"))
    return who + Words(sv=" kan svara till och med ", en=" can reply up to ") + until + plain(".")


def supervisor_words(line: FindingLine, now: datetime) -> Words | None:
    """Say when the supervisor sees a finding."""
    if line.standing == "withdrawn":
        return None
    if not line.boards:
        return Words(sv="Tillsynen bad om uppgifterna och beslutar.", en="The supervisor asked, and decides.")
    if line.supervisor_from is None:
        return Words(sv="Tillsynen ser den om den fastställs.", en="The supervisor sees it if it is confirmed.")
    if line.supervisor_from <= now:
        since = Words(sv=weekday(line.supervisor_from, "sv"), en=weekday(line.supervisor_from, "en"))
        critical = line.severity is Severity.CRITICAL and line.casework in ("unanswered", "replied")
        marked = Words(sv=", märkt preliminär", en=", marked preliminary") if critical else plain("")
        return (
            Words(sv="Tillsynen ser den sedan ", en="The supervisor has seen it since ") + since + marked + plain(".")
        )
    day = Words(sv=weekday(line.supervisor_from, "sv"), en=weekday(line.supervisor_from, "en"))
    return (
        Words(sv="Tillsynen ser den från ", en="The supervisor sees it from ")
        + day
        + Words(sv=" om ingen svarar.", en=" if nobody replies.")
    )
