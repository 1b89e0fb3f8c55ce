"""Verdicts: what a decision or a consumer may answer besides doing it."""

from uuid import UUID

from services.runtime.language.words import Words


class Refused(Exception):
    """The user's act is not done: what happened and what to do, in words for the user."""

    def __init__(self, code: str, what: Words, next_step: Words, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.what, self.next_step, self.field = code, what, next_step, field


class Bad(Exception):
    """A consumed event that can never be applied: park it with the reason. The reason repeats no value of the fact."""

    def __init__(self, reason: str, event: UUID | None = None) -> None:
        super().__init__(reason)
        self.reason, self.event = reason, event


class Later(Exception):
    """Not now: pause and try the same again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StatementFailed(Exception):
    """The database refused a statement or went away. Its text repeats no value of a row or a parameter."""

    def __init__(self, kind: str, sqlstate: str, words: str, *, lost: bool) -> None:
        """Keep the SQLSTATE, "" when the driver itself refused; `kind` is the driver's name, `words` are fit to show."""
        self.sqlstate = sqlstate
        self.lost = lost
        """The connection is gone."""
        super().__init__(f"{kind} (SQLSTATE {sqlstate or 'unknown'}){': ' if words else ''}{words}")

    @property
    def about_values(self) -> bool:
        """Tell whether a value was refused: the same statement fails again with it."""
        return self.sqlstate.startswith("22")
