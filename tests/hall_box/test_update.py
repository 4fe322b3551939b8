"""A box comes to run what the hub wants, and nothing else; whatever happens on the way, it runs what it ran."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_box import update_fetch
from hall_box.update import Updater, source_of
from hall_box.update_fetch import FetchError, fetch
from hall_box.update_kept import Attempt, Memory, Record
from hall_core.contract.release import Asked, Wanted
from tests.hall_box.releases import Console, Rig
from tests.hall_hub.signed_release import Signer, needs_rauc

OFFER = "019aa2c1-0000-7000-8000-000000000001"
OTHER = "019aa2c1-0000-7000-8000-000000000002"
NOW = 1_795_226_400_000
NIGHT_ENDS = NOW + 3_600_000

pytestmark = needs_rauc


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("signer"))


@pytest.fixture(scope="module")
def release(signer: Signer) -> bytes:
    return signer.release("1.1").read_bytes()


def wanted_of(data: bytes, **more: Any) -> Wanted:
    digest = hashlib.sha256(data).hexdigest()
    made = {"offer": OFFER, "version": "1.1", "digest": digest, "size": len(data), "until": NIGHT_ENDS}
    return Wanted(**(made | more))


class Bed:
    def __init__(self, rig: Rig, console: Console) -> None:
        self.rig, self.console = rig, console
        self.at, self.trusted = NOW, True
        self.updater = self.start()

    def start(self) -> Updater:
        self.updater = Updater(
            self.rig.places, self.rig.slots, lambda: (self.at, self.trusted), lambda *_: self.console.source()
        )
        return self.updater

    def offer(self, data: bytes, *, rest: bool = False, **more: Any) -> Wanted:
        wanted = wanted_of(data, **more)
        self.console.files[wanted.digest] = data
        self.rig.asks(Asked(wanted=wanted, rest=rest))
        return wanted

    def run(self) -> tuple[str, str]:
        """State and why."""
        assert self.updater.run() == 0
        told = self.rig.told()
        return told.state, told.why


@pytest.fixture
def bed(tmp_path: Path, signer: Signer) -> Iterator[Bed]:
    (tmp_path / "box").mkdir()
    with Console(tmp_path, {}).open() as console:
        yield Bed(Rig(tmp_path / "box", signer.keyring), console)


def test_a_release_is_fetched_looked_at_and_installed_but_not_started_yet(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    assert bed.run() == ("ready", "")
    assert (bed.rig.state / "slot-b").read_bytes() == release
    assert (bed.rig.restarts, bed.rig.marks()) == (0, [])
    assert list(bed.rig.places.box.glob("*.part")) == [], "the disk is not kept full"
    assert (bed.rig.told().version, bed.rig.told().wanted, bed.rig.told().offer) == ("1.0", "1.1", OFFER)


def test_it_is_started_once_nobody_uses_the_box(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    bed.run()
    bed.offer(release, rest=True)
    assert bed.run() == ("restarting", "")
    assert bed.rig.marks() == ["mark-active other"]
    assert bed.rig.restarts == 1
    assert len(bed.console.asked) == 1, "fetched once"
    assert Memory(bed.rig.places).record().attempt == Attempt(OFFER, "1.1")


def test_it_is_not_started_when_the_night_is_over(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    bed.run()
    bed.offer(release, rest=True)
    bed.at = NIGHT_ENDS
    assert bed.run() == ("running", "")
    assert bed.rig.restarts == 0


def test_nothing_is_begun_by_a_clock_that_may_be_wrong(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    bed.trusted = False
    assert bed.run() == ("running", "clock")
    assert bed.console.asked == []


def test_what_was_fetched_before_the_line_broke_is_not_fetched_again(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    bed.console.breaks_after = 30_000
    assert bed.run() == ("fetching", "unreachable")
    bed.console.breaks_after = None
    bed.start()
    assert bed.run() == ("ready", "")
    assert [start for _, start in bed.console.asked] == ["bytes=0-", "bytes=30000-"]


def test_a_file_that_is_not_what_the_hub_named_is_thrown_away(bed: Bed, release: bytes) -> None:
    wanted = bed.offer(release)
    bed.console.files[wanted.digest] = release[:-1] + bytes([release[-1] ^ 1])
    assert bed.run() == ("failed", "digest")
    assert list(bed.rig.places.box.glob("*.part")) == []
    assert not (bed.rig.state / "slot-b").exists()


def test_what_a_stranger_has_signed_is_not_installed(bed: Bed, tmp_path: Path) -> None:
    bed.offer(Signer(tmp_path / "stranger").release("1.1").read_bytes())
    assert bed.run() == ("failed", "signature")
    assert "signature verification failed" in bed.rig.told().words
    assert not (bed.rig.state / "slot-b").exists()


def test_a_release_for_other_machines_is_not_installed(bed: Bed, signer: Signer) -> None:
    bed.offer(signer.release("1.1", "motcua-arm64").read_bytes())
    assert bed.run() == ("failed", "machine")


def test_a_release_that_says_another_version_is_not_installed(bed: Bed, signer: Signer) -> None:
    bed.offer(signer.release("0.9").read_bytes())
    assert bed.run() == ("failed", "digest")


def test_what_rauc_refuses_is_told_in_its_words(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    (bed.rig.state / "refuses").touch()
    assert bed.run() == ("failed", "install")
    assert bed.rig.told().words == "LastError: Failed mounting bundle: no verity"


def test_what_has_failed_is_not_tried_again_for_the_same_rollout(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    (bed.rig.state / "refuses").touch()
    bed.run()
    (bed.rig.state / "refuses").unlink()
    assert bed.start().run() == 0
    assert bed.run() == ("failed", "install")
    assert len(bed.console.asked) == 1
    bed.offer(release, offer=OTHER)
    assert bed.run() == ("ready", "")


def test_a_full_disk_is_left_to_the_program(bed: Bed, release: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update_fetch, "LEFT_FREE", 10**18)
    bed.offer(release)
    assert bed.run() == ("failed", "space")


@pytest.mark.parametrize(("number", "why"), [(errno.EIO, "install"), (errno.ENOSPC, "space")])
def test_a_disk_that_does_not_take_a_release_is_not_blamed_on_the_hub(
    bed: Bed, release: bytes, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    def refuses(_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(update_fetch, "sync", refuses)
    bed.offer(release)
    assert bed.run() == ("failed", why)


def test_when_it_is_wanted_no_more_the_box_is_as_if_nothing_had_been(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    bed.console.breaks_after = 30_000
    bed.run()
    bed.rig.asks(Asked())
    assert bed.run() == ("running", "")
    assert list(bed.rig.places.box.glob("*.part")) == []


def test_what_is_called_off_while_it_is_fetched_is_not_installed(bed: Bed, release: bytes) -> None:
    bed.offer(release)
    fetched = bed.updater._memory.tell

    def call_off(standing: Any) -> None:
        fetched(standing)
        bed.rig.asks(Asked())

    bed.updater._memory.tell = call_off  # type: ignore[method-assign]
    assert bed.run() == ("running", "")
    assert not (bed.rig.state / "slot-b").exists()


def test_until_when_it_may_last_is_told_anew_while_it_is_fetched_and_counts(bed: Bed, release: bytes) -> None:
    told = bed.updater._memory.tell

    def told_anew(until: int) -> None:
        def tell(standing: Any) -> None:
            told(standing)
            bed.rig.asks(Asked(wanted=wanted_of(release, until=until)))

        bed.updater._memory.tell = tell  # type: ignore[method-assign]

    bed.offer(release)
    told_anew(NOW)
    assert bed.run() == ("running", "")
    bed.offer(release)
    bed.console.asked.clear()
    told_anew(NIGHT_ENDS + 1_000)
    assert bed.run() == ("ready", "")
    assert len(bed.console.asked) == 1, "nobody begins anew for that"


def test_a_box_that_has_it_already_does_nothing(bed: Bed, release: bytes) -> None:
    bed.rig.runs("1.1", "B")
    bed.offer(release)
    assert bed.run() == ("running", "")
    assert bed.console.asked == []


def test_while_a_release_proves_itself_nothing_else_happens(bed: Bed, release: bytes) -> None:
    bed.updater._memory.keep(Record(attempt=Attempt(OTHER, "1.0")))
    bed.offer(release)
    assert bed.updater.run() == 0
    assert bed.console.asked == []


def test_a_machine_without_an_image_of_ours_is_left_alone(bed: Bed, release: bytes) -> None:
    (bed.rig.slots._root / "etc/rauc/system.conf").unlink()
    bed.offer(release)
    assert bed.updater.run() == 0
    assert bed.console.asked == []


def test_garbage_of_a_program_is_no_order(bed: Bed) -> None:
    (bed.rig.program / "release.json").write_bytes(b'{"wanted": {"offer": 7}}')
    assert bed.run() == ("running", "")


@pytest.mark.parametrize("name", ["other.test", "127.0.0.1"])
def test_a_console_of_another_name_gives_nothing(bed: Bed, release: bytes, tmp_path: Path, name: str) -> None:
    wanted = bed.offer(release)
    with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(bed.console.source(name), wanted, tmp_path / "x.part", lambda _: None, lambda: True)
    assert bed.console.asked == []


def test_a_console_of_another_hall_gives_nothing(bed: Bed, release: bytes, tmp_path: Path, signer: Signer) -> None:
    wanted = bed.offer(release)
    source = replace(bed.console.source(), ca=signer.keyring)
    with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(source, wanted, tmp_path / "x.part", lambda _: None, lambda: True)


def test_releases_come_from_the_console_of_the_hall_file(bed: Bed) -> None:
    etc = bed.rig.places.etc
    etc.mkdir(parents=True)
    (etc / "hall.toml").write_bytes(Path("halls/demo.toml").read_bytes())
    (etc / "device.env").write_text("MOTCUA_DEVICE=board-1\nMOTCUA_BROKER=10.0.0.2:8883\n", encoding="utf-8")
    source = source_of(bed.rig.places, "board")
    assert source is not None
    assert (source.host, source.name, source.ca) == (
        "10.0.0.2",
        "localhost",
        bed.rig.places.keys_of("board") / "ca.pem",
    )
    (etc / "device.env").write_text("MOTCUA_DEVICE=console-1\n", encoding="utf-8")
    own = source_of(bed.rig.places, "console")
    assert own is not None
    assert (own.host, own.name) == ("127.0.0.1", "")
