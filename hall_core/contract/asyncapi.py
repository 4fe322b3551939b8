"""The contract as an AsyncAPI 3 document, generated from the types: ``motcua asyncapi [FILE]``.

Written from the side of the hub's box: what hub and authority receive and send.
"""

from __future__ import annotations

import json
import sys
from inspect import cleandoc
from pathlib import Path
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct

from hall_core.contract import examples
from hall_core.contract.centre.topics import SURE
from hall_core.contract.codec import BODIES, Envelope
from hall_core.contract.limits import CALL_EXPIRES, COMMAND_EXPIRES, HEALTH_EVERY, QUESTION_EXPIRES, VERSION
from hall_core.contract.topics import ADDRESSES, ROOT, Kind


class Way(Struct, frozen=True):
    """How a kind travels: ``receive`` is device to hub or authority, ``send`` the other way."""

    action: Literal["receive", "send"]
    qos: int
    retain: bool
    says: str
    expires: int | None = None


WAYS: dict[Kind, Way] = {
    "device-state": Way("receive", 1, True, "A device says who it is; its last will says that it is gone."),
    "device-health": Way("receive", 0, False, "How the box is, every 30 seconds.", HEALTH_EVERY * 2),
    "device-alert": Way("receive", 1, True, "Something needs a technician; emptied when solved."),
    "fact": Way("receive", 1, False, "What has already happened on a device, from its outbox, in order."),
    "command": Way("receive", 1, False, "What somebody wants, with one id per intent.", COMMAND_EXPIRES),
    "question": Way("receive", 0, False, "What a device wants to know; nothing happens by it.", QUESTION_EXPIRES),
    "ack": Way("send", 0, False, "Facts recorded, up to a sequence."),
    "reply": Way("send", 0, False, "The answer to a command; the same id gets the same answer."),
    "answer": Way("send", 0, False, "The answer to a question."),
    "hall": Way("send", 0, True, "The hall, and the hub's heartbeat every 5 seconds."),
    "service": Way("send", 0, True, "Who waits for a service."),
    "counter": Way("send", 0, True, "A counter and the ticket in hand."),
    "zone": Way("send", 0, True, "The last calls of a zone."),
    "call": Way("send", 1, False, "A call as it happens, to be painted and spoken once.", CALL_EXPIRES),
    "catalogue": Way("send", 0, True, "Which edition of a catalogue the hub runs on."),
    "csr": Way("receive", 1, False, "A box asks the hall's authority for a certificate."),
    "crt": Way("send", 1, False, "The authority's answer."),
    "trust": Way("send", 1, True, "What the authority says of a device, to hub and consoles."),
    "trust-wish": Way("receive", 1, False, "What the head wants the authority to do, from a console.", COMMAND_EXPIRES),
    "doctor": Way("receive", 1, True, "What the box's doctor found, at each change."),
    "look": Way("send", 1, False, "A console asks a box to look again, or for its screen or log.", COMMAND_EXPIRES),
    "shown": Way("receive", 1, False, "The box's answer, in parts.", COMMAND_EXPIRES),
    "release": Way("send", 1, True, "What the hub wants a box to run; taken back when it wants that no longer."),
    "box": Way("receive", 1, True, "What a box runs, and how far it is with another release."),
    "rollout": Way("send", 1, True, "Which releases the hub can give, and how far it is with one, to consoles."),
    "release-wish": Way("receive", 1, False, "What the head wants done about releases.", COMMAND_EXPIRES),
    "centre-up": Way("send", 1, False, f"To the centre, over the bridge; QoS 1 for {' and '.join(SURE)}, else 0."),
    "centre-down": Way("receive", 0, False, "From the centre, over the bridge; sent again until it is answered."),
}


def document() -> dict[str, Any]:
    """The whole AsyncAPI 3.0 document as plain values."""
    kinds = list(ADDRESSES)
    schemas, components = msgspec.json.schema_components(
        [Envelope[BODIES[kind]] for kind in kinds], ref_template="#/components/schemas/{name}"
    )
    # The library spells a generic type with all its arguments; a reader wants the kind.
    renamed = {
        str(schema["$ref"]): f"#/components/schemas/{kind}-envelope"
        for kind, schema in zip(kinds, schemas, strict=True)
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Motcua hall",
            "version": f"{VERSION}.0.0",
            "description": "What goes over MQTT 5 in one service hall. JSON, UTF-8 in NFC, at most 8 kB a message.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {kind: _channel(kind) for kind in kinds},
        "operations": {f"{WAYS[kind].action}-{kind}": _operation(kind) for kind in kinds},
        "components": {
            "messages": {kind: _message(kind) for kind in kinds},
            "schemas": {
                renamed.get(f"#/components/schemas/{name}", name).rsplit("/", 1)[-1]: _plain(schema)
                for name, schema in components.items()
            },
        },
    }


def _channel(kind: Kind) -> dict[str, Any]:
    address = f"{ROOT}/{{hall}}/{ADDRESSES[kind]}"
    names = [part[1:-1] for part in address.split("/") if part.startswith("{")]
    return {
        "address": address,
        "description": WAYS[kind].says,
        "parameters": {name: {"description": f"Id of the {name}: a-z, 0-9 and '-', at most 32."} for name in names},
        "messages": {kind: {"$ref": f"#/components/messages/{kind}"}},
    }


def _operation(kind: Kind) -> dict[str, Any]:
    way = WAYS[kind]
    binding: dict[str, Any] = {"qos": way.qos, "retain": way.retain, "bindingVersion": "0.2.0"}
    if way.expires is not None:
        binding["messageExpiryInterval"] = way.expires
    return {
        "action": way.action,
        "channel": {"$ref": f"#/channels/{kind}"},
        "messages": [{"$ref": f"#/channels/{kind}/messages/{kind}"}],
        "bindings": {"mqtt": binding},
    }


def _message(kind: Kind) -> dict[str, Any]:
    shown = (examples.envelope(kind, body) for body in examples.BODIES[kind])
    return {
        "name": kind,
        "payload": {"$ref": f"#/components/schemas/{kind}-envelope"},
        "examples": [{"payload": msgspec.to_builtins(envelope)} for envelope in shown],
    }


def _plain(schema: Any) -> Any:
    """Drops OpenAPI's discriminator object, which AsyncAPI does not know; the tags are constants anyway. A docstring
    loses its indentation, as Python 3.13 has it and 3.11 has not."""
    if isinstance(schema, dict):
        items = cast("dict[str, Any]", schema).items()
        return {key: _plain(value) for key, value in items if key != "discriminator"}
    if isinstance(schema, str):
        return cleandoc(schema)
    if isinstance(schema, list):
        return [_plain(item) for item in cast("list[Any]", schema)]
    return schema


def main(argv: list[str]) -> int:
    text = json.dumps(document(), ensure_ascii=False, indent=2) + "\n"
    if argv and argv[0].startswith("-"):
        print("usage: motcua asyncapi [FILE]", file=sys.stderr)
        return 2
    if argv:
        Path(argv[0]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0
