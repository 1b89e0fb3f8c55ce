"""An obligation may concern several boards; what was judged before is folded again from what was heard."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table provider_audit.obligation add column boards uuid[] not null default '{}'",
    "update provider_audit.obligation set boards = array[board_id] where board_id is not null",
    "create index obligation_boards on provider_audit.obligation using gin (boards)",
    """alter policy web_reads on provider_audit.obligation using (boards && runtime.my_boards()
       or provider_id = any(runtime.my_providers()) or runtime.is_supervisor())""",
    "create index heard_interruption on provider_audit.heard (received) where type like '%.PortalInterrupted.v1'",
    "create index heard_subject on provider_audit.heard (subject)",
)


def upgrade() -> None:
    """Add the boards of an obligation, who may read it by them, and what loading a dossier's facts needs."""
    for statement in _STATEMENTS:
        op.execute(statement)
