"""Under which names the portal is asked for: what browsers and watchers send, and no name of a stranger's."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Scope

from services.runtime.settings import Settings
from services.runtime.web.request.guard import check_origin, own_hosts, wrong_request
from services.runtime.web.request.verdicts import TurnedAway

PUBLIC = "https://Utväg.example:8443"


def asked(host: str, path: str = "/sign-in", **headers: str) -> Scope:
    """Make a request's scope as the server gives it."""
    named = [(b"host", host.encode())] if host else []
    more = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": [*named, *more]}


@pytest.mark.parametrize(
    ("public", "host", "known"),
    [
        (PUBLIC, "xn--utvg-noa.example:8443", True),
        (PUBLIC, "XN--UTVG-NOA.example:8443", True),
        (PUBLIC, "utvag.example", False),
        ("https://utvag.example", "utvag.example.", True),
        ("https://utvag.example", "UTVAG.example.:443", True),
        ("https://utvag.example", "utvag.example..", False),
        ("https://utvag.example", "utvag.example.evil.example", False),
        ("https://[2001:db8::1]", "[2001:db8::1]:8443", True),
        ("https://[2001:db8::1]", "[2001:db8::2]", False),
        ("https://utvag.example", "[", False),
        ("https://utvag.example", "", False),
    ],
)
def test_a_name_is_known_as_browsers_send_it(tmp_path: Path, public: str, host: str, known: bool) -> None:
    settings = Settings(data=tmp_path, host="0.0.0.0", public_address=public)  # noqa: S104 - as in a container
    wrong = wrong_request(asked(host), own_hosts(settings))
    assert (wrong is None) == known


@pytest.mark.parametrize("path", ["/health/live", "/metrics"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", ""])
def test_who_watches_on_this_machine_is_not_sent_to_the_public_address(tmp_path: Path, path: str, host: str) -> None:
    settings = Settings(data=tmp_path, host="0.0.0.0", public_address=PUBLIC)  # noqa: S104 - as in a container
    assert wrong_request(asked(host, path), own_hosts(settings)) is None


def test_a_form_is_ours_under_the_public_name_where_a_proxy_asks_under_another(tmp_path: Path) -> None:
    class State:
        settings = Settings(data=tmp_path, public_address=PUBLIC)

    class App:
        state = State

    ours = {**asked("127.0.0.1:8000", origin="https://xn--utvg-noa.example:8443"), "app": App}
    check_origin(Request(ours))
    for foreign in ("https://evil.example", "https://[", "https:///", "-"):
        with pytest.raises(TurnedAway):
            check_origin(Request({**asked("127.0.0.1:8000", origin=foreign), "app": App}))
