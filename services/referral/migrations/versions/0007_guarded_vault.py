"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

from services.runtime.spine import guard_counters, guard_vault

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_RELATED = """exists (select from referral.case_ c where c.id = vault.person)
or exists (select from referral.referral r where r.case_id = vault.person)
or exists (select from referral.placement p where p.case_id = vault.person)"""
_TAKES_PLACES = """provider_id = any(runtime.my_providers())
or exists (select from referral.referral r where r.unit_id = capacity.unit_id and r.provider_id = capacity.provider_id)
or exists (select from referral.placement p where p.unit_id = capacity.unit_id and p.provider_id = capacity.provider_id)"""
_WEB = "utvag_referral_web"
_OWN_CASES = (
    "create policy web_reads_own_cases on referral.read_log for select to utvag_referral_web "
    "using (exists (select from referral.case_ c where c.id = read_log.about))"
)


def _capacity() -> list[str]:
    """Free places are everybody's to read; they are counted by the provider and by boards with a referral or somebody there."""
    return [
        "drop policy web_adds on referral.capacity",
        "drop policy web_changes on referral.capacity",
        f"create policy web_adds on referral.capacity for insert to {_WEB} with check ({_TAKES_PLACES})",
        f"create policy web_changes on referral.capacity for update to {_WEB} using ({_TAKES_PLACES})",
    ]


def upgrade() -> None:
    """A person is opened by the board of the case, and by a provider that was asked; each board sees who read its cases."""
    for statement in (*guard_vault("referral", _RELATED), _OWN_CASES, *_capacity(), *guard_counters("referral")):
        op.execute(statement)
