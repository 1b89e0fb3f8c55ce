"""`utvag health`: asks the process that serves UTVAG_WATCH how it is, for a probe that knows exit codes alone."""

import http.client
import json
from enum import StrEnum

from services.runtime.settings import Settings

SECONDS = 10.0
_EVERY_ADDRESS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "*": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not bound


class Question(StrEnum):
    """What can be asked of a process."""

    LIVE = "live"
    READY = "ready"
    CAUGHT_UP = "caught-up"


def ask(settings: Settings, question: Question) -> list[str]:
    """Ask the process at UTVAG_WATCH; give what is wrong. Raises ValueError where no address is set."""
    if settings.watch is None:
        raise ValueError("UTVAG_WATCH is not set. Set it as the process has it that is asked, such as 127.0.0.1:9100")
    host, _, port = settings.watch.rpartition(":")
    host = host.strip("[]")
    connection = http.client.HTTPConnection(_EVERY_ADDRESS.get(host, host), int(port), timeout=SECONDS)
    try:
        connection.request("GET", f"/health/{question}")
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return [f"nobody answers at {settings.watch}"]
    finally:
        connection.close()
    return [] if answer["ok"] else list(answer["wrong"])
