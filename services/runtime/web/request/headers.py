"""The headers of every answer, and the cookie."""

from starlette.types import Message, Scope, Send

from services.runtime.web.request.context import COOKIE, LANGUAGE_COOKIE, RequestContext

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
_ALWAYS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def add_headers(send: Send, scope: Scope) -> Send:
    """Wrap an ASGI send so that every answer carries the security headers, and nothing of a page is kept by a cache."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message.setdefault("headers", [])
            present = {name.lower() for name, _ in headers}
            extra = dict(_ALWAYS)
            extra["cache-control"] = "no-store"
            if scope.get("scheme") == "https":
                extra["strict-transport-security"] = "max-age=31536000; includeSubDomains"
            for name, value in extra.items():
                if name.encode() not in present:
                    headers.append((name.encode(), value.encode()))
        await send(message)

    return sending


def add_cookies(message: Message, context: RequestContext) -> None:
    """Set the session's cookie when it is new, and the language of a visitor who has no account here."""
    attributes = "Path=/; Secure; HttpOnly; SameSite=Lax"
    if context.new_secret:
        message["headers"].append((b"set-cookie", f"{COOKIE}={context.secret}; {attributes}".encode()))
    if context.language_chosen:
        message["headers"].append((b"set-cookie", f"{LANGUAGE_COOKIE}={context.language}; {attributes}".encode()))
