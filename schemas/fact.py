"""What a fact is: a class that names its log, its subject and its consumers, in one register of all."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer

LOGS = ("directory", "referral", "provider_audit", "notify")


TYPE_PREFIX = "se.utvag"


def instant_text(moment: datetime) -> str:
    """Write an instant as every fact writes it: UTC, a year of four digits, six decimals, Z."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _to_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Instant = Annotated[
    AwareDatetime, AfterValidator(_to_utc), PlainSerializer(instant_text, return_type=str, when_used="json")
]


class Fact(BaseModel):
    """Base of every fact. A subclass names its log, the kind of its subject and who consumes it.

    `consumers` lists services; an empty tuple needs `not_consumed_because`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    log: ClassVar[str]
    subject_kind: ClassVar[str]
    consumers: ClassVar[tuple[str, ...]]
    not_consumed_because: ClassVar[str]
    type: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        log: str = "",
        subject: str = "",
        consumers: tuple[str, ...] = (),
        not_consumed_because: str = "",
        **kwargs: Any,
    ) -> None:
        """Register the fact under its type; two facts of one type are an error. A shape that facts share names no log."""
        super().__pydantic_init_subclass__(**kwargs)
        if not log:
            return
        cls.log, cls.subject_kind, cls.consumers, cls.not_consumed_because = (
            log,
            subject,
            consumers,
            not_consumed_because,
        )
        cls.type = f"{TYPE_PREFIX}.{log}.{cls.__name__}.v1"
        if cls.type in FACTS:
            raise TypeError(f"two facts are called {cls.type}: rename one of them")
        FACTS[cls.type] = cls

    def __init_subclass__(cls, **_kwargs: Any) -> None:
        """Take the class keywords that the registration reads."""
        super().__init_subclass__()


FACTS: dict[str, type[Fact]] = {}


class MalformedFact(ValueError):
    """A message that is no fact of ours; the text says what is wrong and what was expected."""
