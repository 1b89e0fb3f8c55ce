"""The scan: who somebody is, where somebody lives and how somebody is reached, however it was written."""

from __future__ import annotations

import pytest

from services.runtime.scan.scanner import find, scan


def kinds(text: str, person: str = "") -> list[tuple[str, str, bool]]:
    return [(hit.kind, text[hit.start : hit.end], hit.certain) for hit in find(text, person)]


@pytest.mark.parametrize(
    ("number"),
    [
        "191212121212", "1212121212", "121212-1212", "121212+1212", "19121212-1212", "121212\u20131212", "121212\u22121212",
        "121212\u00a01212", "121212\u20111212", "121212\u2009-\u20091212", "12\u200b1212-12\u200d12", "12\u00ad1212-1212",
        "1212\n12-1212", "121212-\r\n1212", "12 12 12 1212", "12-12-12-1212", "1912-12-12-1212", "1912 12 12 - 1212",
        "19121212-T212", "121272-1212", "１２１２１２－１２１２", "١٢١٢١٢-١٢١٢", "121212-1213",
    ],
)  # fmt: skip
def test_a_personnummer_is_found_however_it_is_written(number: str) -> None:
    text = f"Se {number} i akten."
    assert kinds(text) == [("personnummer", number, True)]
    assert scan(text) is not None


@pytest.mark.parametrize(
    "number",
    [
        "070-174 06 05", "0739-740605", "070.174.06.05", "070/174 06 05", "(070) 174 06 05", "070\u2013174 06 05",
        "070\u00a0174\u00a006\u00a005", "070\u2212174\u20110605", "08-465 004 55", "08 46500455", "(08) 465 004 55",
        "+46 70 174 06 05", "+46(0)701740605", "+46701740605", "0046 70 174 06 05", "+47 22 12 34 56", "+45 12345678",
        "+358 40 123 4567", "０７０－１７４ ０６ ０５",
    ],
)  # fmt: skip
def test_a_telephone_is_found_however_it_is_written(number: str) -> None:
    assert kinds(f"Ring {number} i kväll.") == [("phone", number, True)]


@pytest.mark.parametrize(
    "address",
    [
        "a.b@example.org",
        "a.b\uff20example.org",
        "a.b (at) example.org",
        "a.b[at]example.org",
        "a @ example.org",
        "å.b@exämple.se",
    ],
)
def test_an_e_mail_address_is_found(address: str) -> None:
    assert [kind for kind, _, _ in kinds(f"Skriv till {address} nu")] == ["email"]


@pytest.mark.parametrize(
    ("text", "found", "certain"),
    [
        ("Bor på Storgatan 12 nu.", "Storgatan 12", True),
        ("Bor på storgatan 12b nu.", "storgatan 12b", True),
        ("Hämtas vid Lilla Torget 4 A.", "Lilla Torget 4 A", True),
        ("Hämtas vid Björkallé 7.", "Björkallé 7", True),
        ("Brev till 241 30 Eslöv.", "241 30 Eslöv", True),
        ("Brev till SE-24130 ESLÖV.", "SE-24130 ESLÖV", True),
        ("Brev till 24130 Eslöv.", "24130 Eslöv", False),
        ("Huset vid Solvägen\u00a012 i byn.", "Solvägen\u00a012", True),
        ("Porten, lgh 1102.", "lgh 1102", False),
    ],
)
def test_an_address_is_found(text: str, found: str, certain: bool) -> None:
    assert kinds(text) == [("address", found, certain)]


@pytest.mark.parametrize(
    "text",
    [
        "Vi har öppet kl 0700-1530, 0800-1600.", "Passen är 07.00-15.30 och 22:00–06:30.", "Sova 2200 till 0630.",
        "Mätningarna gav 0 5 4 3 2 5 6 7 i tur och ordning.", "Kostnaden är 0 123 456 789 kr.", "Ramen är +10 000 000 kr.",
        "Organisationsnummer 559999-0016 och 212000-1124.", "Diarienummer SN-2026-00123 och 01234/2026, 6.2.1-01234/2026.",
        "Perioden 2026-10-01–2026-10-31, sedan 2026-11-01 till 2026-11-30.", "Mötet var 2026-11-22 0930 och 20261122 1400.",
        "Se 0192f3a4-7c11-7d52-9a3e-5b1c2d3e4f50 och U-8F2K.", "Den 08-02-2026 och 01.02.2026.",
        "Genomförandeplan 2 gäller, praktikplatsen 3 dagar i veckan.", "Överväg 3 alternativ på vägen 2 steg fram.",
        "Region Skåne och Västra Götaland. Socialnämnden Malmö. HVB Nord.", "Han är 18-20 år. Vecka 48 2026, R02 30 %.",
        "Avtal 0180-2024-17, 1280-2025-3, 0114-2024-02 och 0123-2024.",
        "Röda Korset och Svenska Kyrkan hjälper.", "Anmäld enligt Lex Sarah i april.",
        "Personen. Planen följs. Målen nås.", "Avtal RA-2024-17, villkor 6.3, 12 500 kr.",
    ],
)  # fmt: skip
def test_what_points_nobody_out_is_let_pass(text: str) -> None:
    assert kinds(text, "Åsa Öberg") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Öberg kom i går.", "Öberg"),
        ("Öbergs rum är klart.", "Öbergs"),
        ("ÅSA ÖBERG kom.", "ÅSA ÖBERG"),
        ("O\u0308bergs rum.", "O\u0308bergs"),
        ("Sedan kom åsa hit.", "åsa"),
        ("Öb\u00aderg kom.", "Öb\u00aderg"),
        ("Åsa-Öberg kom.", "Åsa-Öberg"),
    ],
)
def test_the_persons_own_name_is_found_in_its_forms(text: str, found: str) -> None:
    assert kinds(text, "Åsa Öberg") == [("name", found, True)]
    assert kinds(text, "A\u030asa O\u0308berg") == [("name", found, True)]


def test_a_name_that_is_also_a_word_is_certain_only_where_it_stands_as_a_name() -> None:
    assert kinds("Två timmar per vecka.", "Per Ek") == [("name", "per", False)]
    assert kinds("I går kom Per hit.", "Per Ek") == [("name", "Per", True)]
    assert kinds("Han bor kvar. Bo kvar är målet.", "Bo Ek") == []
    assert kinds("Öbergs rum, O brukar vi säga.", "Åsa O'Öberg") == [("name", "Öbergs", True)]
    assert kinds("I går kom Bo hit.", "Bo Ek") == [("name", "Bo", True)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I går hotade Ali Hassan honom.", "Ali Hassan"),
        ("Ali Hassan hotade honom.", "Ali Hassan"),
        ("Vi träffade Anna von Essen.", "Anna von Essen"),
        ("Sedan kom Hans Lund.", "Hans Lund"),
        ("Sedan kom Sarah Dag.", "Sarah Dag"),
        ("Vi träffade Anna-Lena Ek Berg.", "Anna-Lena Ek Berg"),
    ],
)
def test_somebody_elses_name_is_warned_of(text: str, found: str) -> None:
    assert kinds(text) == [("other_name", found, False)]
    assert scan(text) is None
