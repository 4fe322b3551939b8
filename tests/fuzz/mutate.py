"""Spoils a message: in its bytes, or in its structure."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

JUNK = [b"", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b'"', b"{", b"}", b"["]
JUNK += [b"]", b",", b":", b"\\", b"\\u0000", b"\\ud800", b"null", b"NaN", b"Infinity", b"-", b"1e999", b"-0", b"0x1"]
JUNK += [b"00", b"9" * 400, b"9" * 4_400, b"[" * 3_000, b'{"a":' * 1_500, b"//", b"/*", b"\n", b"\r\n", b"A" * 7_000]
JUNK += [b"'", b"%s", "\u0301".encode(), "\ufdfa".encode() * 300, "\u0958".encode() * 900, b"true", b"1", b"-1"]
JUNK += [b'""', b"[]", b"{}"]
THINGS: list[Any] = [None, True, False, 0, -1, 1, 2**53, 2**63, 2**64, 10**40, 1.5, 1e308, float("nan"), float("inf")]
THINGS += ["", "a", "x" * 300, "x" * 6_000, "\0", "\ud800", [], {}, [None], {"type": None}, {"a": {"a": {"a": []}}}]
THINGS += ["2026-99-99", "٣", [[[[[[[]]]]]]], list(range(500)), {str(n): n for n in range(300)}]
THINGS += ["00000000-0000-7000-8000-00000000zzzz"]

Parents = list[tuple[Any, Any]]
"""Each container in a value with one of its keys."""


def bytes_of(data: bytes, rng: Random) -> bytes:
    """Somewhat other bytes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        data = rng.choice(_BYTES)(data, rng)[:40_000]
    return data


def structure_of(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """JSON with other parts; ``others`` are messages from which some may be taken."""
    value = json.loads(data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        places = _places(value)
        if places:
            container, key = rng.choice(places)
            rng.choice(_STRUCTURE)(container, key, rng, others)
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5, separators=rng.choice(((",", ":"), (" , ", " : "))))
    if rng.random() < 0.1:
        text = _doubled(text, rng)
    return text.encode("utf-8", "surrogatepass")


def _at(data: bytes, rng: Random) -> int:
    return rng.randrange(len(data) + 1)


def _put(data: bytes, rng: Random) -> bytes:
    at = _at(data, rng)
    return data[:at] + rng.choice(JUNK) + data[at:]


def _in_place(data: bytes, rng: Random) -> bytes:
    at, junk = _at(data, rng), rng.choice(JUNK)
    return data[:at] + junk + data[at + len(junk) :]


def _cut(data: bytes, rng: Random) -> bytes:
    first, last = sorted((_at(data, rng), _at(data, rng)))
    return data[:first] + data[last:]


def _again(data: bytes, rng: Random) -> bytes:
    first, last = sorted((_at(data, rng), _at(data, rng)))
    return data[:last] + data[first:last] * rng.choice((1, 2, 30)) + data[last:]


def _end(data: bytes, rng: Random) -> bytes:
    return data[: _at(data, rng)]


def _flip(data: bytes, rng: Random) -> bytes:
    if not data:
        return rng.randbytes(8)
    at = rng.randrange(len(data))
    return data[:at] + bytes((data[at] ^ 1 << rng.randrange(8),)) + data[at + 1 :]


def _noise(data: bytes, rng: Random) -> bytes:
    at = _at(data, rng)
    return data[:at] + rng.randbytes(rng.randrange(1, 40)) + data[at:]


def _digits(data: bytes, rng: Random) -> bytes:
    """Another number where one stands."""
    places = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    at = rng.choice(places)
    return (
        data[:at]
        + rng.choice((b"0", b"9", b"-1", b"1.5", b"1e9", b"99999999999999999999", b"9" * 400))
        + data[at + 1 :]
    )


_BYTES: list[Callable[[bytes, Random], bytes]] = [_put, _in_place, _cut, _again, _end, _flip, _noise, _digits, _digits]


def _places(value: Any) -> Parents:
    found: Parents = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        for key in keys:
            found.append((one, key))
            waiting.append(one[key])
    return found


def _thing(rng: Random) -> Any:
    """Nobody else's, for it may be changed in its turn."""
    return copy.deepcopy(rng.choice(THINGS))


def _other_thing(container: Any, key: Any, rng: Random, others: list[bytes]) -> None:
    container[key] = _thing(rng)


def _left_out(container: Any, key: Any, rng: Random, others: list[bytes]) -> None:
    del container[key]


def _added(container: Any, key: Any, rng: Random, others: list[bytes]) -> None:
    if isinstance(container, dict):
        container[rng.choice(("", "type", "body", "id", "v", "extra", "\0", "__class__", "x" * 500))] = _thing(rng)
    else:
        container.append(_thing(rng))


def _deep(container: Any, key: Any, rng: Random, others: list[bytes]) -> None:
    for _ in range(rng.choice((1, 5, 200))):
        container[key] = [container[key]] if rng.random() < 0.5 else {"a": container[key]}


def _as_text(container: Any, key: Any, rng: Random, others: list[bytes]) -> None:
    container[key] = str(container[key])


def _of_another(container: Any, key: Any, rng: Random, others: list[bytes]) -> None:
    """A part of another message: the right envelope with a wrong body, another's id."""
    places = _places(json.loads(rng.choice(others)))
    alike = [source[at] for source, at in places if at == key]
    container[key] = rng.choice(alike or [source[at] for source, at in places])


def _many(container: Any, key: Any, rng: Random, others: list[bytes]) -> None:
    container[key] = [container[key]] * rng.choice((2, 20, 400))


_STRUCTURE: list[Callable[[Any, Any, Random, list[bytes]], None]] = [
    *(_other_thing, _other_thing, _left_out, _added, _deep, _as_text, _of_another, _of_another, _many)
]


def _doubled(text: str, rng: Random) -> str:
    """A field twice: no ``dict`` can say that."""
    at = text.find("{") + 1
    return text[:at] + rng.choice(('"v":2,', '"id":null,', '"body":{},', '"type":"x",', '"at":"",')) + text[at:]
