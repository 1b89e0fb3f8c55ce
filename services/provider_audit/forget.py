"""Forgetting: conditions that are settled or gone leave the dossier, and nobody watches them any more."""

from uuid import UUID

from schemas.codes import Standing
from services.provider_audit.condition import FITS
from services.provider_audit.records import Finding
from services.provider_audit.telling import Judging


def forget_finding(judging: Judging, finding: Finding) -> None:
    """Let a settled finding of a condition leave the dossier."""
    if finding.standing is not Standing.SETTLED:
        return
    judging.dossier.findings.pop(finding.id, None)
    for watch, watched in list(judging.dossier.watch.items()):
        if finding.id in watched:
            watched.remove(finding.id)
            if not watched:
                del judging.dossier.watch[watch]


def forget_placement(judging: Judging, placement_id: UUID) -> bool:
    """Stop watching a placement that leaves; say whether it may, for no finding about it is kept."""
    dossier = judging.dossier
    watches = [f"{fit.id}/{placement_id}" for fit in FITS]
    watched = [each for watch in watches for each in dossier.watch.get(watch, ())]
    if any(each in dossier.findings for each in watched):
        return False
    for watch in watches:
        for each in dossier.watch.pop(watch, ()):
            dossier.pending.pop(each, None)
    return True
