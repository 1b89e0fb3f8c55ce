"""Publish the contract: locked JSON Schemas and the AsyncAPI document, generated from the fact classes.

`python -m schemas.publish` writes both. A locked schema may only gain optional fields, and a code list codes at its end;
anything else is refused, because facts of that type already lie in logs: emit a new fact instead.
"""

import json
import sys
from pathlib import Path
from typing import Any

import schemas.directory
import schemas.notify
import schemas.provider_audit
import schemas.referral  # noqa: F401 - all four imported for the facts they declare
from schemas.fact import FACTS, LOGS, Fact

HERE = Path(__file__).parent
LOCKED = HERE / "locked"
EXAMPLES = HERE / "examples"
ASYNCAPI = HERE / "asyncapi.yaml"


def schema_of(fact: type[Fact]) -> dict[str, Any]:
    """Give the JSON Schema of a fact's own fields."""
    return fact.model_json_schema(mode="serialization")


def breaks(locked: dict[str, Any], current: dict[str, Any]) -> list[str]:
    """Name what in `current` is more than new optional fields and codes on top of `locked`; empty when nothing is."""
    found: list[str] = []
    _compare(locked, current, "the fact", found)
    return found


def _compare(old: Any, new: Any, place: str, found: list[str]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        required = set(new.get("required", ()))
        for name in sorted(old.keys() | new.keys()):
            where = f"{place}.{name}"
            if name not in new:
                found.append(f"{where} is gone")
            elif name in old:
                _compare(old[name], new[name], where, found)
            elif not place.endswith((".properties", ".$defs")) or name in required:
                found.append(f"{where} is new")
        return
    if place.endswith(".description"):
        return
    if place.endswith(".required"):
        old, new = sorted(old), sorted(new)
    if place.endswith(".enum") and new[: len(old)] == old:
        return
    if old != new:
        found.append(f"{place} was {old!r} and is {new!r}")


def asyncapi() -> dict[str, Any]:
    """Give the AsyncAPI 3.0 document of all topics and messages."""
    channels, messages, operations = {}, {}, {}
    for log in LOGS:
        facts = [fact for fact in FACTS.values() if fact.log == log]
        channels[log] = {
            "address": f"utvag.{log}",
            "description": f"The log of {log}, keyed by subject, in the order of its positions.",
            "messages": {fact.__name__: {"$ref": f"#/components/messages/{log}.{fact.__name__}"} for fact in facts},
        }
        operations[f"{log}Tells"] = {"action": "send", "channel": {"$ref": f"#/channels/{log}"}}
        messages.update({f"{log}.{fact.__name__}": _message(fact) for fact in facts})
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Utväg",
            "version": "1",
            "description": "Facts as CloudEvents 1.0 in Kafka's binary mode. Ids and codes only, never a person.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "messageTraits": {"envelope": {"headers": _envelope()}}},
    }


def _message(fact: type[Fact]) -> dict[str, Any]:
    consumers = ", ".join(fact.consumers) or f"nobody: {fact.not_consumed_because}"
    return {
        "name": fact.type,
        "summary": (fact.__doc__ or "").split("\n")[0],
        "description": f"Subject: {fact.subject_kind}. Heard by: {consumers}.",
        "traits": [{"$ref": "#/components/messageTraits/envelope"}],
        "payload": {"schemaFormat": "application/schema+json;version=draft-2020-12", "schema": schema_of(fact)},
    }


def _envelope() -> dict[str, Any]:
    instant = {"type": "string", "format": "date-time"}
    identity = {"type": "string", "format": "uuid"}
    number = {"type": "string", "pattern": "^[1-9][0-9]*$"}
    required = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": identity,
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string"},
        "ce_subject": identity,
        "ce_time": instant,
        "ce_log": {"enum": list(LOGS)},
        "ce_position": number,
        "ce_sequence": number,
        "ce_occurred": instant,
        "ce_arrived": instant,
        "ce_received": instant,
        "ce_teller": identity,
        "ce_origin": {"enum": ["portal", "api", "import", "demonstration"]},
    }
    optional = {"ce_person": identity, "ce_attestedby": identity, "ce_traceparent": {"type": "string"}}
    return {"type": "object", "required": sorted(required), "properties": {**required, **optional}}


def document(content: dict[str, Any]) -> str:
    """Write a document the way it is committed: JSON, which is YAML too, stable and readable."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def publish() -> list[str]:
    """Write what may be written; give the changes that were refused."""
    LOCKED.mkdir(exist_ok=True)
    refused = []
    for name, fact in sorted(FACTS.items()):
        path, current = LOCKED / f"{name}.json", schema_of(fact)
        if path.exists():
            refused += [f"{name}: {what}" for what in breaks(json.loads(path.read_text()), current)]
        if not refused:
            path.write_text(document(current))
    if not refused:
        ASYNCAPI.write_text(document(asyncapi()))
    return refused


if __name__ == "__main__":
    trouble = publish()
    for line in trouble:
        sys.stderr.write(f"{line}\n")
    if trouble:
        sys.stderr.write("Facts of these types already lie in logs. Undo the change, or tell a new fact beside it.\n")
    sys.exit(1 if trouble else 0)
