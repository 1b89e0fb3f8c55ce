"""A judge that judges otherwise says so by its version, so that what was judged before is judged again.

The kept log is never written again; after a wanted change of the judge:
raise DOCUMENT_VERSION in services/provider_audit/facts/dossier.py, then `python -m tests.provider_audit.test_judge_version`.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from schemas.envelope import Event
from services.provider_audit.facts.dossier import DOCUMENT_VERSION, Dossier
from services.provider_audit.judge.order import advance
from services.provider_audit.replay.fold import judged_lines
from tests.provider_audit.speech import PROVIDER

LOG = Path(__file__).with_name("kept_log.jsonl.gz")
JUDGED = Path(__file__).with_name("judged_by_version.json")


def _judged() -> Iterator[str]:
    for line in gzip.decompress(LOG.read_bytes()).decode().splitlines():
        loaded = json.loads(line)
        events = [Event.from_line(fact) for fact in loaded["facts"]]
        yield from judged_lines(advance(Dossier(PROVIDER), events, datetime.fromisoformat(loaded["until"]))[0])


def _digest() -> str:
    return sha256("\n".join(_judged()).encode()).hexdigest()


def test_the_judge_judges_the_kept_log_as_its_version_says() -> None:
    known = json.loads(JUDGED.read_text())
    assert _digest() == known[str(DOCUMENT_VERSION)], (
        "the judge judges otherwise: raise DOCUMENT_VERSION in services/provider_audit/facts/dossier.py, so that an upgrade judges "
        "again what stands, then run `python -m tests.provider_audit.test_judge_version`"
    )


if __name__ == "__main__":
    versions = json.loads(JUDGED.read_text()) if JUDGED.exists() else {}
    JUDGED.write_text(json.dumps({**versions, str(DOCUMENT_VERSION): _digest()}, indent=2) + "\n")
