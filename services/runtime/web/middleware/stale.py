"""A form whose session is gone: what was typed is kept for the person who typed it, and nobody else."""

from starlette.requests import Request
from starlette.responses import Response

from services.runtime.language.words import Words
from services.runtime.web.page.drafts import keep_for
from services.runtime.web.page.refusals import refusal_page, signed_out
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.sessions import writer_of

_SIGNED_OUT = Words(sv="Du är utloggad", en="You are signed out")
_NOT_TAKEN = Words(sv="Du är utloggad, så inget skickades.", en="You are signed out, so nothing was sent.")
_COPY = Words(
    sv="Kopiera det du vill behålla. Logga in och öppna sidan på nytt.",
    en="Copy what you want to keep. Sign in and open the page anew.",
)
_SIGNED_IN_ANEW = Words(sv="Du har loggat in på nytt", en="You have signed in again")
_NOT_YOURS = Words(sv="Sidan var inte din", en="The page was not yours")
_AGAIN = Words(
    sv="Du har loggat in på nytt sedan sidan öppnades, så inget skickades.",
    en="You have signed in again since the page was opened, so nothing was sent.",
)
_SAVED = Words(
    sv="Det du skrev är sparat. Gå tillbaka till formuläret och fortsätt.",
    en="What you wrote is saved. Go back to the form and continue.",
)
_OPEN_ANEW = Words(sv="Öppna sidan på nytt och skicka därifrån.", en="Open the page anew and send it from there.")
_ANOTHER = Words(
    sv="Sidan öppnades av någon annan än den som är inloggad nu, så inget skickades.",
    en="The page was opened by somebody else than who is signed in now, so nothing was sent.",
)
_ANOTHERS = Words(
    sv="Det som skrevs är sparat hos den som skrev det, om den loggar in igen. Öppna sidan på nytt själv.",
    en="What was written is saved for whoever wrote it, once they sign in again. Open the page anew yourself.",
)


async def stale_form(request: Request, context: RequestContext) -> Response:
    """Keep what was typed for whoever opened the form's page, and answer whoever sends it now.

    Only a token of that session tells who it was; without one, what was typed is shown, and kept for nobody.
    """
    given = context.form.get("form_token") if context.form else None
    writer = await writer_of(request.app.state.database, given) if isinstance(given, str) and given else None
    if writer is not None:
        await keep_for(request, context, writer.person, writer.commission)
    context.turned_away = True
    if writer is not None and context.person is None:
        return signed_out(context)
    if writer is not None and writer.person != context.person:
        return refusal_page(request, 403, _ANOTHER, _ANOTHERS, title=_NOT_YOURS, keep_typed=False)
    if context.person is None:
        return refusal_page(request, 403, _NOT_TAKEN, _COPY, title=_SIGNED_OUT)
    step = _SAVED if context.draft_saved_at else _OPEN_ANEW
    return refusal_page(request, 403, _AGAIN, step, title=_SIGNED_IN_ANEW)
