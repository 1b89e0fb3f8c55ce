"""The states of an event in an inbox, and the one table of the transitions between them."""

from enum import StrEnum


class InboxState(StrEnum):
    """What has become of an event with the service that consumed it."""

    WAITING = "waiting"
    """Its turn has not come."""
    APPLIED = "applied"
    PARKED = "parked"
    """It cannot be applied or judged, or waits behind one of its subject that cannot."""
    VOID = "void"
    """It counts for nothing: voided by two operators, entered in error before it was judged, or part of what it corrects."""


WAITS_BEHIND = "waits behind an earlier fact of its subject that cannot be judged"
"""The reason of a parked fact that is not bad itself."""
READABLE = "it can be read now, and is taken in when its dossier has been judged again"
"""The reason of a fact that was passed as unreadable and has come again in a form that can be read."""
_W, _A, _P, _V = InboxState
MOVES: dict[InboxState, frozenset[InboxState]] = {
    _W: frozenset({_A, _P, _V}),
    _P: frozenset({_W, _A, _V}),
    _A: frozenset({_P, _V}),
    _V: frozenset({_P, _A}),
}
"""From which state to which. A parked fact is tried again, mended or voided; a new version of the judge may judge any otherwise.

Nothing that was applied, and nothing void, ever waits for its turn again.
"""
