"""How the portal turns a request away; each ends in a page that says what to do."""

from typing import NoReturn

from services.runtime.language.words import Words


class NotFound(Exception):
    """What was asked for is missing, or not for this viewer: nobody can tell which."""


class Forbidden(Exception):
    """The viewer's role lacks this function."""


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer."""


class AlreadyDone(Exception):
    """This very form was sent before; the first answer stands."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Elsewhere(Exception):
    """What was asked for stands at another address now."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class TurnedAway(Exception):
    """The middleware refuses the request before any page sees it."""

    def __init__(self, status: int, what: Words, next_step: Words) -> None:
        super().__init__(str(status))
        self.status, self.what, self.next_step = status, what, next_step


class StaleForm(Exception):
    """The form is from a page of another session than the one it was sent in: signed out, or in again, since."""


def not_found() -> NoReturn:
    """Answer with the common page for what is missing and what is forbidden."""
    raise NotFound
