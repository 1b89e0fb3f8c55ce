"""Keys of drafts are opened by whoever wrote them."""

from alembic import op

from services.runtime.spine import SERVICES, guard_vault, roles

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Guard the vault of drafts; every service's pages keep drafts in it, under their own roles."""
    others = ", ".join(role for service in SERVICES for role in roles(service))
    for statement in (
        *guard_vault("web", "person = runtime.me()"),
        f"create policy own on web.vault for select to {others} using (person = runtime.me())",
        f"create policy own_adds on web.vault for insert to {others} with check (person = runtime.me())",
    ):
        op.execute(statement)
