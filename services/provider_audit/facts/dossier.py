"""Everything the audit knows of one provider: the facts received, what is owed and what was found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, TypeAdapter

from schemas import directory
from schemas.envelope import Event
from schemas.findings import Standing
from schemas.referral import PlacementStarted, ReferralAccepted
from services.provider_audit.facts.records import Bad, Changes, Finding, Obligation, Pending, Stuck, Submission

__all__ = ["Bad", "Changes", "Dossier", "Finding", "Obligation", "Pending", "Stuck", "Submission"]

DOCUMENT_VERSION = 8
AgendaItem = tuple[datetime, UUID, str]
Key = tuple[str, str]
"""What an obligation is called inside its subject: its rule and its period."""
TERMS = "terms"
INTERRUPTIONS = "interruptions"
NO_TERMS = (
    directory.StaffEngaged,
    directory.ExtractsSeen,
    directory.InformationRequested,
    directory.InformationAnswered,
    directory.AccountsDisclosed,
)
"""The directory's facts that change no term of any permit or contract, no registration and no due."""
Hidden = Field(exclude=True)


def unit_scope(unit: UUID, orgnr: str, form: str) -> str:
    """Name a unit's form under an organisation number."""
    return f"{orgnr}/{form}/{unit}"


@dataclass(slots=True)
class Dossier:
    """One provider, as judged so far. `agenda` is a heap of instants at which something must be judged.

    The facts are kept by subject, in the one order of time. Facts, obligations and findings are no part of the document:
    they stand in tables of their own, where only what changes is written.
    """

    provider: UUID
    version: int = DOCUMENT_VERSION
    obligations: Annotated[dict[UUID, Obligation], Hidden] = field(default_factory=dict)
    findings: Annotated[dict[UUID, Finding], Hidden] = field(default_factory=dict)
    """The findings that stand or are settled; what was withdrawn has left."""
    pending: dict[UUID, Pending] = field(default_factory=dict)
    watch: dict[str, list[UUID]] = field(default_factory=dict)
    looked_ahead: dict[str, datetime] = field(default_factory=dict)
    """The next instant of the calendar that is on the agenda, by subject and rule."""
    agenda: list[AgendaItem] = field(default_factory=list)
    stuck: dict[UUID, Stuck] = field(default_factory=dict)
    waits: Annotated[dict[UUID, list[Event]], Hidden] = field(default_factory=dict)
    """By suspended subject: the fact that cannot be judged and all that came after it, in their order."""
    left: dict[UUID, str] = field(default_factory=dict)
    """The facts that waited and count for nothing any more, with what left them out."""
    mended: dict[UUID, str] = field(default_factory=dict)
    """The facts that were taken in as a later fact corrects them, as text."""
    facts: Annotated[dict[UUID, list[Event]], Hidden] = field(default_factory=dict)
    placed: Annotated[dict[str, dict[UUID, None]], Hidden] = field(default_factory=dict)
    """Every placement that was recorded as started, in that order, by the scope it stands in: its unit's form, and its board."""
    accepted: Annotated[set[UUID], Hidden] = field(default_factory=set)
    """Every placement that an acceptance named."""
    grounds: Annotated[dict[UUID, dict[str, None]], Hidden] = field(default_factory=dict)
    """The scopes that each placement was recorded as started in."""
    stays: Annotated[dict[str, Any], Hidden] = field(default_factory=dict)
    """Who is placed in a scope and from when until when, as it was last read."""
    unread: Annotated[dict[str, dict[UUID, None]], Hidden] = field(default_factory=dict)
    """By scope: the placements of which a fact has come since its stays were read."""
    referred: Annotated[dict[UUID, dict[UUID, None]], Hidden] = field(default_factory=dict)
    """Every placement that was recorded as started, by the referral it names."""
    registered: Annotated[dict[UUID, None], Hidden] = field(default_factory=dict)
    """The subjects whose first fact is the directory's, in that order."""
    views: Annotated[dict[UUID, Any], Hidden] = field(default_factory=dict)
    """What was read from the facts of a subject, until such a fact comes."""
    terms: Annotated[dict[str, Any], Hidden] = field(default_factory=dict)
    """What was read from the facts of the directory as a whole, until one comes that changes terms."""
    owed: Annotated[dict[UUID, dict[Key, Obligation]], Hidden] = field(default_factory=dict)
    """The obligations that each subject's facts record."""
    resolved: Annotated[dict[UUID, Any], Hidden] = field(default_factory=dict)
    """What binds by each obligation, as it was last read; forgotten when a fact comes that changes terms."""
    read_whole: Annotated[dict[UUID, set[str]], Hidden] = field(default_factory=dict)
    """By subject: the rules of which every period was read since terms changed, so that a fact is read for its own periods."""
    changes: Annotated[Changes, Hidden] = field(default_factory=Changes)

    def add(self, event: Event) -> None:
        """Keep a fact."""
        self.facts.setdefault(event.subject, []).append(event)
        self.views.pop(event.subject, None)
        if event.log == "directory":
            self._register(event)
        if isinstance(event.fact, PlacementStarted):
            fact = event.fact
            if fact.referral is not None:
                self.referred.setdefault(fact.referral, {})[event.subject] = None
            for scope in (unit_scope(fact.unit, fact.orgnr, fact.form), str(fact.board)):
                self.placed.setdefault(scope, {})[event.subject] = None
                self.grounds.setdefault(event.subject, {})[scope] = None
        elif isinstance(event.fact, ReferralAccepted):
            self.accepted.add(event.fact.placement)
        for scope in self.grounds.get(event.subject, ()):
            self.unread.setdefault(scope, {})[event.subject] = None

    def put_in_order(self) -> None:
        """Keep the facts anew in the one order of time, after some that had waited were taken in."""
        events = sorted((event for events in self.facts.values() for event in events), key=lambda event: event.order)
        self.facts, self.placed, self.accepted, self.referred, self.registered = {}, {}, set(), {}, {}
        self.grounds, self.stays, self.unread = {}, {}, {}
        self.views, self.terms, self.resolved, self.read_whole = {}, {}, {}, {}
        for event in events:
            self.add(event)

    def _register(self, event: Event) -> None:
        """Note a fact of the directory, and forget what was read under other terms."""
        if self.facts[event.subject][0] is event:
            self.registered[event.subject] = None
        if not isinstance(event.fact, NO_TERMS):
            self.terms.clear()
            self.resolved.clear()
            self.read_whole.clear()
            self.changes.terms = True

    def owe(self, obligation: Obligation) -> None:
        """Keep an obligation."""
        self.obligations[obligation.id] = obligation
        self.owed.setdefault(obligation.subject, {})[obligation.rule, obligation.period] = obligation

    def to_document(self) -> dict[str, Any]:
        """Give what waits to be judged as a JSON document."""
        document: dict[str, Any] = _ADAPTER.dump_python(replace(self, agenda=sorted(self.agenda)), mode="json")
        return document

    @classmethod
    def from_document(
        cls,
        document: dict[str, Any],
        facts: Iterable[Event] = (),
        obligations: Iterable[Obligation] = (),
        findings: Iterable[Finding] = (),
        waiting: Collection[UUID] = (),
    ) -> "Dossier":
        """Read a JSON document; `facts` are those taken in or waiting, in the one order of time, the others as they stand.

        `waiting` are the ids of the facts that wait. Raises ValueError when it was written by another version.
        """
        if document.get("version") != DOCUMENT_VERSION:
            raise ValueError(
                f"the dossier is of version {document.get('version')}, not {DOCUMENT_VERSION}: fold it again"
            )
        dossier = _ADAPTER.validate_python(document)
        for event in facts:
            if event.id in waiting:
                dossier.waits.setdefault(event.subject, []).append(event)
            elif event.id not in dossier.left:
                mended = dossier.mended.get(event.id)
                dossier.add(Event.from_text(mended) if mended else event)
        for obligation in obligations:
            dossier.owe(obligation)
        dossier.findings = {each.id: each for each in findings if each.standing is not Standing.WITHDRAWN}
        dossier.changes = Changes()
        return dossier

    def copy(self) -> "Dossier":
        """Give a copy that shares nothing that changes."""
        obligations = {key: replace(each) for key, each in self.obligations.items()}
        return replace(
            self,
            obligations=obligations,
            findings={key: replace(each) for key, each in self.findings.items()},
            pending={key: replace(each) for key, each in self.pending.items()},
            watch={key: list(each) for key, each in self.watch.items()},
            looked_ahead=dict(self.looked_ahead),
            agenda=list(self.agenda),
            stuck={key: replace(each) for key, each in self.stuck.items()},
            waits={key: list(each) for key, each in self.waits.items()},
            left=dict(self.left),
            mended=dict(self.mended),
            facts={key: list(each) for key, each in self.facts.items()},
            placed={key: dict(each) for key, each in self.placed.items()},
            accepted=set(self.accepted),
            grounds={key: dict(each) for key, each in self.grounds.items()},
            stays={},
            unread={},
            referred={key: dict(each) for key, each in self.referred.items()},
            registered=dict(self.registered),
            views={key: dict(each) for key, each in self.views.items()},
            terms=dict(self.terms),
            resolved=dict(self.resolved),
            read_whole={key: set(each) for key, each in self.read_whole.items()},
            owed={key: {name: obligations[each.id] for name, each in owed.items()} for key, owed in self.owed.items()},
            changes=Changes(),
        )


_ADAPTER = TypeAdapter(Dossier)
