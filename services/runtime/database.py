"""The database: one engine, and the scope a transaction runs under."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.runtime.work import Work


@dataclass(frozen=True)
class Scope:
    """Whose rows a portal transaction may touch; row-level security reads it."""

    boards: tuple[UUID, ...] = ()
    providers: tuple[UUID, ...] = ()
    supervisor: bool = False
    operator: bool = False
    person: UUID | None = None


@dataclass
class Database:
    """A PostgreSQL database by its address, postgresql://user:pass@host:port/name."""

    address: str = field(repr=False)
    pool_size: int = 10
    appended: list[Callable[[str], None]] = field(default_factory=list)
    """Called with the service's name after a transaction of this process appended to its log."""

    def __post_init__(self) -> None:
        self._engine: AsyncEngine | None = None

    @property
    def engine(self) -> AsyncEngine:
        """Give the engine, made at first use."""
        if self._engine is None:
            url = make_url(self.address).set(drivername="postgresql+asyncpg")
            settings = {
                "lock_timeout": "10s",
                "idle_in_transaction_session_timeout": "60s",
                "timezone": "UTC",
                "jit": "off",
            }
            self._engine = create_async_engine(
                url,
                pool_size=self.pool_size,
                max_overflow=10,
                pool_timeout=30,
                hide_parameters=True,
                connect_args={"server_settings": settings},
            )
        return self._engine

    async def open(self) -> None:
        """Try the address once; raises what the driver raises."""
        async with self.engine.connect():
            pass

    async def close(self) -> None:
        """Close every connection."""
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    def work(self, service: str, scope: Scope | None = None) -> Work:
        """Begin one transaction of a service: as its worker, or under row-level security for a portal's scope."""
        return Work(self.engine, service, scope, self.appended)
