"""Whoever voids has signed in: what the command line proposes in somebody's name is theirs once they stand by it on the page."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WEB = "utvag_directory_web"
_OWN = "confirmed_by is null and signed and proposed_by = runtime.me()"
_SECOND = "confirmed_by = runtime.me() and signed"


def upgrade() -> None:
    """Keep who has signed in for a proposal, and let a page write only in the name of whoever is signed in there."""
    for statement in (
        "alter table directory.voiding add column signed boolean not null default false",
        "update directory.voiding set signed = true where confirmed_by is not null",
        "alter table directory.voiding add check (confirmed_by is null or signed)",
        "drop policy operators on directory.voiding",
        f"create policy web_reads on directory.voiding for select to {_WEB} using (runtime.is_operator())",
        f"create policy web_adds on directory.voiding for insert to {_WEB} with check (runtime.is_operator() and {_OWN})",
        f"""create policy web_changes on directory.voiding for update to {_WEB} using (runtime.is_operator())
        with check (runtime.is_operator() and (({_OWN}) or ({_SECOND})))""",
        f"""create policy web_takes_back on directory.voiding for delete to {_WEB}
        using (runtime.is_operator() and confirmed_by is null)""",
    ):
        op.execute(statement)
