"""The conditions under which somebody may touch the register, which others rely on."""

from services.runtime.database.tables.access import Condition

_TODAY = "cast(runtime.now() at time zone 'Europe/Stockholm' as date)"


def confirmed(about: str) -> Condition:
    """Tell whether a proposal about this column, table.column, was confirmed in this very transaction."""
    return Condition(
        "exists (select from directory.proposal p where p.outcome = 'confirmed' and p.decided_in = transaction_timestamp() "
        f"and p.decided_person = runtime.me() and p.about = {about})"
    )


def contracted(table: str) -> Condition:
    """Tell whether one of my boards has a contract in force with the provider that a row of this table names."""
    return Condition(
        f"exists (select from directory.contract c where c.provider_id = {table}.provider_id "
        f"and c.board_id = any(runtime.my_boards()) and not c.retracted and c.valid_from <= {_TODAY} "
        f"and (c.valid_to is null or c.valid_to >= {_TODAY}) and (c.ended_at is null or c.ended_at > {_TODAY}))"
    )
