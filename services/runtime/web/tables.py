"""The tables of the portal itself: sessions, accounts, drafts and forms already sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary

from services.runtime.database.roles import SERVICES, everybody, roles
from services.runtime.database.tables.access import (
    EVERYBODY,
    THEMSELVES,
    WORKER_ALONE,
    Access,
    Grant,
    Policy,
    addable,
    also,
    changeable,
    readable,
    removable,
)
from services.runtime.database.tables.log_tables import ReadLogColumns, VaultColumns, opened_by
from services.runtime.database.tables.table import Row, Schema, Sealed, column

WEB = Schema("web", users=everybody(), counted=False)


class WebTable(Row):
    """A row of a table of web."""

    metadata = WEB


OTHERS = ", ".join(everybody())


def shared() -> Access:
    """Let every service save, in its own transaction, what belongs to the person it acts for."""
    mine = readable(THEMSELVES) + addable(THEMSELVES) + changeable(THEMSELVES) + removable(THEMSELVES)
    verbs = ("select", "insert", "update", "delete")
    for service in SERVICES:
        worker, web = roles(service)
        mine += also(
            Policy(f"{service}_worker", "all", EVERYBODY, EVERYBODY, worker),
            Policy(f"{service}_web", "all", THEMSELVES, THEMSELVES, web),
            Grant(verbs, role=f"{worker}, {web}"),
        )
    return mine


class VaultRow(WebTable, VaultColumns, table=True):
    """The keys of drafts, each opened by whoever wrote them."""

    __access__ = opened_by(THEMSELVES) + also(
        Policy("own", "select", THEMSELVES, role=OTHERS),
        Policy("own_adds", "insert", check=THEMSELVES, role=OTHERS),
        Grant(("select", "insert"), role=OTHERS),
    )


class ReadLogRow(WebTable, ReadLogColumns, table=True):
    """Who has read it."""


class AccountRow(WebTable, table=True):
    """What a person has chosen for every session: the language."""

    person: UUID = column(key=True)
    language: str

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("language in ('sv', 'en')", name="language"),)
    __access__ = WORKER_ALONE


class DoneRow(WebTable, table=True):
    """What is said once after an act, on the next page of that session."""

    id: UUID = column(key=True)
    session: Sealed
    sv: str
    en: str
    made_at: datetime

    __tablename__ = "done"
    __table_args__ = (Index("done_session", "session"),)
    __access__ = WORKER_ALONE


class DraftRow(WebTable, table=True):
    """A form begun and not sent, sealed under its writer's own key."""

    person: UUID = column(key=True)
    organisation: UUID = column(key=True)
    form: str = column(key=True)
    sealed: Sealed
    saved_at: datetime

    __tablename__ = "draft"
    __table_args__ = (Index("draft_saved", "saved_at"),)
    __access__ = shared()


class SessionRow(WebTable, table=True):
    """A sign-in, known by the hash of its cookie; kept a day after its end."""

    id_hash: bytes = column(key=True, kind=LargeBinary)
    person: UUID
    commission: UUID | None
    language: str = column(default="'sv'")
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    token_hash: bytes | None = column(kind=LargeBinary)
    issuer: str | None
    subject: str | None
    sid: str | None
    acr: str | None
    auth_time: datetime | None

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("length(id_hash) = 32", name="id_hash"),
        CheckConstraint("language in ('sv', 'en')", name="language"),
        Index("session_expires", "expires_at"),
        Index("session_person", "person"),
        Index("session_token", "token_hash"),
        Index("session_vouched", "issuer", "subject"),
    )
    __access__ = WORKER_ALONE


class SignInRow(WebTable, table=True):
    """A sign-in that has gone to an identity provider, by the hash of its state; the browser is known by its cookie's."""

    state_hash: bytes = column(key=True, kind=LargeBinary)
    browser_hash: bytes = column(kind=LargeBinary)
    provider: str
    after: str
    invitation: UUID | None
    expires_at: datetime

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("length(state_hash) = 32", name="state_hash"),
        Index("sign_in_expires", "expires_at"),
    )
    __access__ = WORKER_ALONE


class LogoutTokenRow(WebTable, table=True):
    """A logout token that was taken, until it is too old to be sent again: each counts once."""

    issuer: str = column(key=True)
    jti: str = column(key=True)
    expires_at: datetime

    __tablename__ = "logout_token"
    __table_args__ = (Index("logout_token_expires", "expires_at"),)
    __access__ = WORKER_ALONE


class SubmissionRow(WebTable, table=True):
    """A form already sent, by its key: sending it again shows the first answer."""

    person: UUID = column(key=True)
    form_key: UUID = column(key=True)
    url: str
    sv: str | None
    en: str | None
    made_at: datetime

    __tablename__ = "submission"
    __table_args__ = (Index("submission_made", "made_at"),)
    __access__ = shared()
