"""The words of a story that the directory tells: contracts, permits, the provider itself and its staff."""

from collections.abc import Callable
from typing import Any

from schemas import directory as d
from schemas.fact import Fact
from tests.provider_audit.speech import BANDS, BOARD, GROUPS, ORGNR, PROVIDER, Line, Spoken, day, local, name, ours, yes


def _contract(line: Line) -> Fact:
    return d.ContractRegistered(
        **ours(line),
        number=str(line["contract"]),
        forms=tuple(line.get("forms", ["HVB"])),
        valid_from=day(line.get("from", "2026-01-01")),
        valid_to=day(line.get("to")),
        audited_from=day(line.get("audited from", line.get("from", "2026-01-01"))),
        clauses=tuple(_one_clause(clause) for clause in line.get("clauses", [])),
    )


def _one_clause(values: Line) -> d.Clause:
    return d.Clause(
        id=name(values.get("id", values["type"])),
        version=values.get("version", 1),
        type=values["type"],
        number=str(values.get("number", "")),
        parameters=values.get("numbers", {}),
        valid_from=day(values.get("from", "2026-01-01")),
        valid_to=day(values.get("to")),
    )


def _terms(line: Line) -> dict[str, Any]:
    return {
        "provider": name(line.get("provider", "provider")),
        "unit": name(line.get("unit", "unit")),
        "orgnr": line.get("orgnr", ORGNR),
        "form": line.get("form", "HVB"),
        "age_bands": line.get("ages", BANDS),
        "target_groups": line.get("groups", GROUPS),
        "maximum": line.get("places", 8),
        "valid_from": day(line.get("from", "2026-01-01")),
        "valid_to": day(line.get("to")),
    }


def _not_bound(line: Line) -> Fact:
    terms = {key: value for key, value in _terms(line).items() if key in ("provider", "unit", "orgnr", "form")}
    return d.NotPermitBound(**terms, decided_by=BOARD, on=day(line["on"]))


def _other(line: Line) -> dict[str, Any]:
    """Whom a fact about a provider itself is about: no board where a supervisor speaks."""
    asker = line.get("for", line.get("by", "board"))
    board = None if asker == "supervisor" else name("board" if asker == "provider" else asker)
    return {"provider": PROVIDER, "board": board}


def _registered(line: Line) -> Fact:
    return d.ProviderRegistered(
        orgnr=ORGNR,
        name="Utföraren",
        legal_form=line.get("legal form", "AB"),
        fiscal_year_end=line.get("fiscal year ends", "12-31"),
        audited_from=day(line.get("audited from", "2026-01-01")),
    )


def _staff(line: Line, word: str) -> dict[str, Any]:
    return {"provider": PROVIDER, "unit": name(line.get("unit", "unit")), "staff": name(line[word])}


def _engaged(line: Line) -> Fact:
    before = day(line.get("engaged before until"))
    return d.StaffEngaged(**_staff(line, "engaged"), first_shift=local(line["occurred"]), engaged_before_until=before)


def _extracts(line: Line) -> Fact:
    issued = line.get("issued", str(line["occurred"])[:10])
    return d.ExtractsSeen(
        **_staff(line, "extracts"),
        seen_at=local(line["occurred"]),
        criminal_record_on=day(line.get("criminal record", issued)),
        suspicion_record_on=day(line.get("suspicion record", issued)),
    )


def _interrupted(line: Line) -> Fact:
    return d.PortalInterrupted(from_at=local(line["from"]), to_at=local(line["to"]))


def _ended(fact: type[Fact], **more: object) -> Callable[[Line], Fact]:
    return lambda line: fact(**{**ours(line), "at": day(line["at"]), **more})


DIRECTORY_WORDS: Spoken = {
    "contract": ("board", _contract),
    "clause in": ("board", lambda line: d.ClauseRegistered(**ours(line), clause=_one_clause(line))),
    "contract ended": ("board", _ended(d.ContractEnded)),
    "permit": ("board", lambda line: d.PermitRegistered(**_terms(line))),
    "permit changed": ("board", lambda line: d.PermitChanged(**_terms(line))),
    "permit ended": ("board", _ended(d.PermitEnded, reason="revoked")),
    "not permit-bound": ("board", _not_bound),
    "registered": ("board", _registered),
    "accounts": (
        "provider",
        lambda line: d.AccountsDisclosed(
            provider=PROVIDER, fiscal_year=line["accounts"], ownership=yes(line, "ownership", "yes")
        ),
    ),
    "asked": ("board", lambda line: d.InformationRequested(**_other(line), request=name(line["asked"]))),
    "answered": ("provider", lambda line: d.InformationAnswered(**_other(line), request=name(line["answered"]))),
    "engaged": ("provider", _engaged),
    "extracts": ("provider", _extracts),
    "interrupted": ("operator", _interrupted),
}
