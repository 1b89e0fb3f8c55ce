"""Running the rows of a file in the order they stand: to see what it comes to, or to take it in, all or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NoReturn
from uuid import UUID

from services.referral.imports.act import Act
from services.referral.imports.import_context import AlreadyRecorded, Faulty, ImportContext, Teller
from services.referral.imports.registry import BY_KEY, FILE
from services.referral.imports.row import Found, as_typed, remedy_of
from services.referral.imports.store import lock_placements, placements_of
from services.referral.shared.actor import Actor, side
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.files.reading import read_text
from services.runtime.files.table import Row, Wrong, for_another
from services.runtime.language.identifiers import reference, short
from services.runtime.language.look_alikes import alike
from services.runtime.language.typed_time import SAY_WHICH, WHICH
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased

State = Literal["new", "same"]


@dataclass(frozen=True)
class Taken:
    """A row that can be taken in, or has been: what it says, about which placement, and its receipt, if it has one."""

    line: int
    table: Words
    placement: UUID
    state: State
    receipt: str = ""


@dataclass
class Outcome:
    """What a file comes to."""

    rows: list[Taken] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    def count(self, state: State) -> int:
        """Count the rows of a state."""
        return sum(row.state == state for row in self.rows)


class _LookedAt(Exception):
    """Ends the transaction of a preview, so that nothing of it stays."""


async def preview(database: Database, scope: Scope, teller: Teller, text: str) -> Outcome:
    """Run a file as taking it in would, and leave nothing behind."""
    outcome = Outcome()
    try:
        async with database.work("referral", scope) as work:
            outcome = await run(work, teller, text)
            _undo()
    except _LookedAt:
        pass
    return outcome


def _undo() -> NoReturn:
    raise _LookedAt


async def run(work: Work, teller: Teller, text: str) -> Outcome:
    """Record every row of a file; where something is wrong, leave the transaction by an exception."""
    read = read_text(text, FILE)
    outcome = Outcome(wrong=list(read.wrong))
    if len(read.rows) > FILE.most_rows:
        return outcome
    numbers = await _numbers(work, teller.actor)
    found = [(row, _placement(outcome, numbers, row)) for row in read.rows if _may(outcome, teller, row)]
    await lock_placements(work, {placement for _, placement in found if placement is not None})
    for row, placement in found:
        if placement is not None:
            await _record(work, teller, outcome, row, placement)
    outcome.wrong.sort(key=lambda wrong: wrong.line)
    return outcome


def _may(outcome: Outcome, teller: Teller, row: Row) -> bool:
    allowed = side(teller.actor).value in row.table.of
    if not allowed:
        outcome.wrong.append(for_another(row))
    return allowed


async def _numbers(work: Work, actor: Actor) -> dict[str, list[UUID]]:
    """Give the actor's placements by the number people use, and by their whole id."""
    numbers: dict[str, list[UUID]] = defaultdict(list)
    for placement in await placements_of(work, actor):
        for word in (reference(placement), str(placement)):
            numbers[alike(word)].append(placement)
    return numbers


def _placement(outcome: Outcome, numbers: dict[str, list[UUID]], row: Row) -> UUID | None:
    typed = row.cells.get("placement", "")
    found = numbers.get(alike(typed), [])
    if len(found) == 1:
        return found[0]
    what = Words(sv="Ni har inget uppdrag {typed}.", en="You have no placement {typed}.").fill(typed=typed[:40])
    remedy = Words(
        sv="Skriv numret som det står på uppdragets sida, till exempel K7M4-QX2P.",
        en="Write the number as it stands on the placement's page, such as K7M4-QX2P.",
    )
    if found:
        what = Words(sv="Flera av era uppdrag har numret {typed}.", en="Several of your placements have the number {typed}.")  # fmt: skip
        what = what.fill(typed=typed)
        remedy = Words(
            sv="Skriv det långa numret i adressen till uppdragets sida.",
            en="Write the long number in the address of the placement's page.",
        )
    outcome.wrong.append(Wrong(row.line, row.table.column("placement").words, what, remedy))
    return None


async def _record(work: Work, teller: Teller, outcome: Outcome, row: Row, placement: UUID) -> None:
    act = BY_KEY[row.table.key]
    raw, wrong = as_typed(act, row.cells)
    state: State = "new"
    submission = None
    try:
        submission = await act.record(await ImportContext.of(work, teller, placement), raw)
    except AlreadyRecorded:
        state = "same"
    except Faulty as faulty:
        for name, what in faulty.errors.items():
            clock = name.removesuffix(WHICH)
            remedy = remedy_of(act.by_name.get(name), what) if clock == name else SAY_WHICH
            wrong.setdefault(clock, (what, remedy))
    except Refused as refused:
        wrong.setdefault(_field(act, refused.field), _refused(refused))
    except Erased:
        wrong.setdefault("placement", _ERASED)
    if wrong:
        outcome.wrong += _faults_of(act, row, wrong)
    else:
        number = short("U", submission) if submission else ""
        outcome.rows.append(Taken(row.line, row.table.words, placement, state, number))


def _faults_of(act: Act, row: Row, wrong: dict[str, Found]) -> Sequence[Wrong]:
    headings = {column.key: column.words for column in act.table.columns}
    return [Wrong(row.line, headings.get(name, act.words), *found) for name, found in wrong.items()]


def _field(act: Act, name: str | None) -> str:
    """Give the field that a refusal of the domain speaks of."""
    possible = (name or "", f"{name}_clock", f"{name}_day", "clock" if name else "")
    return next((one for one in possible if one in act.by_name), _FIELDS.get(name or "", ""))


_FIELDS = {"duty": "rule"}
_ERASED = (
    Words(sv="Personuppgifterna i uppdraget är raderade.", en="The person of the placement has been erased."),
    Words(sv="Ta bort raden.", en="Remove the row."),
)


def _refused(refused: Refused) -> Found:
    if refused.code != "absent":
        return refused.what, refused.next_step
    return (
        Words(sv="Uppdraget har inget sådant inlämnat.", en="Nothing of that kind is handed in for the placement."),
        Words(sv="Läs uppdragets tidslinje och rätta raden.", en="Read the placement's timeline and correct the row."),
    )
