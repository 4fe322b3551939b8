"""From values to bytes and back: one envelope, JSON, UTF-8 in NFC, at most 8 kB.

Unknown fields are ignored, so that a newer sender may add some; an unknown major version is refused aloud.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from hall_core.contract import doctor as d
from hall_core.contract import messages as m
from hall_core.contract import release as r
from hall_core.contract import trust as t
from hall_core.contract.centre import messages as centre
from hall_core.contract.limits import MAX_BYTES, VERSION
from hall_core.contract.questions import Answer, Question
from hall_core.contract.topics import Kind
from hall_core.domain.commands import Command
from hall_core.domain.facts import Fact
from hall_core.domain.names import Count, Millis, Uid
from hall_core.domain.vietnamese import nfc
from hall_core.errors import MotcuaError

Body = TypeVar("Body")


class Envelope(Struct, Generic[Body], frozen=True, kw_only=True):
    """What travels round every body."""

    v: int
    id: Uid
    """Of the intent or message; a command keeps its id across retries."""
    at: Millis
    """The sender's clock."""
    mono: Count
    """Milliseconds since the sender's box started: ages survive a clock that jumps."""
    boot: Count
    """How often the sender has started; orders its messages across restarts."""
    seq: Count
    """Of a fact: its place in the sender's outbox, from 1. Otherwise the sender's message counter."""
    stream: Uid | None = None
    """Of a fact: the outbox it comes from. A new disk is a new stream."""
    clock: Literal["trusted", "untrusted"]
    body: Body


class _Header(Struct):
    v: int = VERSION
    id: str | None = None


Fault = Literal["oversized", "malformed", "unsupported-version"]


class ContractError(MotcuaError):
    """A message that cannot be taken. ``message_id`` is its id when at least that could be read."""

    key: Fault

    def __init__(self, key: Fault, why: str, message_id: str | None):
        super().__init__(why)
        self.key = key
        self.message_id = message_id


BODIES: dict[Kind, Any] = {
    "device-state": m.DeviceState,
    "device-health": m.Health,
    "device-alert": m.Alert,
    "fact": Fact,
    "command": Command,
    "question": Question,
    "ack": m.FactsRecorded,
    "reply": m.Reply,
    "answer": Answer,
    "hall": m.HallState,
    "service": m.ServiceState,
    "counter": m.CounterState,
    "zone": m.ZoneState,
    "call": m.CallMade,
    "catalogue": m.CatalogueHead,
    "csr": t.Request,
    "crt": t.Issued,
    "trust": t.Standing,
    "trust-wish": t.TrustWish,
    "doctor": d.Report,
    "look": d.Look,
    "shown": d.LookAnswer,
    "release": r.Wanted,
    "box": r.BoxStanding,
    "rollout": r.RolloutState,
    "release-wish": r.ReleaseWish,
    "centre-up": centre.Up,
    "centre-down": centre.Down,
}

_encoder = msgspec.json.Encoder()
_header = msgspec.json.Decoder(_Header)
_decoders: dict[Kind, msgspec.json.Decoder[Any]] = {}


def encode(envelope: Envelope[Any]) -> bytes:
    """The bytes to publish. ContractError (oversized) if the receiver would refuse them."""
    data = _encoder.encode(envelope)
    if not data.isascii():
        data = nfc(data.decode()).encode()
    if len(data) > MAX_BYTES:
        raise ContractError("oversized", f"{len(data)} bytes, at most {MAX_BYTES} are allowed", envelope.id)
    return data


def decode(kind: Kind, data: bytes) -> Envelope[Any]:
    """The envelope in ``data``, its body of the type that ``kind`` carries. ContractError if it is not one."""
    if len(data) > MAX_BYTES:
        raise ContractError("oversized", f"{len(data)} bytes, at most {MAX_BYTES} are allowed", id_of(data))
    try:
        if not data.isascii():
            data = nfc(data.decode()).encode()
        envelope = _decoder(kind).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        header = _read_header(data)
        if header.v != VERSION:
            raise _unsupported(header.v, header.id) from error
        raise ContractError("malformed", str(error), header.id) from error
    if envelope.v != VERSION:
        raise _unsupported(envelope.v, envelope.id)
    return envelope


def id_of(data: bytes) -> Uid | None:
    """The id of a message of which nothing else is wanted; None when it has none."""
    # The broker lets little more through, so that looking for the id to answer is cheap.
    return _read_header(data).id if len(data) <= 2 * MAX_BYTES else None


def _decoder(kind: Kind) -> msgspec.json.Decoder[Any]:
    # Made when first needed: a kiosk never reads what only the hub reads, and starts faster for it.
    if kind not in _decoders:
        _decoders[kind] = msgspec.json.Decoder(Envelope[BODIES[kind]])
    return _decoders[kind]


def _read_header(data: bytes) -> _Header:
    try:
        header = _header.decode(data)
        if header.id is not None:
            msgspec.convert(header.id, Uid)
        return header
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Header()


def _unsupported(version: int, id: str | None) -> ContractError:
    return ContractError("unsupported-version", f"version {version} is not spoken here, only {VERSION}", id)


class Sealer:
    """Puts bodies into envelopes for one sender."""

    def __init__(self, boot: int, clock: Callable[[], tuple[int, int, bool]]) -> None:
        """``clock`` gives (milliseconds since 1970 UTC, milliseconds since start, whether the first is trusted)."""
        self._boot = boot
        self._clock = clock
        self._sent = 0

    def seal(self, body: Body, id: str, *, seq: int | None = None, stream: str | None = None) -> Envelope[Body]:
        at, mono, trusted = self._clock()
        self._sent += 1
        return Envelope(
            v=VERSION,
            id=id,
            at=at,
            mono=mono,
            boot=self._boot,
            seq=self._sent if seq is None else seq,
            stream=stream,
            clock="trusted" if trusted else "untrusted",
            body=body,
        )
