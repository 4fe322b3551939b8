"""Many values in one message."""

from __future__ import annotations

import base64
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract.centre.packing import AT_ONCE, PACKED_MOST, UNPACKED_MOST, PackingError, items
from hall_core.contract.centre.sets import Item, item


def of(sizes: list[int]) -> list[Item]:
    """Values that hardly compress."""
    chance = random.Random(7)
    return [item(f"k{n}", f'"{chance.randbytes(size).hex()}"'.encode()) for n, size in enumerate(sizes)]


def read(values: list[Item]) -> list[tuple[str, bytes | None]]:
    return [(value.key, value.value) for value in values]


@given(st.lists(st.integers(0, 2_500), max_size=150))
def test_all_values_arrive_in_order_and_no_message_is_too_large(sizes: list[int]) -> None:
    values = of(sizes)
    messages = list(items.packed(values))
    assert all(len(packed) <= PACKED_MOST and 1 <= len(taken) <= AT_ONCE for taken, packed in messages)
    assert read([value for _, packed in messages for value in items.unpack(packed)]) == read(values)


def test_small_values_fill_a_message() -> None:
    assert len(list(items.packed(of([10] * 100)))) == 1


def test_a_value_that_has_no_room_in_any_message_is_told() -> None:
    with pytest.raises(PackingError, match="one value has"):
        list(items.packed(of([9_000])))


@pytest.mark.parametrize(
    "packed",
    [
        "@@@",
        base64.b64encode(b"no zlib").decode(),
        base64.b64encode(zlib.compress(b'[["k",1]]')[:-3]).decode(),
        base64.b64encode(zlib.compress(b'[["k",1]]') + b"more").decode(),
        base64.b64encode(zlib.compress(b"[[1,1]]")).decode(),
        base64.b64encode(zlib.compress(b"\xff")).decode(),
        base64.b64encode(zlib.compress(b"[" + b" " * UNPACKED_MOST + b"]")).decode(),
    ],
)
def test_what_was_not_packed_here_is_refused_whatever_it_is(packed: str) -> None:
    with pytest.raises(PackingError):
        items.unpack(packed)


def test_letters_that_no_base64_has_are_refused_like_any_other_nonsense() -> None:
    with pytest.raises(PackingError):
        items.unpack("\u2028")
