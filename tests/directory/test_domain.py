"""What directory decides: what is put on file, what is refused, and with which words."""

from services.directory.decide import decide
from tests.directory.registered import A_PERMIT, NOW, register


def test_deciding_changes_nothing_of_what_was_handed_in() -> None:
    at = register()
    before = dict(at.entities)
    decide(at, A_PERMIT, NOW)
    assert at.entities == before
