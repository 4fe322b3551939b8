"""The order in which a card is written: whatever happens to it, only one that was found good starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from images.flashing import image, writing
from images.flashing.image import Image
from images.flashing.layout import BLOCK, bootable
from images.flashing.trouble import BadCardError, FlashError, RefusedError
from images.flashing.writing import flash
from tests.images import small_image
from tests.images.small_image import MIB, SIZE

ROOM = 32 * MIB


class PowerCutError(Exception):
    pass


class Memory:
    """A disk with remains on it, whose cache loses what was not settled when the power is cut. ``cut_after`` so many
    acts."""

    def __init__(self, size: int = ROOM, cut_after: int | None = None) -> None:
        self.size = size
        self.kept = bytearray(b"\xa5" * size)
        self.kept[510:512] = b"\x55\xaa"
        self.cache: list[tuple[int, bytes]] = []
        self.acts = 0
        self._cut_after = cut_after

    def write(self, at: int, data: bytes) -> None:
        self._act()
        assert at % BLOCK == len(data) % BLOCK == 0
        self.cache.append((at, data))

    def read(self, at: int, size: int) -> bytes:
        self._act()
        assert not self.cache, "read from a cache"
        return bytes(self.kept[at : at + size])

    def settle(self) -> None:
        self._act()
        self._keep(self.cache)
        self.cache = []

    def after_the_cut(self) -> Iterator[Memory]:
        """What may be found then: nothing, all or any part of what was in the cache."""
        matters = bootable(self.kept) or any(at == 0 for at, _ in self.cache)
        for chosen in (slice(0, 0), slice(None), slice(None, None, 2), slice(1, None, 2), slice(-1, None)):
            # A whole copy only where it matters: they are large.
            other = Memory(self.size if matters else BLOCK)
            other.kept = self.kept[: other.size]
            other._keep(self.cache[chosen] if matters else [])
            yield other

    def _keep(self, writes: list[tuple[int, bytes]]) -> None:
        for at, data in writes:
            self.kept[at : at + len(data)] = data

    def _act(self) -> None:
        if self.acts == self._cut_after:
            raise PowerCutError
        self.acts += 1


class Counterfeit(Memory):
    """Says that it has ``size`` and has ``room``: what goes behind that lands at the beginning, or nowhere."""

    def __init__(self, room: int, *, drops: bool) -> None:
        super().__init__(256 * MIB)
        self._room = room
        self._drops = drops

    def _keep(self, writes: list[tuple[int, bytes]]) -> None:
        for at, data in writes:
            if at + len(data) <= self._room:
                super()._keep([(at, data)])
            elif not self._drops:
                super()._keep([(at % self._room, data)])

    def read(self, at: int, size: int) -> bytes:
        found = super().read(at, size)
        if at + size <= self._room:
            return found
        return bytes(size) if self._drops else bytes(self.kept[at % self._room : at % self._room + size])


class Wearing(Memory):
    """One bit does not stay."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def _keep(self, writes: list[tuple[int, bytes]]) -> None:
        super()._keep(writes)
        self.kept[self._at] ^= 0x10


