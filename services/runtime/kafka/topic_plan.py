"""The plan of the topics, read from one file: partitions, settings, who writes and who reads."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from services.runtime.packaged_files import packaged

PLAN = packaged("topics.yaml", "deploy/topics.yaml")


class Topic(BaseModel):
    """One topic: partitions, settings, who writes it and who reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partitions: int = Field(ge=1, le=1000)
    settings: dict[str, str | int] = {}
    written_by: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()


class Plan(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    replication: int = Field(ge=1, le=9)
    principal: str
    """With {service} for the service's name."""
    topics: dict[str, Topic]

    @property
    def services(self) -> list[str]:
        """Name everybody who writes or reads."""
        return sorted({name for topic in self.topics.values() for name in (*topic.written_by, *topic.read_by)})

    def service_of(self, user: str | None) -> str | None:
        """Give the service whose own user this is, or None."""
        return next((name for name in self.services if self.principal.format(service=name) == f"User:{user}"), None)


def load(path: Path = PLAN) -> Plan:
    """Read the file. Raises ValueError that names the line or field that is wrong."""
    try:
        return Plan.model_validate(yaml.safe_load(path.read_text()))
    except yaml.YAMLError as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong
