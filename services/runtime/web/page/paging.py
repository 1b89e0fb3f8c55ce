"""Pages of a long list: what does not fit on one stands on the next, and the page says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from services.runtime.web.page.drawing import address_with

PER_PAGE = 100
_LONGEST_NUMBER = 9
Item = TypeVar("Item")


@dataclass(frozen=True)
class Paging:
    """Which page of a list is shown, at an address; `asked` is what the address says, and may be anything."""

    path: str
    query: Mapping[str, str]
    total: int
    asked: str = ""
    size: int = PER_PAGE

    @property
    def last(self) -> int:
        """Give the number of pages, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        """Give the number of the page shown, from 1; the nearest there is to the one asked for."""
        asked = int(self.asked) if self.asked.isdecimal() and len(self.asked) <= _LONGEST_NUMBER else 1
        return min(max(1, asked), self.last)

    @property
    def offset(self) -> int:
        """Give how many items stand on earlier pages."""
        return (self.number - 1) * self.size

    def cut(self, items: Sequence[Item]) -> Sequence[Item]:
        """Give those of all items that stand on the page."""
        return items[self.offset : self.offset + self.size]

    def address(self, number: int) -> str:
        """Give the address of a page."""
        return address_with(self.path, **self.query, page=number if number > 1 else None)
