"""What the answer to a request leaves behind: messages shown or still to be shown, and a form that was taken."""

from typing import Any

from sqlalchemy import Text, bindparam, delete, func
from sqlmodel import col

from services.runtime.database.expressions import among
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.language.identifiers import new_id
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.queries import SAY, SUBMITTED
from services.runtime.web.tables import DoneRow, DraftRow

_SHOWN = query(delete(DoneRow).where(among(DoneRow.id, "shown")))
_OF_SESSION = func.starts_with(col(DraftRow.form), bindparam("answers", type_=Text))
ANSWERS = query(delete(DraftRow).where(_OF_SESSION))
_TAKEN = query(
    delete(DraftRow).where(
        col(DraftRow.person) == bindparam("of_person"),
        col(DraftRow.organisation) == bindparam("of_organisation"),
        among(DraftRow.form, "forms") | _OF_SESSION,
    )
)


async def finish_context(database: Database, context: RequestContext, url: str | None) -> None:
    """Save what the answer leaves behind: messages shown or to be shown, and a form that was taken (`url`)."""
    shown = [identity for identity, _ in context.messages] if context.messages_shown else []
    sent = bool(url and context.form_key and context.person)
    if not (shown or context.done or sent):
        return
    async with database.work("web") as work:
        if shown:
            await work.run(_SHOWN, shown=shown)
        if context.done and url:
            await work.run(SAY, id=new_id(), hash=context.hash, sv=context.done.sv, en=context.done.en)
        if sent:
            await work.run(SUBMITTED, **submission(context, url or ""))
        if sent and context.draft_keys and context.viewer:
            page = context.form_page.partition("?")[0] if context.form_page else "/"
            await work.run(
                _TAKEN,
                of_person=context.person,
                of_organisation=context.viewer.organisation,
                forms=context.draft_keys,
                answers=answers_of(context, page),
            )


def answers_of(context: RequestContext, path: str = "") -> str:
    """Give how the names of the session's kept answers begin, all of them or those of one page."""
    return f"answer/{context.hash.hex()[:32]}{path}{'/' if path else ''}"


def submission(context: RequestContext, url: str) -> dict[str, Any]:
    """Give the values that SUBMITTED binds."""
    done = context.done
    return {
        "person": context.person,
        "form_key": context.form_key,
        "url": url,
        "sv": done.sv if done else None,
        "en": done.en if done else None,
    }
