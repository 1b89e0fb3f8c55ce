"""An event of a placement: what each side has reported of it, whatever it is called."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import AbsenceKind, IncidentKind


@dataclass(frozen=True)
class Happening:
    """The current state of an event: what each side has reported of it, and what became of the call."""

    id: UUID
    kind: IncidentKind | None = None
    noticed_at: datetime | None = None
    aware_at: datetime | None = None
    phoned_at: datetime | None = None
    reported_at: datetime | None = None
    call_at: datetime | None = None
    call_recorded_at: datetime | None = None
    denied_at: datetime | None = None
    absence_kind: AbsenceKind | None = None
    absence_noticed: datetime | None = None
    absence_recorded_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def incident(self) -> bool:
        """Tell whether anybody has reported it as a serious incident."""
        return self.kind is not None

    @property
    def absence(self) -> bool:
        """Tell whether it is an absence or an end that nobody planned, whatever else is reported of it."""
        return self.kind is IncidentKind.ABSENCE or self.only_absence

    @property
    def retracted(self) -> bool:
        """Tell whether all that was reported of it was entered in error."""
        return not self.incident and not self.only_absence

    @property
    def only_absence(self) -> bool:
        """Tell whether it is known as an absence or an end alone."""
        return not self.incident and (self.absence_recorded_at is not None or self.ended_at is not None)

    @property
    def awaits_report(self) -> bool:
        """Tell whether the board has noticed it and the provider has not reported it."""
        return self.noticed_at is not None and self.reported_at is None

    @property
    def lacks_report(self) -> bool:
        """Tell whether the provider may report it as an incident that is already recorded."""
        return self.reported_at is None and (self.noticed_at is not None or self.only_absence)

    @property
    def lacks_absence(self) -> bool:
        """Tell whether an absence that is recorded may be this one."""
        return self.absence_recorded_at is None and self.absence

    @property
    def awaits_attestation(self) -> bool:
        """Tell whether the provider says that it phoned and the board has said nothing."""
        return self.phoned_at is not None and self.call_recorded_at is None and self.denied_at is None
