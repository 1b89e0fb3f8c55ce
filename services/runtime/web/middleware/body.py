"""Reading a request whole before anything else, so that the instant of its arrival is known."""

from starlette.types import Message, Receive

_DRAINED = 32


class BodyTooLarge(Exception):
    """The body was longer than the limit; the rest has been read and thrown away, so that the refusal can be seen."""


async def read_whole(receive: Receive, limit: int) -> bytes:
    """Read a body of at most `limit` bytes. Raises BodyTooLarge; a body 32 times the limit is not even drained."""
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
        raise BodyTooLarge
    return b"".join(parts)


def replay(body: bytes) -> Receive:
    """Give the ASGI receive function for a body that has been read."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive
