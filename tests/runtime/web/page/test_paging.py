"""Pages of a long list: every item stands on exactly one, whatever the address asks for."""

from services.runtime.web import Paging

ITEMS = list(range(250))


def paging(asked: str, total: int = len(ITEMS)) -> Paging:
    return Paging("/cases", {"tab": "ended"}, total, asked)


def test_every_item_stands_on_one_page() -> None:
    pages = [paging(str(number)) for number in range(1, paging("").last + 1)]
    assert [item for page in pages for item in page.cut(ITEMS)] == ITEMS
    assert [page.address(page.number) for page in pages] == [
        "/cases?tab=ended",
        "/cases?tab=ended&page=2",
        "/cases?tab=ended&page=3",
    ]


def test_whatever_is_asked_for_there_is_a_page() -> None:
    found = {asked: paging(asked).number for asked in ("", "0", "-1", "x", "2", "٣", "4", "9" * 5000)}
    assert found == {"": 1, "0": 1, "-1": 1, "x": 1, "2": 2, "٣": 3, "4": 3, "9" * 5000: 1}
    assert (paging("2", 0).number, paging("", 0).last) == (1, 1)
    assert [paging("", total).last for total in (1, 100, 101)] == [1, 1, 2]
