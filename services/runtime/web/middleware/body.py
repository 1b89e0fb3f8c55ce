"""Reading a request whole before anything else, so that the instant of its arrival is known."""

from starlette.types import Message, Receive

from services.runtime.language.words import Words
from services.runtime.web.request.verdicts import TurnedAway

BODY_LIMIT, STRANGERS_LIMIT = 1_000_000, 65_536
"""Bytes a request may carry; without a session's cookie only what a sign-in needs."""
_DRAINED = 32

_TOO_LARGE = TurnedAway(
    413,
    Words(sv="Det du skickade är för stort. Gränsen är 1 MB.", en="What you sent is too large. The limit is 1 MB."),
    Words(sv="Korta texten eller dela filen och skicka igen.", en="Shorten the text or split the file and send again."),
)

_STRANGER = TurnedAway(
    413,
    Words(
        sv="Du är inte inloggad, och det du skickade är för stort för att tas emot.",
        en="You are not signed in, and what you sent is too large to be taken.",
    ),
    Words(sv="Logga in och skicka igen.", en="Sign in and send again."),
)


async def read_whole(receive: Receive, *, signed_in: bool) -> bytes:
    """Read a body. Raises TurnedAway beyond the limit, the rest read and thrown away so that the refusal can be seen.

    A body 32 times the limit is not even drained.
    """
    limit = BODY_LIMIT if signed_in else STRANGERS_LIMIT
    parts: list[bytes] = []
    length = 0
    more = True
    while more and length <= limit * _DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        length += len(part)
        if length <= limit:
            parts.append(part)
        else:
            parts.clear()
        more = message.get("more_body", False)
    if length > limit:
        raise _TOO_LARGE if signed_in else _STRANGER
    return b"".join(parts)


def replay(body: bytes) -> Receive:
    """Give the ASGI receive function for a body that has been read."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive
