"""What was attested as pages show it: a line, a correction, a request for information."""

from dataclasses import dataclass
from datetime import datetime

from services.directory.shared.attested import Attested
from services.directory.shared.wording import State
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Line:
    """One thing attested: what, when it was recorded, how it stands, and whether the viewer may correct it."""

    attestation: Attested
    words: Words
    state: State
    retracted: bool
    own: bool


@dataclass(frozen=True)
class Correction:
    """A correction of something: in words, and whether the viewer may agree to it now."""

    attestation: Attested
    words: Words
    to_agree: bool


@dataclass(frozen=True)
class Asked:
    """A request for information: who asks, when it is due, and its answer, if there is one."""

    attestation: Attested
    by: Words | str
    due: datetime
    answer: Attested | None
    withdrawn: bool
    now: datetime

    @property
    def open(self) -> bool:
        """Tell whether an answer is awaited."""
        return self.answer is None and not self.withdrawn

    @property
    def late(self) -> bool:
        """Tell whether an open request should have been answered."""
        return self.open and self.now >= self.due

    @property
    def state(self) -> State:
        """Say how it stands."""
        if self.withdrawn:
            return State("nothing", Words(sv="Felregistrerad", en="Entered in error"))
        if self.answer is not None:
            in_time = self.answer.recorded_at < self.due
            return (
                State("met", Words(sv="Besvarad i tid", en="Answered on time"))
                if in_time
                else State("late", Words(sv="Besvarad sent", en="Answered late"))
            )
        if self.late:
            return State("missing", Words(sv="Svar saknas", en="No answer"))
        return State("due", Words(sv="Väntar på svar", en="Awaits an answer"))
