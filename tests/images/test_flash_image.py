"""The image as it is read: whole, packed, mapped; and damaged in every way that was thought of."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from images.flashing import bmap, image, writing
from images.flashing.layout import Span
from images.flashing.trouble import RefusedError
from tests.images import small_image
from tests.images.small_image import MIB, SIZE


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return small_image.make(tmp_path)


def whole(file: Path) -> bytes:
    return b"".join(piece for _, piece in image.opened(file).pieces())


def test_it_knows_where_things_lie(small: Path) -> None:
    found = image.opened(small)
    assert found.size == SIZE
    assert found.mapped is None
    assert found.layout.head == Span(0, 4 * MIB)
    assert found.layout.boot == Span(4 * MIB, 16 * MIB)
    assert found.layout.roots == (Span(16 * MIB, 20 * MIB), Span(20 * MIB, 24 * MIB))


def test_the_version_stands_in_its_boot_partition(small: Path) -> None:
    assert writing.version(image.opened(small)) == "1.2.3"


def test_packed_it_gives_the_same_bytes(small: Path) -> None:
    packed = small_image.packed(small)
    assert whole(packed) == whole(small) == small.read_bytes()


def test_the_map_of_bmaptool_is_understood_whatever_the_image_is_called(small: Path) -> None:
    made = small_image.map_of(small)
    assert bmap.beside(small) == bmap.beside(small_image.packed(small)) == made
    mapped = image.opened(small).mapped
    assert mapped is not None
    assert mapped.size == SIZE
    assert set(mapped.digests) == set(mapped.spans)
    assert not any(span.end > 20 * MIB and span.start < 24 * MIB for span in mapped.spans)  # slot B
    assert whole(small) == small.read_bytes()


def test_of_the_roots_alone_holes_are_left_out(small: Path) -> None:
    small_image.map_of(small)
    spans = writing.to_write(image.opened(small))
    assert sum(span.size for span in spans) == 12 * MIB + 2 * MIB + 4 * MIB
    assert spans[0] == Span(4 * MIB, 16 * MIB)
    assert spans[-1] == Span(24 * MIB, 28 * MIB)


def spoilt(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda file: spoilt(file, 510), "no partition table"),
        (lambda file: spoilt(file, 0x1B8), "not one of ours"),
        (lambda file: spoilt(file, 446 + 4), "four partitions"),
        (lambda file: spoilt(file, 446 + 16 + 8), "whole blocks"),
        (lambda file: file.write_bytes(file.read_bytes()[: 26 * MIB]), "ends in the middle"),
        (lambda file: file.write_bytes(b""), "no image of a disk"),
        (lambda file: file.unlink(), "is not there"),
    ],
)
def test_what_is_no_whole_image_of_ours_is_refused(small: Path, spoil, why: str) -> None:
    spoil(small)
    with pytest.raises(RefusedError, match=why):
        image.opened(small)


def test_a_packed_image_that_was_cut_short_is_refused(small: Path) -> None:
    packed = small_image.packed(small)
    packed.write_bytes(packed.read_bytes()[:-1000])
    with pytest.raises(RefusedError, match="is damaged"):
        image.opened(packed)


def test_with_a_map_a_packed_image_that_was_cut_short_is_found_while_it_is_read(small: Path) -> None:
    small_image.map_of(small)
    packed = small_image.packed(small)
    packed.write_bytes(packed.read_bytes()[:-1000])
    with pytest.raises(RefusedError, match="is damaged"):
        whole(packed)


def test_an_image_that_is_not_what_its_sum_says_is_refused(small: Path) -> None:
    digest = hashlib.sha256(small.read_bytes()).hexdigest()
    sums = small.with_suffix(".sha256")
    sums.write_text(f"{'0' * 64}  other.raucb\n{digest}  {small.name}\n")
    image.opened(small)
    spoilt(small, 17 * MIB)
    with pytest.raises(RefusedError, match=r"is not what .*\.sha256 says"):
        image.opened(small)


def test_an_image_that_is_not_what_its_map_was_made_of_is_found_while_it_is_read(small: Path) -> None:
    small_image.map_of(small)
    spoilt(small, 17 * MIB)
    with pytest.raises(RefusedError, match=r"is not what its \.bmap was made of"):
        whole(small)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ImageSize> ", "<ImageSize> 1"),
        ("sha256", "sha512"),
        ("</bmap>", ""),
        ("<BlockSize> 4096", "<BlockSize> 8192"),
        ("?>", '?><!DOCTYPE bmap [<!ENTITY a "a">]>'),
    ],
)
def test_a_map_that_was_changed_is_refused(small: Path, old: str, new: str) -> None:
    made = small_image.map_of(small)
    text = made.read_text()
    assert old in text
    made.write_text(text.replace(old, new, 1))
    with pytest.raises(RefusedError, match="cannot be used"):
        image.opened(small)
