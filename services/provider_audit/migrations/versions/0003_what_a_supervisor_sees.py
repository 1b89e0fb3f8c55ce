"""What a supervisor may not see yet is hidden by the rows themselves; a finding without a board is the supervisor's to decide."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORKER, _WEB = "utvag_provider_audit", "utvag_provider_audit_web"
_COLUMNS = (
    "id, provider_id, board_id, boards, rule, owes, about, period, due, state, opened_at, met_by, delay_seconds, finding, "
    "cell_month, cell_week, document"
)
_OWN = "boards && runtime.my_boards() or provider_id = any(runtime.my_providers())"
_FOUND = "state in ('missed', 'met_late')"
_MAY_SEE = "exists (select 1 from provider_audit.finding f where f.id = obligation.finding)"
_PARTY_OF_FINDING = "exists (select 1 from provider_audit.finding_party party where party.finding = finding.id)"
_NO_BOARD = "(runtime.is_supervisor() and cardinality(boards) = 0)"
_SEES_EVENT = "exists (select 1 from provider_audit.finding seen where seen.id = casework_event.finding)"
_PARTY_OF_EVENT = (
    "exists (select 1 from provider_audit.finding_party party where party.finding = casework_event.finding)"
)
_NO_BOARD_OF_EVENT = (
    "(runtime.is_supervisor() and exists (select 1 from provider_audit.finding seen "
    "where seen.id = casework_event.finding and cardinality(seen.boards) = 0))"
)
_OWN_REPLIES = (
    f"{_SEES_EVENT} and (kind <> 'replied' or side = 'provider' or cardinality(runtime.my_boards()) = 0 "
    "or organisation = any(runtime.my_boards()))"
)
_SUPERVISOR_SEES = f"({_OWN} or (runtime.is_supervisor() and (not ({_FOUND}) or {_MAY_SEE})))"
_DECIDES = f"({_PARTY_OF_FINDING} or {_NO_BOARD})"
_SUPERVISOR_SEES_AT_ONCE = "update provider_audit.finding set supervisor_from = judged_at where cardinality(boards) = 0"

_STATEMENTS = (
    # A missed duty whose finding a supervisor may not see yet is no row of theirs here; the view below shows it as open.
    f"alter policy web_reads on provider_audit.obligation using {_SUPERVISOR_SEES}",
    f"""create view provider_audit.being_judged with (security_barrier) as
       select id, provider_id, board_id, boards, rule, owes, about, period, due, 'open'::text as state, opened_at,
         null::uuid as met_by, null::double precision as delay_seconds, null::uuid as finding, cell_month, cell_week,
         document - '{{state,met_by,met_at,delay_seconds,finding,lapsed_by,waived_by}}'::text[] as document
       from provider_audit.obligation where runtime.is_supervisor() and {_FOUND} and not exists (
         select 1 from provider_audit.finding f where f.id = obligation.finding
         and f.supervisor_from <= (select runtime.now()))""",
    # Its owner reads every row, and the view alone says which of them a supervisor gets.
    f"grant create on schema provider_audit to {_WORKER}",
    f"alter view provider_audit.being_judged owner to {_WORKER}",
    f"grant select on provider_audit.being_judged to {_WEB}",
    f"""create view provider_audit.duty with (security_invoker) as select {_COLUMNS} from provider_audit.obligation
       union all select {_COLUMNS} from provider_audit.being_judged""",
    f"grant select on provider_audit.duty to {_WORKER}, {_WEB}",
    # What the judge told of a finding, for its history: codes and instants, for those who may see the finding.
    """create view provider_audit.finding_told with (security_barrier) as
       select told.subject as finding, told.position, told.received, split_part(told.type, '.', 4) as kind,
         coalesce(told.body::jsonb #>> '{data,judged_at}', told.body::jsonb ->> 'occurred')::timestamptz as at,
         told.body::jsonb #>> '{data,reason}' as reason,
         told.body::jsonb #>> '{data,severity}' as severity
       from provider_audit.log told where split_part(told.type, '.', 4) in
         ('FindingRaised', 'FindingSeverityRaised', 'FindingSettled', 'FindingWithdrawn')
       and (exists (select 1 from provider_audit.finding_party party where party.finding = told.subject
           and (party.board_id = any(runtime.my_boards()) or party.provider_id = any(runtime.my_providers())))
         or (runtime.is_supervisor() and exists (select 1 from provider_audit.finding f where f.id = told.subject
           and f.supervisor_from <= (select runtime.now()))))""",
    f"alter view provider_audit.finding_told owner to {_WORKER}",
    f"revoke create on schema provider_audit from {_WORKER}",
    f"grant select on provider_audit.finding_told to {_WEB}",
    _SUPERVISOR_SEES_AT_ONCE,
    f"alter policy web_changes on provider_audit.finding using {_DECIDES} with check {_DECIDES}",
    f"alter policy web_adds on provider_audit.casework_event with check ({_PARTY_OF_EVENT} or {_NO_BOARD_OF_EVENT})",
    # Each board reads its own reply and the provider's, never another board's.
    f"alter policy web_reads on provider_audit.casework_event using ({_OWN_REPLIES})",
    # An interruption of the portal is nobody's secret.
    """create policy web_reads_interruptions on provider_audit.heard for select to utvag_provider_audit_web
       using (type like '%.PortalInterrupted.v1')""",
)


def upgrade() -> None:
    """Change who reads what, and add the views that the pages read."""
    for statement in _STATEMENTS:
        op.execute(statement)
