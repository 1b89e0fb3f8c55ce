"""What could not be applied, or was no fact at all: listed and shown with the reason, never with anything a person wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.runtime.database import Database

MOST = 500


@dataclass(frozen=True)
class Parked:
    """One parked fact or message: where it came from, and why it waits."""

    service: str
    log: str
    place: str
    type: str
    subject: UUID | None
    reason: str
    at: datetime

    def line(self) -> str:
        """Give it as a line for the terminal."""
        about = f" about {self.subject}" if self.subject else ""
        return f"{self.service} <- {self.log} {self.place}: {self.type}{about}. {self.reason}"


_FACTS = """select log, position, type, subject, coalesce(reason, 'no reason kept') as reason, received
from {s}.heard where state = 'parked' order by received, log, position limit {most}"""
_MESSAGES = """select log, topic, partition, kafka_offset, reason, at from {s}.hear_parked
order by at, id limit {most}"""


async def parked(database: Database, services: Sequence[str]) -> list[Parked]:
    """List what is parked at the services that hear, the oldest first."""
    found: list[Parked] = []
    for service in services:
        async with database.work(service) as work:
            for row in await work.rows(_FACTS.format(s=service, most=MOST)):
                place = f"position {row['position']}"
                found.append(
                    Parked(service, row["log"], place, row["type"], row["subject"], row["reason"], row["received"])
                )
            for row in await work.rows(_MESSAGES.format(s=service, most=MOST)):
                place = f"{row['topic']} partition {row['partition']} offset {row['kafka_offset']}"
                found.append(Parked(service, row["log"], place, "no fact", None, row["reason"], row["at"]))
    return sorted(found, key=lambda one: one.at)
