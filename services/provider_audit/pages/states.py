"""How an obligation is shown: the state that a viewer may know, with its word, symbol and colour."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.findings import Severity
from services.runtime.language.words import Words


class CellState(StrEnum):
    """What a cell or a line says of a duty, worst first."""

    MISSING = "missing"
    LATE = "late"
    JUDGING = "judging"
    CANNOT = "cannot"
    EXPECTED = "expected"
    PAUSED = "paused"
    CLOSED = "closed"
    MET = "met"
    DISMISSED = "dismissed"
    COVERED = "covered"
    WAIVED = "waived"
    LAPSED = "lapsed"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Look:
    """Word and symbol of a state, and how one and many of it read in a cell."""

    symbol: str
    word: Words
    one: Words
    many: Words


LOOKS: dict[CellState, Look] = {
    CellState.MISSING: Look(
        "✕",
        Words(sv="Saknas", en="Missing"),
        Words(sv="{n} saknas av {total}", en="{n} missing of {total}"),
        Words(sv="{n} saknas av {total}", en="{n} missing of {total}"),
    ),
    CellState.LATE: Look(
        "◷",
        Words(sv="Sen", en="Late"),
        Words(sv="{n} sen av {total}", en="{n} late of {total}"),
        Words(sv="{n} sena av {total}", en="{n} late of {total}"),
    ),
    CellState.JUDGING: Look(
        "…",
        Words(sv="Bedöms", en="Being judged"),
        Words(sv="{n} bedöms", en="{n} being judged"),
        Words(sv="{n} bedöms", en="{n} being judged"),
    ),
    CellState.CANNOT: Look(
        "?",
        Words(sv="Kan inte bedömas", en="Cannot judge"),
        Words(sv="{n} kan inte bedömas", en="{n} cannot be judged"),
        Words(sv="{n} kan inte bedömas", en="{n} cannot be judged"),
    ),
    CellState.EXPECTED: Look(
        "○",
        Words(sv="Väntas", en="Due"),
        Words(sv="{n} väntas", en="{n} due"),
        Words(sv="{n} väntas", en="{n} due"),
    ),
    CellState.PAUSED: Look(
        "‖",
        Words(sv="Pausad", en="On hold"),
        Words(sv="{n} pausad", en="{n} on hold"),
        Words(sv="{n} pausade", en="{n} on hold"),
    ),
    CellState.CLOSED: Look(
        "▪",
        Words(sv="Avslutad brist", en="Closed finding"),
        Words(sv="{n} avslutad av {total}", en="{n} closed of {total}"),
        Words(sv="{n} avslutade av {total}", en="{n} closed of {total}"),
    ),
    CellState.MET: Look(
        "✓",
        Words(sv="I tid", en="Met"),
        Words(sv="{n} i tid", en="{n} on time"),
        Words(sv="{n} i tid", en="{n} on time"),
    ),
    CellState.DISMISSED: Look(
        "▫",
        Words(sv="Avskriven brist", en="Dismissed finding"),
        Words(sv="{n} avskriven", en="{n} dismissed"),
        Words(sv="{n} avskrivna", en="{n} dismissed"),
    ),
    CellState.COVERED: Look(
        "=",
        Words(sv="Ingår i en annan brist", en="Part of another finding"),
        Words(sv="{n} i en annan brist", en="{n} in another finding"),
        Words(sv="{n} i en annan brist", en="{n} in another finding"),
    ),
    CellState.WAIVED: Look(
        "–",
        Words(sv="Undantagen", en="Waived"),
        Words(sv="{n} undantagen", en="{n} waived"),
        Words(sv="{n} undantagna", en="{n} waived"),
    ),
    CellState.LAPSED: Look(
        "–",
        Words(sv="Upphörd", en="Lapsed"),
        Words(sv="{n} upphörd", en="{n} lapsed"),
        Words(sv="{n} upphörda", en="{n} lapsed"),
    ),
    CellState.NOTHING: Look(
        "–", Words(sv="Inget väntat", en="Nothing due"), Words(sv="inget", en="none"), Words(sv="inget", en="none")
    ),
}
KINDS: dict[CellState, str] = {
    CellState.MISSING: "missing",
    CellState.LATE: "late",
    CellState.JUDGING: "judging",
    CellState.CANNOT: "unknown",
    CellState.EXPECTED: "due",
    CellState.PAUSED: "paused",
    CellState.CLOSED: "plain",
    CellState.MET: "met",
    CellState.DISMISSED: "plain",
    CellState.COVERED: "plain",
    CellState.WAIVED: "nothing",
    CellState.LAPSED: "nothing",
    CellState.NOTHING: "nothing",
}
"""The kind of badge that shows each state."""
ORDER = tuple(CellState)
JUDGED = (CellState.MISSING, CellState.LATE, CellState.CLOSED, CellState.MET)
"""What counts as expected in a rate."""
OWED_NO_MORE = (CellState.WAIVED, CellState.LAPSED)

SEVERITY: dict[Severity, Words] = {
    Severity.CRITICAL: Words(sv="Kritisk", en="Critical"),
    Severity.HIGH: Words(sv="Hög", en="High"),
    Severity.MEDIUM: Words(sv="Medel", en="Medium"),
    Severity.LOW: Words(sv="Låg", en="Low"),
}
STANDING = {
    "standing": Words(sv="Består", en="Standing"),
    "settled": Words(sv="Uppfylld", en="Settled"),
    "withdrawn": Words(sv="Återtagen", en="Withdrawn"),
}
CASEWORK = {
    "unanswered": Words(sv="Obesvarad", en="Unanswered"),
    "replied": Words(sv="Besvarad", en="Replied"),
    "completion": Words(sv="Komplettering begärd", en="Completion requested"),
    "confirmed": Words(sv="Fastställd", en="Confirmed"),
    "dismissed": Words(sv="Avskriven", en="Dismissed"),
    "closed": Words(sv="Avslutad", en="Closed"),
}
PRELIMINARY = Words(sv="Preliminär", en="Preliminary")
PRELIMINARY_STATES = ("unanswered", "replied", "completion")
