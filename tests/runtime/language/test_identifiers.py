"""Short numbers are known from other texts by how they are written."""

from services.runtime.language.identifiers import derived, is_short, short


def test_every_short_number_is_written_as_one() -> None:
    assert all(is_short("U", short("U", derived("fact", number))) for number in range(500))


def test_other_texts_are_not() -> None:
    others = ("", "U", "U-", "U-0000", "U-222", "U-22222", "B-2222", "U-22 2", "u-2222", "UU-2222")
    assert [typed for typed in others if is_short("U", typed)] == []
