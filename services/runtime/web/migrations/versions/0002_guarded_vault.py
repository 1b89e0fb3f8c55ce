"""Keys of drafts are opened by whoever wrote them."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "revoke update on web.vault from utvag_web_web",
    "alter table web.vault enable row level security",
    "alter table web.vault force row level security",
    "create policy worker on web.vault to utvag_web using (true) with check (true)",
    "alter table web.read_log enable row level security",
    "alter table web.read_log force row level security",
    "create policy worker on web.read_log to utvag_web using (true) with check (true)",
    "create policy web_reads on web.vault for select to utvag_web_web using (person = runtime.me())",
    "create policy web_adds on web.vault for insert to utvag_web_web with check (true)",
    "create policy web_reads on web.read_log for select to utvag_web_web using (reader = runtime.me())",
    "create policy web_adds on web.read_log for insert to utvag_web_web with check (reader = runtime.me())",
    """create policy own on web.vault for select to utvag_directory, utvag_directory_web, utvag_referral,
       utvag_referral_web, utvag_provider_audit, utvag_provider_audit_web, utvag_notify, utvag_notify_web using (person
       = runtime.me())""",
    """create policy own_adds on web.vault for insert to utvag_directory, utvag_directory_web, utvag_referral,
       utvag_referral_web, utvag_provider_audit, utvag_provider_audit_web, utvag_notify, utvag_notify_web with check
       (person = runtime.me())""",
)


def upgrade() -> None:
    """Guard the vault of drafts; every service's pages keep drafts in it, under their own roles."""
    for statement in _STATEMENTS:
        op.execute(statement)
