"""What is wrong with a configuration, a database, a broker, a password or a clock, in plain words."""

from __future__ import annotations

import ssl
import time

import aiosmtplib
import asyncpg
from sqlalchemy.engine import make_url

from services.runtime.database import migrate
from services.runtime.database.pool import Database, reached_by
from services.runtime.database.roles import SERVICES, roles
from services.runtime.events.clock_guard import LARGEST_DIFFERENCE
from services.runtime.kafka.broker import configured
from services.runtime.process.broker_check import ANSWER_SECONDS, broker
from services.runtime.process.configuration import configuration, is_address, port_taken
from services.runtime.process.environment import Problem
from services.runtime.process.queries import LACKING, WALL_CLOCK
from services.runtime.settings import Settings
from services.runtime.telemetry import short_error

OLDEST_POSTGRESQL = 16
IMPLICIT_TLS = 465


async def check(settings: Settings) -> list[Problem]:
    """Try everything that the settings name; an empty list means that Utväg can run."""
    problems = [*configuration(settings), *port_taken(settings)]
    if settings.database is not None and not any("UTVAG_DATABASE" in problem.what for problem in problems):
        problems += await database(settings.database.get_secret_value(), migrates=settings.migrate == "always")
    if settings.kafka is not None and not any("UTVAG_KAFKA" in problem.what for problem in problems):
        problems += await broker(configured(settings))
    if settings.smtp is not None and is_address(settings.smtp):
        problems += await mail(settings)
    return problems


async def mail(settings: Settings) -> list[Problem]:
    """Find what is wrong with the mail server: no answer, no encryption, wrong password. No mail is sent."""
    host, _, port = str(settings.smtp).rpartition(":")
    where = f"the mail server {settings.smtp}"
    implicit = settings.smtp_tls and int(port) == IMPLICIT_TLS
    server = aiosmtplib.SMTP(
        hostname=host.strip("[]"),
        port=int(port),
        use_tls=implicit,
        start_tls=settings.smtp_tls and not implicit,
        username=settings.smtp_user,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        timeout=ANSWER_SECONDS,
    )
    try:
        async with server:
            pass
    except aiosmtplib.SMTPAuthenticationError:
        return [Problem(f"{where} refuses the user or the password", "Correct UTVAG_SMTP_USER and UTVAG_SMTP_PASSWORD")]
    except ssl.SSLError as error:
        return [Problem(f"{where} fails to encrypt ({error.reason})", "Correct UTVAG_SMTP or UTVAG_SMTP_TLS")]
    except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPTimeoutError, OSError) as error:
        return [Problem(f"{where} does not answer ({type(error).__name__})", "Start it, or correct UTVAG_SMTP")]
    except aiosmtplib.SMTPException as error:
        return [Problem(f"{where} answers, but not as asked ({type(error).__name__})", "Correct UTVAG_SMTP_TLS")]
    return []


async def database(address: str, *, migrates: bool = True) -> list[Problem]:
    """Find what is wrong with the database: not there, wrong password, too old, not migrated, roles, clock."""
    url = make_url(address)
    where = f"the database {url.database} at {url.host}:{url.port or 5432}"
    try:
        connection = await asyncpg.connect(**reached_by(address), timeout=ANSWER_SECONDS)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return [Problem(f"{where} refuses the user {url.username} or the password", "Correct them in UTVAG_DATABASE")]
    except asyncpg.InvalidCatalogNameError:
        return [Problem(f"{where} does not exist", f"Create it: createdb {url.database}")]
    except (asyncpg.ClientConfigurationError, FileNotFoundError) as error:
        return [Problem(f"{where}: {error}", "Correct UTVAG_DATABASE, or PGSSLROOTCERT for an encrypted connection")]
    except (OSError, TimeoutError) as error:
        return [
            Problem(f"{where} does not answer ({short_error(error)})", "Start PostgreSQL, or correct UTVAG_DATABASE")
        ]
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [Problem(f"{where} refuses ({type(error).__name__})", "Look in PostgreSQL's own log")]
    try:
        return await _inside(connection, address, where, migrates=migrates)
    finally:
        await connection.close()


async def _inside(connection: asyncpg.Connection, address: str, where: str, *, migrates: bool) -> list[Problem]:
    found = []
    version = connection.get_server_version()
    if version.major < OLDEST_POSTGRESQL:
        found.append(Problem(f"{where} is PostgreSQL {version.major}", f"Use {OLDEST_POSTGRESQL} or newer"))
    before = time.time()
    its = WALL_CLOCK.read(await connection.fetch(WALL_CLOCK.sql))[0]
    difference = its - (before + time.time()) / 2
    if abs(difference) > LARGEST_DIFFERENCE:
        do = "Set the wrong one right: deadlines are judged by the database's clock"
        found.append(Problem(f"the clock of {where} differs from this computer's by {abs(difference):.0f} s", do))
    if (problem := await _tables(Database(address), where, migrates=migrates)) is not None:
        return [*found, problem]
    wanted = [role for service in (*SERVICES, "web") for role in roles(service)]
    lacking = LACKING.read(await connection.fetch(LACKING.sql, wanted))
    found.extend(Problem(f"the user of {where} may not act as {role}", f"Grant {role} to it") for role in lacking)
    return found


async def _tables(behind: Database, where: str, *, migrates: bool) -> Problem | None:
    """Find whether the tables are there, and of this program's version where no start would bring them to it."""
    try:
        newer = await migrate.newer(behind)
        pending = await migrate.pending(behind)
        older = [] if migrates else await migrate.older(behind)
    finally:
        await behind.close()
    if newer:
        what, _, do = newer.partition(". Nothing was changed. ")
        return Problem(what, do)
    if pending:
        do = "Run `utvag run` or `utvag migrate` once" if migrates else "Run `utvag migrate` as its owner"
        return Problem(f"{where} lacks the tables of {', '.join(pending)}", do)
    if older:
        return Problem(f"{where} has older tables of {', '.join(older)}", "Run `utvag migrate` as its owner")
    return None
