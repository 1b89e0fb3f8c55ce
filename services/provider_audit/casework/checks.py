"""What is wrong with an act on a finding, by field."""

from collections.abc import Mapping

from services.provider_audit.casework.acts import Act, Close, Confirm, Dismiss, Remedy, Reply, RequestCompletion, Stand
from services.runtime.language.words import Words
from services.runtime.scan.scanner import check

SHORTEST_TEXT = 20


LONGEST_TEXT = 4000


LONGEST_REMEDY = 500


Wrong = dict[str, Words]
"""What is wrong with an act, by the field to correct; empty when it can be taken."""


def wrong_with(act: Act) -> Wrong:
    """Give what is wrong with what an act says, field by field."""
    match act:
        case Reply():
            return _wrong_reply(act)
        case RequestCompletion():
            return _text(act.text, _MISSING, act.read)
        case Confirm():
            return _text(act.text, _WHY, act.read) | _remedy(act.remedy, act.read)
        case Dismiss():
            unsaid: Wrong = {} if act.reason else {"reason": _REASON}
            return unsaid | _text(act.text, _WHY, act.read)
        case Close():
            return {}


_REPLY = Words(sv="Skriv ert svar med minst 20 tecken.", en="Write your reply in at least 20 characters.")


_WHY = Words(
    sv="Motivera beslutet med minst 20 tecken. Den som har åtagandet läser motiveringen.",
    en="Give the reason for the decision in at least 20 characters. The side that owes the duty reads it.",
)


_MISSING = Words(
    sv="Skriv vad som saknas i svaret, med minst 20 tecken.",
    en="Write what the reply lacks, in at least 20 characters.",
)


_REASON = Words(sv="Välj varför bristen avskrivs.", en="Choose why the finding is dismissed.")


_LONG = Words(sv="Korta texten till högst {n} tecken.", en="Shorten the text to at most {n} characters.")


def _text(text: str, too_short: Words, read: tuple[str, ...]) -> Wrong:
    if len(text.strip()) < SHORTEST_TEXT:
        return {"text": too_short}
    return _scanned({"text": text}, LONGEST_TEXT, read)


def _scanned(texts: Mapping[str, str], longest: int, read: tuple[str, ...]) -> Wrong:
    """What is written is read by others: it holds nobody's number, address or name. `read` passes what is only likely."""
    wrong: Wrong = {}
    for field, text in texts.items():
        if len(text) > longest:
            wrong[field] = _LONG.fill(n=longest)
        elif found := check(text, read=read):
            wrong[field] = found
    return wrong


def _remedy(remedy: Remedy, read: tuple[str, ...]) -> Wrong:
    wrong = _scanned({"remedy": remedy.what, "remedy_role": remedy.role}, LONGEST_REMEDY, read)
    if not remedy.said:
        return wrong
    if not remedy.what.strip():
        wrong.setdefault("remedy", Words(sv="Skriv vad som ska göras.", en="Write what is to be done."))
    if not remedy.role.strip():
        wrong.setdefault("remedy_role", Words(sv="Skriv vilken roll som gör det.", en="Write which role does it."))
    if remedy.by is None:
        wrong["remedy_by"] = Words(sv="Ange när åtgärden är klar.", en="Say when the remedy will be done.")
    return wrong


def _wrong_reply(act: Reply) -> Wrong:
    wrong: Wrong = {}
    if act.stand is None:
        wrong["stand"] = Words(sv="Välj hur ni ser på bristen.", en="Choose how you see the finding.")
    elif act.stand is not Stand.AGREE and act.ground is None:
        wrong["ground"] = Words(sv="Välj en grund.", en="Choose a ground.")
    if act.receipt_known is False:
        wrong["receipt"] = Words(
            sv="Kvittensen finns inte hos er. Kontrollera numret.", en="You have no such receipt. Check the number."
        )
    return wrong | _text(act.text, _REPLY, act.read) | _remedy(act.remedy, act.read)
