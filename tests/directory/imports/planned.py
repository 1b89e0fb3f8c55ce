"""What a file comes to, and its faults."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from services.directory.imports.planning import Plan

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
BOARD, OTHER_BOARD, CLERK = UUID(int=1), UUID(int=2), UUID(int=3)
DOCS = Path(__file__).resolve().parents[3] / "docs"
EXAMPLE = (DOCS / "examples" / "import.csv").read_text(encoding="utf-8")
PROVIDER = "[utförare]\norganisationsnummer;namn;bolagsform\n559999-0016;Vägen AB;AB\n"
UNIT = "[enhet]\norganisationsnummer;enhet\n559999-0016;Nord\n"
PERMIT_HEAD = (
    "[tillstånd]\norganisationsnummer;enhet;beteckning;insats;åldersgrupper;målgrupper;platser;från;till;upphör;skäl\n"
)
PERMIT_ROW = "559999-0016;Nord;T-1;HVB;18-20;Kriminella nätverk;8;2026-01-01;2026-12-31;;\n"
Planner = Callable[..., Plan]


def faults(plan: Plan) -> list[tuple[int, str]]:
    for wrong in plan.wrong:
        assert wrong.what.sv
        assert wrong.what.en
        assert wrong.remedy.sv
        assert wrong.remedy.en
    return [(wrong.line, wrong.field.sv) for wrong in plan.wrong]
