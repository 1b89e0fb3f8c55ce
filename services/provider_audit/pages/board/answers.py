"""The sentence that answers Uppföljning's question, and which periods its shares cover; pure."""

from collections.abc import Sequence

from schemas.codes import Role
from schemas.findings import Party
from services.provider_audit.pages.board.grid import Grid
from services.provider_audit.pages.duties.duty import Duty
from services.provider_audit.pages.naming import named, period_words, short_period
from services.runtime.language.typed_day import is_month
from services.runtime.language.words import Words, count_words, plain
from services.runtime.web import Viewer

_SUBMISSIONS = Words(sv="inlämning", en="submission"), Words(sv="inlämningar", en="submissions")


def answer(grid: Grid, viewer: Viewer, *, by_board: bool) -> Words:
    """Say what is missing, whenever it was due: where, how much of it nobody has answered, and what boards miss themselves."""
    held, own = grid.missing(Party.PROVIDER), grid.missing(Party.BOARD)
    if not held and not own:
        return Words(sv="Inget saknas.", en="Nothing is missing.")
    said = _at_providers(held, by_board=by_board)
    return said + _at_boards(own, viewer) if own else said


def _at_providers(held: Sequence[Duty], *, by_board: bool) -> Words:
    if not held:
        return Words(sv="Inget saknas hos utförarna.", en="Nothing is missing at the providers.")
    said = (
        _outstanding(held)
        + Words(sv=" saknas hos ", en=" missing at ")
        + _providers(len({duty.provider for duty in held}))
    )
    if by_board:
        boards = {board for duty in held for board in duty.boards}
        said += Words(sv=", för ", en=", for ") + count_words(
            len(boards), Words(sv="nämnd", en="board"), Words(sv="nämnder", en="boards")
        )
    calm = sum(duty.casework == "unanswered" for duty in held)
    if not calm:
        return said + plain(".")
    return said + Words(
        sv=". {n} av dem har ingen svarat på.", en=". Nobody has answered {n} of them."
    ).fill(n=calm)  # fmt: skip


def _outstanding(held: Sequence[Duty]) -> Words:
    of_duty = named(held[0].rule, "") if len({duty.rule for duty in held}) == 1 else None
    return count_words(len(held), *((of_duty and of_duty.several) or _SUBMISSIONS))


def _providers(number: int) -> Words:
    return count_words(number, Words(sv="utförare", en="provider"), Words(sv="utförare", en="providers"))


def _at_boards(own: Sequence[Duty], viewer: Viewer) -> Words:
    """Say what boards miss themselves: the viewer's own board, or how many boards."""
    if viewer.role is not Role.SUPERVISOR:
        return Words(sv=f" {len(own)} saknas hos nämnden själv.", en=f" {len(own)} missing at the board itself.")
    boards = len({duty.boards[:1] or (duty.board,) for duty in own})
    if boards == 1:
        return Words(sv=f" {len(own)} saknas hos en nämnd själv.", en=f" {len(own)} missing at one board itself.")
    return Words(
        sv=f" {len(own)} saknas hos {boards} nämnder själva.", en=f" {len(own)} missing at {boards} boards themselves."
    )


def rated_words(grid: Grid) -> Words:
    """Name the periods that the shares on time cover: "aug–okt 2026", "v. 45 2026–v. 47 2026"; "–" for none."""
    return span_words(grid.rated)


def span_words(periods: Sequence[str]) -> Words:
    """Name periods that follow one another."""
    if not periods:
        return plain("–")
    first, last = periods[0], periods[-1]
    if first == last:
        return period_words(first)
    begin = short_period(first) if is_month(first) and first[:4] == last[:4] else period_words(first)
    if not is_month(last):
        return begin + plain("–") + period_words(last)
    year = plain(f" {last[:4]}")
    return begin + plain("–") + short_period(last) + year
