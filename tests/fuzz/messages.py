"""Messages of every kind, and what could be taken for one: where it goes, its bytes, and whether a broker kept it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec
import msgspec.inspect as i

from hall_core.contract import examples
from hall_core.contract.codec import BODIES, Envelope, encode
from hall_core.contract.limits import MAX_BYTES, VERSION
from hall_core.contract.topics import ADDRESSES, ROOT, Kind, Topics
from hall_core.mqtt.link import Arrived
from tests.conftest import NINE_IN_THE_MORNING
from tests.fuzz.mutate import bytes_of, structure_of
from tests.fuzz.values import TEXTS, Values, Vocabulary, texts_of

SAMPLES: dict[Kind, list[bytes]] = {
    kind: [encode(examples.envelope(kind, body)) for body in bodies] for kind, bodies in examples.BODIES.items()
}
ALL = [sample for samples in SAMPLES.values() for sample in samples]
EMPTY_LEVELS = ["", "+", "#", "a" * 33, "A", "kiosk 1", "../x", "$SYS", "é", "\0", "-", "x/y"]
_TYPES: dict[Kind, i.Type] = {kind: i.type_info(body) for kind, body in BODIES.items()}
_ENVELOPE = {field.encode_name: field.type for field in i.type_info(Envelope[Any]).fields if field.name != "body"}


class Messages:
    """To somebody who hears ``kinds``, from and about ``names`` (of the first level of an address that is a name).
    ``clock`` tells the time as whoever hears it knows it."""

    def __init__(self, hall: str, kinds: Sequence[Kind], names: Sequence[str], words: Sequence[str]) -> None:
        self.topics = Topics(hall)
        self.kinds = list(kinds)
        self._names = list(names)
        self.vocabulary = Vocabulary([*names, *words])
        self._values = Values(self.vocabulary)
        self.at, self.mono = NINE_IN_THE_MORNING, 0
        """What whoever hears it takes for now."""

    def make(self, rng: Random) -> Arrived:
        kind = rng.choice(self.kinds)
        return Arrived(self._topic(kind, rng), self._payload(kind, rng), rng.random() < 0.1)

    def good(self, kind: Kind, rng: Random) -> dict[str, Any]:
        """An envelope in which nothing is wrong, as plain values; its body may be anything of its type."""
        values = {name: self._values.of(type, rng) for name, type in _ENVELOPE.items()}
        usual = rng.random()
        if usual < 0.8:
            values |= {"at": self.at, "mono": self.mono, "boot": 1, "clock": "trusted", "id": self._fresh(rng)}
        values["v"] = VERSION
        values["body"] = self._values.of(_TYPES[kind], rng)
        return values

    def _fresh(self, rng: Random) -> str:
        if rng.random() < 0.1:
            return rng.choice(self.vocabulary.ids)
        return f"00000000-0000-7000-9000-{rng.getrandbits(48):012x}"

    def _payload(self, kind: Kind, rng: Random) -> bytes:
        way = rng.random()
        if way < 0.40:
            return msgspec.json.encode(self.good(kind, rng)) if way < 0.38 else self._large(kind, rng)
        sample = rng.choice(SAMPLES[kind])
        if way < 0.55:
            return bytes_of(sample, rng)
        if way < 0.80:
            return structure_of(sample, rng, ALL)
        if way < 0.88:
            return structure_of(msgspec.json.encode(self.good(kind, rng)), rng, ALL)
        if way < 0.95:
            return rng.choice(ALL)
        return rng.choice((b"", b"0", b"1", rng.randbytes(60), b" " * (MAX_BYTES + 1), b"{" * 8_000, sample * 8))

    def _large(self, kind: Kind, rng: Random) -> bytes:
        """As large as it may be, and a byte more."""
        sample = rng.choice(SAMPLES[kind])
        return sample + b" " * (MAX_BYTES - len(sample) + rng.choice((0, 1)))

    def _topic(self, kind: Kind, rng: Random) -> str:
        levels = [self._name(rng) if part.startswith("{") else part for part in ADDRESSES[kind].split("/")]
        if rng.random() < 0.03:
            levels[rng.randrange(len(levels))] = rng.choice(EMPTY_LEVELS)
        if rng.random() < 0.02:
            levels.insert(rng.randrange(len(levels) + 1), rng.choice((*EMPTY_LEVELS, *levels)))
        if rng.random() < 0.01:
            return rng.choice(("", "/", ROOT, f"{ROOT}/", f"{ROOT}/x/state/hall", "motcua/v2/thu/state/hall", *TEXTS))
        return self.topics.prefix + "/".join(levels)

    def _name(self, rng: Random) -> str:
        if rng.random() < 0.9:
            return rng.choice(self._names)
        return rng.choice(texts_of(r"^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$(?!\n)"))
