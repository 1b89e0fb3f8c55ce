"""Notices that reach nobody, and mails that no server took."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table notify.notice drop constraint notice_state_check",
    """alter table notify.notice add constraint notice_state_check
       check (state in ('planned', 'told', 'unreached', 'dropped'))""",
    # Why a finding was escalated before anybody had the time to take it.
    "alter table notify.notice add column cause text not null default ''",
    "create index notice_unreached on notify.notice (organisation, role) where state = 'unreached' and over_at is null",
    """create index notice_nobody_there on notify.notice (matter)
       where condition in ('nobody_there', 'no_mail_there') and over_at is null""",
    "alter table notify.delivery drop constraint delivery_state_check",
    """alter table notify.delivery add constraint delivery_state_check
       check (state in ('waiting', 'sent', 'kept', 'failed', 'skipped'))""",
    """update notify.delivery d set state = 'kept', sent_at = null,
       last_reason = case when runtime.is_demonstration() then 'outbox' else 'no_server' end
       from notify.outbox m where m.delivery = d.id and d.state = 'sent'""",
    "create index delivery_wrong on notify.delivery (state) where state in ('failed', 'kept')",
    # Whom nobody held the role of was not told.
    """update notify.notice n set state = 'unreached', told_at = null where n.state = 'told'
       and exists (select from notify.skip s where s.notice = n.id and s.reason = 'no_recipient')
       and not exists (select from notify.delivery d where d.notice = n.id)""",
)


def upgrade() -> None:
    """Allow the states, and say of what stands what became of it."""
    for statement in _STATEMENTS:
        op.execute(statement)
