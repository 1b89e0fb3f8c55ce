"""What the middleware takes: requests that every server reads alike, for hosts of ours; and who may send: only a page of ours."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Scope

from services.runtime.language.words import Words
from services.runtime.settings import Settings
from services.runtime.web.request.context import RequestContext
from services.runtime.web.request.verdicts import StaleForm, TurnedAway

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDING = (
    "forwarded", "via", "x-forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port",
    "x-forwarded-server", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-forwarded-for", "x-envoy-external-address",
    "cf-connecting-ip", "true-client-ip", "fastly-client-ip",
)  # fmt: skip
"""Headers by which a proxy speaks of somebody else; that one stands there is enough, whatever it holds."""
HEADERS_LIMIT, HEADERS_MOST = 16_384, 100
_WATCHED = ("/health/", "/metrics")
"""Asked by machines, under whatever name they know; whether they are answered is for Watchers to say."""

_FOREIGN = TurnedAway(
    403,
    Words(
        sv="Det du skickade kom inte från en sida i Utväg. Inget är sparat.",
        en="What was sent did not come from a page of Utväg. Nothing was saved.",
    ),
    Words(sv="Öppna sidan i Utväg och skicka därifrån.", en="Open the page in Utväg and send it from there."),
)


def own_hosts(settings: Settings) -> frozenset[str]:
    """Give the names under which people reach the portal: its public address, or else what it listens on; never a wildcard."""
    public = urlsplit(settings.public_address).hostname if settings.public_address else None
    near = LOOPBACK_NAMES if settings.on_loopback or public is None else frozenset[str]()
    bound = frozenset() if settings.host in ("0.0.0.0", "::", "") else {settings.host.lower()}  # noqa: S104 - compared only
    return near | bound | ({_on_the_wire(public).removesuffix(".")} if public else frozenset())


def _on_the_wire(name: str) -> str:
    """Give a name as browsers send it: "utväg.example" is "xn--utvg-noa.example" there."""
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name


def host_named(value: str) -> str:
    """Give the name or address in a Host header, without its port and the dot of a full name; nothing when it is none."""
    try:
        return (urlsplit(f"//{value}").hostname or "").removesuffix(".")
    except ValueError:
        return ""


def wrong_request(scope: Scope, hosts: Collection[str]) -> tuple[int, str] | None:
    """Say why a request is not looked at any further, as a status and a sentence; None for one that may go on.

    Two lengths of one body, or a name that is not ours, are read in one way by us and perhaps in another by what stands before us.
    """
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    names = [name for name, _ in headers]
    if len(headers) > HEADERS_MOST or sum(len(name) + len(value) for name, value in headers) > HEADERS_LIMIT:
        return 431, "The request's headers are too large. Clear this site's cookies and try again."
    if b"transfer-encoding" in names and b"content-length" in names:
        return 400, "The request tells two lengths of its body. Send one."
    if any(ord(letter) < ord(" ") or ord(letter) == 127 for letter in scope["path"]):  # noqa: PLR2004 - delete
        return 400, "The address holds a control character. Correct it."
    if b"\x00" in scope["query_string"] or b"%00" in scope["query_string"]:
        return 400, "The address holds a null character. Correct it."
    named = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if not scope["path"].startswith(_WATCHED) and (len(named) != 1 or host_named(named[0]) not in hosts):
        return 421, "This is not the address of this portal. Use the address you were given, or ask the operator."
    return None


def from_this_machine(request: Request) -> bool:
    """Tell whether the request came by loopback, under a loopback name, and no proxy speaks for somebody else."""
    if any(name in request.headers for name in FORWARDING):
        return False
    try:
        near = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return near and host_named(request.headers.get("host", "")) in LOOPBACK_NAMES


def check_origin(request: Request) -> None:
    """Raise TurnedAway unless the browser says that the request comes from this portal.

    A strict referrer policy makes browsers write Origin: null even for our own forms; then Sec-Fetch-Site, which no
    script can set, decides.
    """
    origin = request.headers.get("origin")
    if origin and origin != "null":
        if _origin_named(origin) not in _own_origins(request):
            raise _FOREIGN
        return
    if request.headers.get("sec-fetch-site") != "same-origin":
        raise _FOREIGN


def _origin_named(value: str) -> str:
    try:
        return urlsplit(value).netloc.lower()
    except ValueError:
        return "-"


def _own_origins(request: Request) -> set[str]:
    """The host that was asked for is one of ours: the middleware has looked."""
    public = request.app.state.settings.public_address
    hosts = {request.headers.get("host", "").lower()}
    return hosts | {_on_the_wire(urlsplit(public).netloc.lower())} if public else hosts


def check_form(request: Request, context: RequestContext) -> None:
    """Raise StaleForm unless the form, or the header of a script of ours, carries this session's token."""
    given = context.form.get("form_token") if context.form else None
    token = given if isinstance(given, str) else request.headers.get("x-utvag-token", "")
    if not context.token_is(token):
        raise StaleForm
    context.token_checked = True
