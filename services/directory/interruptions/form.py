"""An interruption of the portal: what was typed, read into the command that records it."""

from services.directory.attestations.commands import RecordInterruption
from services.runtime.forms.reader import Errors, Reader
from services.runtime.language.words import Words


def parse_interruption(typed: Reader) -> RecordInterruption | Errors:
    """Read from when until when the portal could not take anything in, or what is wrong with it by field."""
    first = typed.moment("from_day", "from_time", Words(sv="Ange när avbrottet började.", en="Say when it began."))
    last = typed.moment("to_day", "to_time", Words(sv="Ange när avbrottet slutade.", en="Say when it ended."))
    if typed.errors or first is None or last is None:
        return typed.errors
    return RecordInterruption(first, last)