def quiet(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_image.make(tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def small(made: Path) -> Image:
    return image.opened(made)


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Image:
    made = small_image.make(tmp_path_factory.mktemp("mapped"))
    small_image.map_of(made)
    return image.opened(small_image.packed(made))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "hall"
    (folder / "hub" / "trust").mkdir(parents=True)
    (folder / "device.toml").write_text("[device]\n")
    (folder / "hub" / "trust" / "ca.key").write_bytes(bytes(range(256)) * 40)
    return folder


def test_the_card_is_the_image_byte_for_byte(made: Path, small: Image) -> None:
    card = Memory()
    done = flash(small, None, card, quiet)
    assert bytes(card.kept[:SIZE]) == made.read_bytes()
    assert done.written == SIZE


def test_with_a_bundle_all_but_the_boot_partition_is_the_image(
    made: Path, small: Image, bundle: Path, tmp_path
) -> None:
    card = Memory()
    assert flash(small, bundle, card, quiet).files == 2
    want, boot = made.read_bytes(), slice(4 * MIB, 16 * MIB)
    assert card.kept[: boot.start] + card.kept[boot.stop : SIZE] == want[: boot.start] + want[boot.stop :]
    (tmp_path / "card").write_bytes(card.kept)
    small_image.run("mcopy", "-s", "-i", f"{tmp_path / 'card'}@@4M", "::hall", tmp_path / "back")
    for file in (name.relative_to(bundle) for name in bundle.rglob("*") if name.is_file()):
        assert (tmp_path / "back" / file).read_bytes() == (bundle / file).read_bytes()
    (tmp_path / "boot").write_bytes(card.kept[boot])
    small_image.run("fsck.vfat", "-n", tmp_path / "boot")


def test_with_a_map_only_holes_of_the_roots_keep_what_was_there(mapped: Image) -> None:
    card = Memory()
    done = flash(mapped, None, card, quiet)
    want = b"".join(piece for _, piece in mapped.pieces())
    for start in range(0, SIZE, BLOCK):
        found = bytes(card.kept[start : start + BLOCK])
        if 18 * MIB <= start < 24 * MIB:
            assert found == b"\xa5" * BLOCK
        else:
            assert found == want[start : start + BLOCK]
    assert done.written == SIZE - 6 * MIB


@pytest.mark.timeout(120)
def test_a_power_cut_at_any_moment_leaves_a_card_that_is_whole_or_does_not_start(made, small, monkeypatch) -> None:
    monkeypatch.setattr(writing, "SAMPLES", 3)
    want = made.read_bytes()
    whole = Memory()
    flash(small, None, whole, quiet)
    ends = set()
    for acts in range(whole.acts):
        card = Memory(cut_after=acts)
        with pytest.raises(PowerCutError):
            flash(small, None, card, quiet)
        if acts < 2:  # nothing was settled: it is what it was
            continue
        for found in card.after_the_cut():
            ends.add(bootable(found.kept))
            assert not bootable(found.kept) or found.kept[:SIZE] == want
    assert ends == {True, False}  # the last block may have come to be before the end was told


@pytest.mark.parametrize("drops", [True, False])
@pytest.mark.parametrize("room", [10 * MIB, 30 * MIB, 64 * MIB, 127 * MIB + 5 * BLOCK])
def test_a_counterfeit_does_not_pass(small: Image, room: int, drops: bool) -> None:
    card = Counterfeit(room, drops=drops)
    with pytest.raises(BadCardError, match=r"does not hold at byte [\d,]+ what was written"):
        flash(small, None, card, quiet)
    assert not bootable(card.kept)


@pytest.mark.parametrize("at", [MIB + 7, 5 * MIB, 17 * MIB + 123, SIZE - 1])
def test_the_very_byte_that_does_not_stay_is_named(small: Image, at: int) -> None:
    card = Wearing(at)
    with pytest.raises(BadCardError, match=f"at byte {at:,} what"):
        flash(small, None, card, quiet)
    assert not bootable(card.kept)


def test_a_table_that_does_not_stay_is_found_too(small: Image) -> None:
    with pytest.raises(BadCardError, match="at byte 450 what"):
        flash(small, None, Wearing(450), quiet)


def test_an_image_that_changes_meanwhile_does_not_make_a_card_that_starts(tmp_path: Path) -> None:
    made = small_image.make(tmp_path)
    small = image.opened(made)
    card = Memory()

    def shortens(what: str, done: int, _total: int) -> None:
        if what == "writing" and done == 4 * MIB:
            made.write_bytes(made.read_bytes()[: 20 * MIB])

    with pytest.raises(FlashError, match="bytes long any more"):
        flash(small, None, card, shortens)
    assert not bootable(card.kept)


def test_a_bundle_that_has_no_room_is_refused_before_anything_is_written(small: Image, bundle: Path) -> None:
    (bundle / "large").write_bytes(bytes(13 * MIB))
    card = Memory()
    with pytest.raises(RefusedError, match="does not take"):
        flash(small, bundle, card, quiet)
    assert card.acts == 0


def test_how_far_it_is_is_told_to_the_end(small: Image) -> None:
    told: list[tuple[str, int, int]] = []
    keep: Callable[[str, int, int], None] = lambda *words: told.append(words)  # noqa: E731
    flash(small, None, Memory(), keep)
    assert [what for what, done, total in told if done == total] == ["writing", "reading back"]
    assert all(done <= total == SIZE - 4 * MIB for _, done, total in told)
