"""The choice of whether an event is new or one that is already recorded."""

from collections.abc import Sequence
from uuid import UUID

from services.referral.incidents.happening import Happening
from services.referral.incidents.words import ABSENCE_WORDS, INCIDENT_WORDS
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Reader
from services.runtime.language.dates import instant
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words

NEW = "new"


def event_choices(events: Sequence[Happening]) -> tuple[Choice, ...]:
    """Give the events that are already recorded as choices, after a new one."""
    new = (NEW, Words(sv="En ny händelse", en="A new incident"))
    return (new, *((str(event.id), event_words(event)) for event in events))


def event_words(event: Happening) -> Words:
    """Name an event: its number, its kind and when it was first reported or happened."""
    kind = INCIDENT_WORDS[event.kind] if event.kind else _end_words(event)
    at = event.noticed_at or event.aware_at or event.absence_noticed or event.ended_at
    number = short("H", event.id)
    when = (f", {instant(at)}", f", {instant(at, 'en')}") if at else ("", "")
    return Words(sv=f"{number}: {kind.sv.lower()}{when[0]}", en=f"{number}: {kind.en.lower()}{when[1]}")


def _end_words(event: Happening) -> Words:
    if event.retracted:
        return Words(sv="Felregistrerad", en="Entered in error")
    if event.absence_kind:
        return ABSENCE_WORDS[event.absence_kind]
    return Words(sv="Oplanerat avslut", en="Unplanned end")


def event_fields(events: Sequence[Happening]) -> tuple[Field, ...]:
    """Give the field of the choice; none where no event may be the same."""
    if not events:
        return ()
    return (
        Field(
            "event",
            Words(sv="Är det en händelse som redan är berättad?", en="Is it an incident that is already told?"),
            "radio",
            choices=event_choices(events),
        ),
    )


def read_event(form: Reader, events: Sequence[Happening]) -> UUID | None:
    """Read which event is meant; None for a new one, or where none may be the same."""
    if not events:
        return None
    chosen = form.choice(
        "event",
        event_choices(events),
        Words(sv="Välj om händelsen är ny eller redan berättad.", en="Choose whether it is new or already told."),
    )
    return None if chosen in ("", NEW) else UUID(chosen)
