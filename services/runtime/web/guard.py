"""Who may send: only a page of ours, opened under the same session."""

from urllib.parse import urlsplit

from starlette.requests import Request

from services.runtime.web.verdicts import TurnedAway
from services.runtime.web.visit import Visit
from services.runtime.words import Words

_FOREIGN = TurnedAway(
    403,
    Words(
        sv="Det du skickade kom inte från en sida i Utväg. Inget är sparat.",
        en="What was sent did not come from a page of Utväg. Nothing was saved.",
    ),
    Words(sv="Öppna sidan i Utväg och skicka därifrån.", en="Open the page in Utväg and send it from there."),
)
_STALE = TurnedAway(
    403,
    Words(
        sv="Du har loggat in på nytt sedan sidan öppnades. Inget är sparat.",
        en="You have signed in again since the page was opened. Nothing was saved.",
    ),
    Words(sv="Gå tillbaka, ladda om sidan och skicka igen.", en="Go back, reload the page and send again."),
)


def check_origin(request: Request) -> None:
    """Raise TurnedAway unless the browser says that the request comes from this portal.

    A strict referrer policy makes browsers write Origin: null even for our own forms; then Sec-Fetch-Site, which no
    script can set, decides.
    """
    origin = request.headers.get("origin")
    if origin and origin != "null":
        if urlsplit(origin).netloc.lower() not in _own_hosts(request):
            raise _FOREIGN
        return
    if request.headers.get("sec-fetch-site") != "same-origin":
        raise _FOREIGN


def _own_hosts(request: Request) -> set[str]:
    public = request.app.state.settings.public_address
    hosts = {request.headers.get("host", "").lower()}
    return hosts | {urlsplit(public).netloc.lower()} if public else hosts


def check_form(request: Request, visit: Visit) -> None:
    """Raise TurnedAway unless the form, or the header of a script of ours, carries this session's token."""
    given = visit.form.get("form_token") if visit.form else None
    token = given if isinstance(given, str) else request.headers.get("x-utvag-token", "")
    if not visit.token_is(token):
        raise _STALE
    visit.token_checked = True
