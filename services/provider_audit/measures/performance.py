"""A provider's performance: its duties counted so that provider, board and supervisor get the same figures; pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from schemas.findings import ObligationState
from services.provider_audit.measures.records import Breach, Contract, Counted, Key, Owed, Section, Tally


def counted(owed: Owed, now: datetime) -> Counted:
    """Say how a duty counts at an instant.

    Before its due it is coming, also when it is met. After, one that was missed or came late counts from when its finding
    is open to all, unless that was dismissed; until then it is being judged, for everybody.
    """
    if owed.state in (ObligationState.LAPSED, ObligationState.WAIVED):
        return Counted.NOT_OWED
    if now < owed.due:
        return Counted.COMING
    if owed.state is ObligationState.MET:
        return Counted.ON_TIME
    if owed.state is ObligationState.OPEN or owed.dismissed or owed.open_from is None or now < owed.open_from:
        return Counted.JUDGING
    return Counted.LATE if owed.state is ObligationState.MET_LATE else Counted.MISSING


def tally(duties: Iterable[Owed], now: datetime, standing: int = 0) -> Tally:
    """Count duties."""
    ways = [(owed, counted(owed, now)) for owed in duties]
    numbers = {way: sum(1 for _, each in ways if each is way) for way in Counted}
    return Tally(
        on_time=numbers[Counted.ON_TIME],
        late=numbers[Counted.LATE],
        missing=numbers[Counted.MISSING],
        judging=numbers[Counted.JUDGING],
        coming=numbers[Counted.COMING],
        delays=tuple(sorted(owed.delay or timedelta() for owed, way in ways if way is Counted.LATE)),
        standing=standing,
    )


def sections(
    contracts: Sequence[Contract],
    duties: Iterable[Owed],
    breaches: Iterable[Breach],
    months: Sequence[str],
    now: datetime,
) -> list[Section]:
    """Give the figures of every contract of a provider, and of what is owed without one, in order of number."""
    known = {contract.id: contract for contract in contracts}
    held: dict[Key, list[Owed]] = {(contract.id, contract.board): [] for contract in contracts}
    for owed in duties:
        held.setdefault(_key(owed.contract, owed.board, known), []).append(owed)
    standing: dict[Key, int] = {}
    for breach in breaches:
        if breach.open_from is not None and breach.open_from <= now:
            for key in _keys(breach, known):
                standing[key] = standing.get(key, 0) + 1
    made = [_section(key, known, held.get(key, []), standing.get(key, 0), months, now) for key in {**held, **standing}]
    return sorted(made, key=lambda each: (each.contract is None, each.number, each.name))


def _key(contract: UUID | None, board: UUID | None, known: Mapping[UUID, Contract]) -> Key:
    """Give the group of a duty: its contract, when it is owed that contract's board."""
    held = known.get(contract) if contract else None
    return (held.id, held.board) if held and held.board == board else (None, board)


def _keys(breach: Breach, known: Mapping[UUID, Contract]) -> list[Key]:
    if breach.of_duty:
        return [_key(breach.contract, breach.board, known)]
    keys: list[Key] = []
    for board in breach.boards:
        own: list[Key] = [(contract.id, contract.board) for contract in known.values() if contract.board == board]
        keys += own or [(None, board)]
    return keys


def _section(
    key: Key,
    known: Mapping[UUID, Contract],
    duties: Sequence[Owed],
    standing: int,
    months: Sequence[str],
    now: datetime,
) -> Section:
    contract, board = key
    shown = [owed for owed in duties if owed.month in months]
    return Section(
        contract=contract,
        board=board,
        number=known[contract].number if contract else "",
        whole=tally(shown, now, standing),
        months={month: tally((owed for owed in shown if owed.month == month), now) for month in months},
        not_counted=tuple(owed for owed in shown if counted(owed, now) is Counted.JUDGING),
    )
