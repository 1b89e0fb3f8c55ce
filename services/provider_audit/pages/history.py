"""A finding's history, and who sees it when, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Party, Role, Severity
from services.provider_audit.desk import Said
from services.provider_audit.pages.choices import REASONS
from services.provider_audit.pages.queries import FindingLine
from services.provider_audit.pages.states import SEVERITY
from services.provider_audit.pages.wording import FALLS_BY
from services.runtime.dates import due_by_working_days, last_day, weekday
from services.runtime.web import ROLE_WORDS
from services.runtime.words import Words, plain


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    kind: str
    words: Words
    who: Words | None = None
    note: Words | None = None
    url: str | None = None
    url_words: Words | None = None
    struck: bool = False


AUDIT = Words(sv="Granskning", en="Audit")
_ACTS = {
    "replied": Words(sv="Svar kom in", en="A reply came in"),
    "confirmed": Words(sv="Bristen fastställdes", en="The finding was confirmed"),
    "dismissed": Words(sv="Bristen avskrevs", en="The finding was dismissed"),
    "closed": Words(sv="Ärendet om bristen avslutades", en="The matter was closed"),
}


def history(line: FindingLine, said: Sequence[Said], names: Mapping[UUID, str]) -> list[Entry]:
    """Give what happened with a finding, newest first."""
    struck = line.standing == "withdrawn"
    entries = [
        Entry(line.judged_at, "plain", Words(sv="Bristen bedömdes", en="The finding was judged"), AUDIT, struck=struck),
    ]
    raised = line.document.get("severity_raised_at")
    if raised:
        words = Words(sv="Allvaret höjdes till {to}", en="Severity was raised to {to}").fill(to=SEVERITY[line.severity])
        entries.append(Entry(datetime.fromisoformat(raised), "high", words, AUDIT))
    if line.settled_at:
        entries.append(Entry(line.settled_at, "done", Words(sv="Uppfylld", en="Settled"), AUDIT))
    if struck:
        why = FALLS_BY.get(line.document.get("withdrawn_reason") or "")
        entries.append(
            Entry(line.judged_at, "plain", Words(sv="Bristen återtogs", en="The finding was withdrawn"), AUDIT, why)
        )
    entries += [_said(each, names) for each in said]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _said(each: Said, names: Mapping[UUID, str]) -> Entry:
    reason = dict(REASONS).get(each.reason) if each.reason else None  # type: ignore[call-overload]
    role = ROLE_WORDS[Role(each.role)]
    who = plain(f"{names.get(each.organisation, '–')}, ") + role
    return Entry(each.at, "plain", _ACTS[each.kind], who, reason)


def replier(line: FindingLine, now: datetime) -> Words:
    """Say who can reply and until when, or when the time for it ran out."""
    if now >= line.reply_due:
        day = last_day(line.reply_due)
        return Words(
            sv=f"Svarstiden gick ut {weekday(day, 'sv')}.", en=f"The time to reply ran out on {weekday(day, 'en')}."
        )
    who = Words(sv="Utföraren och nämnden", en="The provider and the board")
    if len(set(line.owes)) == 1:
        board = Party.BOARD in line.owes
        who = Words(sv="Nämnden", en="The board") if board else Words(sv="Utföraren", en="The provider")
    until = Words(sv=due_by_working_days(line.reply_due, now, "sv"), en=due_by_working_days(line.reply_due, now, "en"))
    return who + Words(sv=" kan svara till och med ", en=" can reply up to ") + until + plain(".")


def supervisor_words(line: FindingLine, now: datetime) -> Words | None:
    """Say when the supervisor sees a finding."""
    if line.standing == "withdrawn":
        return None
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
