"""All hits at once, what a tick passes, and texts that would hold the scan up."""

from __future__ import annotations

import pytest

from services.runtime.scan.scanner import Revealing, check, find, scan


def test_all_hits_are_told_at_once_and_marked_in_the_text() -> None:
    text = "Bor hos sin mor på Storgatan 12, 241 30 Eslöv. I går hotade Ali Hassan. Ring 070-174 06 05."
    found = check(text)
    assert isinstance(found, Revealing)
    assert "en adress och ett telefonnummer" in found.sv
    assert "någon annans namn" in found.sv
    assert [piece for piece, hit in found.marked if hit] == [
        "Storgatan 12",
        "241 30 Eslöv",
        "Ali Hassan",
        "070-174 06 05",
    ]
    assert "".join(piece for piece, _ in found.marked) == text
    assert found.tick == "", "what is certain is passed by no tick"
    assert check(text, read=["yes"]) is not None


def test_what_is_likely_is_passed_by_a_tick_for_just_that_text() -> None:
    read = "I går hotade Ali Hassan honom."
    warned = check(read)
    assert warned is not None
    assert warned.tick
    assert check(read, read=[warned.tick]) is None
    assert check(" I går  hotade\u00a0Ali Hassan\nhonom.", read=["another", warned.tick]) is None, "looks the same"
    for unseen in ("I går hotade Ali Karim honom.", "I går kom Ali Hassan hit.", read + " Sen kom Ali Hassan igen."):
        assert check(unseen, read=[warned.tick]) is not None, unseen
    for made_up in ("yes", "ja", "on", "1", read):
        assert check(read, read=[made_up]) is not None, made_up


def test_the_words_offer_a_tick_only_where_there_is_one() -> None:
    likely, mixed = "I går hotade Ali Hassan honom.", "I går hotade Ali Hassan honom. Ring 070-174 06 05."
    for found in (check(likely), check(mixed), check(likely, asks=False), scan(mixed)):
        assert isinstance(found, Revealing)
        assert ("intyga" in found.sv, "attest" in found.en) == (bool(found.tick), bool(found.tick))
    assert check(likely) is not None
    unasked = check(likely, asks=False)
    assert unasked is not None
    assert (unasked.sv, unasked.tick) == ("Texten kan innehålla någon annans namn. Ta bort det.", "")
    both = check(mixed)
    assert both is not None
    assert both.sv.endswith("Texten kan också innehålla någon annans namn. Är det så, ta bort det med.")


@pytest.mark.parametrize(
    "piece",
    ["0", "07", "1 ", "+1", "(0", "a.", "a@", "Aa ", "gatan", "A", "12-", "241 30 E", "Aa Bb. ", "121212-1212, "],
)
@pytest.mark.timeout(60)
def test_no_text_holds_the_scan_up(piece: str) -> None:
    """A pattern that tries every way would not come to an end in a day: the limit is for a hang, it measures nothing."""
    hits = find(piece * (100_000 // len(piece)), "Åsa Öberg")
    assert list(hits) == sorted(hits)


@pytest.mark.parametrize("piece", ["\ufdfa", "Anna Svensson ", "x", "070-174 06 05 "])
def test_a_text_too_long_to_be_looked_through_is_refused_unread_and_no_tick_passes_it(piece: str) -> None:
    for found in (check(piece * 300_000, read=["yes"]), scan(piece * 300_000)):
        assert isinstance(found, Revealing)
        assert "för lång för att granskas" in found.sv
        assert (found.tick, found.marked) == ("", [])
    assert check("En vanlig mening. " * 1_000) is None
