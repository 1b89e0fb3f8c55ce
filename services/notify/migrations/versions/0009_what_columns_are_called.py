"""Tables and columns are called what they are: an entity, the key that resolves a notice, when a role was notified."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table notify.notice rename column matter to resolve_key",
    "alter table notify.notice rename column thing to entity",
    "alter table notify.notice rename column told_at to notified_at",
    "alter index notify.notice_matter rename to notice_resolve_key",
    "alter table notify.thing rename to entity",
    "alter table notify.entity rename constraint thing_pkey to entity_pkey",
    "alter table notify.entity rename constraint thing_kind_check to entity_kind_check",
    "alter index notify.thing_ended rename to entity_ended",
    "alter index notify.thing_parties rename to entity_parties",
    "alter index notify.thing_started rename to entity_started",
    "alter table notify.heard_until rename to applied_until",
    "alter table notify.applied_until rename constraint heard_until_pkey to applied_until_pkey",
    "alter table notify.entity rename constraint thing_id_not_null to entity_id_not_null",
    "alter table notify.entity rename constraint thing_kind_not_null to entity_kind_not_null",
    "alter table notify.entity rename constraint thing_board_id_not_null to entity_board_id_not_null",
    "alter table notify.entity rename constraint thing_provider_id_not_null to entity_provider_id_not_null",
    "alter table notify.applied_until rename constraint heard_until_log_not_null to applied_until_log_not_null",
    "alter table notify.applied_until rename constraint heard_until_position_not_null to applied_until_position_not_null",
    "alter table notify.applied_until rename constraint heard_until_until_not_null to applied_until_until_not_null",
    "alter table notify.notice rename constraint notice_matter_not_null to notice_resolve_key_not_null",
)


def upgrade() -> None:
    """Rename; nothing is moved."""
    for statement in _STATEMENTS:
        op.execute(statement)
