"""The form in a request's body, read before anything else looks at it."""

from uuid import UUID

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from services.runtime.language.words import Words
from services.runtime.web.middleware.answer import SAFE
from services.runtime.web.middleware.body import replay
from services.runtime.web.request.verdicts import TurnedAway

_UNREADABLE = TurnedAway(
    400,
    Words(sv="Formuläret gick inte att läsa.", en="The form could not be read."),
    Words(sv="Gå tillbaka, ladda om sidan och skicka igen.", en="Go back, reload the page and send again."),
)


async def read_form(request: Request, body: bytes) -> FormData | None:
    """Read a form; None where the body is none. Raises TurnedAway for one that cannot be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in SAFE or kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return None
    try:
        form = await Request(request.scope, replay(body)).form(max_fields=2000, max_files=5)
    except Exception:  # noqa: BLE001 - whatever a broken form makes the parser raise, the answer is the same
        raise _UNREADABLE from None
    if any("\0" in name or (isinstance(value, str) and "\0" in value) for name, value in form.multi_items()):
        raise _UNREADABLE
    return form


def text_of(form: FormData | None, name: str) -> str | None:
    """Give a field's text; None where it is not there or is a file."""
    value = form.get(name) if form else None
    return None if isinstance(value, UploadFile) else value


def uuid_or_none(value: object) -> UUID | None:
    """Give an id that was sent as text; None for anything else."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
