"""Facts that cannot be judged, and what mends them."""

from collections.abc import Sequence
from typing import Any

from schemas.provider_audit import JudgementResumed, JudgementSuspended
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.judge.order import advance
from tests.provider_audit.speech import PROVIDER, local, name
from tests.provider_audit.story import story

CONTRACT = {"heard": "2026-01-05 09.00", "contract": "MA-1", "as": "contract"}
START = {"heard": "2026-02-02 09.30", "occurred": "2026-02-02 09.00", "start": "anna"}
UNDER = {**START, "under contract": "MA-1"}
OTHER = {**START, "start": "bo"}
BAD_END = {"heard": "2026-02-10 09.00", "occurred": "2026-01-10 09.00", "end": "anna", "as": "bad"}
PLAN = {"heard": "2026-02-12 09.00", "plan": "anna"}
BAD_CLAUSE = {"heard": "2026-02-03 09.00", "clause in": "MA-1", "type": "R01", "id": "c", "numbers": {"days": 4000}}
GOOD_CLAUSE = {
    "heard": "2026-02-20 09.00",
    "clause in": "MA-1",
    "type": "R01",
    "id": "c",
    "version": 2,
    "numbers": {"days": 21},
}
RETRACTED = {"heard": "2026-03-03 09.00", "entered in error": "bad", "of": "bad"}
VOIDED = {"heard": "2026-03-03 09.00", "voided": "bad", "of": "bad"}
DATED = {"heard": "2026-03-03 09.00", "corrected": "bad", "of": "bad", "field": "ended_at", "to": "2026-02-11 09.00"}
UNTIL = "2026-04-15"
STORIES: dict[str, Sequence[dict[str, Any]]] = {
    "retracted": (CONTRACT, START, OTHER, BAD_END, PLAN, RETRACTED),
    "voided": (CONTRACT, START, OTHER, BAD_END, PLAN, VOIDED),
    "dated": (CONTRACT, START, OTHER, BAD_END, PLAN, DATED),
    "unmended": (CONTRACT, START, OTHER, BAD_END, PLAN),
    "struck, and struck again": (CONTRACT, START, BAD_END, {**RETRACTED, "as": "entry"},
        {"heard": "2026-03-04 09.00", "entered in error": "entry", "of": "entry"}),
    "the contract comes later": (UNDER, PLAN, {**CONTRACT, "heard": "2026-02-20 09.00"}),
    "a better clause": (CONTRACT, START, BAD_CLAUSE, GOOD_CLAUSE),
    "a better clause of a contract": ({**CONTRACT, "clauses": [{"type": "R01", "numbers": {"days": 4000}}]},
        START, {**GOOD_CLAUSE, "id": "R01"}),
    "the start comes after the end": (CONTRACT, {**BAD_END, "occurred": "2026-02-05 09.00"}, {**START, "heard": "2026-02-12 09.30"}),
}  # fmt: skip


def _states(dossier: Dossier, about: str, rule: str = "R01") -> str:
    found = [owed for owed in dossier.changes.obligations.values() if (owed.rule, owed.about) == (rule, name(about))]
    return found[0].state.value if found else "none"


def _folded(*lines: dict[str, Any], until: str = UNTIL) -> tuple[Dossier, list[type]]:
    dossier, output = advance(Dossier(PROVIDER), story(*lines), local(until))
    words = (JudgementSuspended, JudgementResumed)
    return dossier, [type(each.fact) for each in output if isinstance(each.fact, words)]
