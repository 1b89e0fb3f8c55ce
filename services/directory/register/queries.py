"""What waits for somebody, as SQL: `directory.may_decide` takes the whole row of a proposal, and counts by what it says."""

from dataclasses import dataclass

from services.directory.register.store import ProposalLine
from services.runtime.database.query import written


@dataclass(frozen=True)
class Waiting:
    """How many wait and concern the reader; of them those to decide, and of these those that are late."""

    total: int
    to_decide: int
    late: int


_WAITS = """from (select p.*, directory.may_decide(p) as to_decide from directory.proposal p
  where outcome is null and (cast(:unit as uuid) is null or unit_id = :unit)) waits
where cast(:keeper as boolean) or to_decide or proposer = :organisation or provider_id = :organisation """
COUNT = written(
    """select count(*) as total, count(*) filter (where to_decide) as to_decide,
count(*) filter (where to_decide and at < :late_before) as late """
    + _WAITS,
    into=Waiting,
)
PAGE = written(
    """select id, provider_id as provider, about, proposer, person, acts, at, outcome, decided_by, decided_person,
decided_at """
    + _WAITS
    + """order by to_decide desc, (to_decide and revoked_at is not null) desc, at, id limit :most offset :offset""",
    into=ProposalLine,
)
