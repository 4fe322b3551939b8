"""The hub gives its boxes only what somebody has signed, and keeps it whole."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from hall_core.contract.release import Release, Stopped
from hall_core.device.bundle import BundleError, examine
from hall_core.domain.rollout import Rollout
from hall_hub import release_folder
from hall_hub.release_folder import Ordered, ReleaseError, ReleaseFolder
from tests.hall_hub.signed_release import Signer, needs_rauc

OFFER = "019aa2c1-0000-7000-8000-000000000001"


@pytest.fixture
def folder(tmp_path: Path) -> ReleaseFolder:
    (tmp_path / "hub").mkdir()
    return ReleaseFolder(tmp_path / "hub")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("signer"))


@pytest.fixture(scope="module")
def release(signer: Signer) -> Path:
    return signer.release("2026.12.1")


@needs_rauc
def test_a_signed_release_is_kept_as_it_was_given(folder: ReleaseFolder, signer: Signer, release: Path) -> None:
    kept = folder.take(release, signer.keyring)
    assert (kept.version, kept.machine, kept.size) == ("2026.12.1", "motcua-amd64", release.stat().st_size)
    assert kept.digest == hashlib.sha256(release.read_bytes()).hexdigest()
    assert folder.file(kept).read_bytes() == release.read_bytes()
    assert folder.by_digest(kept.digest) == folder.file(kept)
    assert folder.kept() == [kept]
    assert folder.releases() == [Release(version="2026.12.1", machines=["motcua-amd64"])]
    assert folder.take(release, signer.keyring) == kept


@needs_rauc
def test_what_a_stranger_has_signed_is_not_kept(folder: ReleaseFolder, release: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="signature verification failed"):
        folder.take(release, Signer(tmp_path, "stranger").keyring)
    assert list(folder.folder.iterdir()) == []


@needs_rauc
@pytest.mark.parametrize("what", ["cut short", "no release"])
def test_what_is_no_release_is_not_kept(
    what: str, folder: ReleaseFolder, signer: Signer, release: Path, tmp_path: Path
) -> None:
    given = tmp_path / "given.raucb"
    given.write_bytes(release.read_bytes()[:-100] if what == "cut short" else b"hello" * 100)
    with pytest.raises(BundleError):
        folder.take(given, signer.keyring)
    assert folder.kept() == []


@needs_rauc
@pytest.mark.parametrize("place", [0.0, 0.3, 0.9])
def test_one_changed_byte_of_what_it_brings_is_seen_at_the_hub_already(
    place: float, folder: ReleaseFolder, signer: Signer, release: Path, tmp_path: Path
) -> None:
    """Signed is only the root of the hash tree over it, which rauc follows first when it installs."""
    given = tmp_path / "given.raucb"
    data = bytearray(release.read_bytes())
    brought = len(data) - 8 - int.from_bytes(data[-8:], "big") - examine(release, signer.keyring).verity.size
    data[1000 + int(place * (brought - 1000))] ^= 1
    given.write_bytes(data)
    with pytest.raises(ReleaseError, match="not all of it is as it was signed"):
        folder.take(given, signer.keyring)
    assert folder.kept() == []


@needs_rauc
def test_two_different_files_never_have_one_version(folder: ReleaseFolder, signer: Signer, tmp_path: Path) -> None:
    kept = folder.take(signer.release("2026.12.2"), signer.keyring)
    other = shutil.copy(Signer(tmp_path, "release").release("2026.12.2", size=60_000), tmp_path / "other.raucb")
    both = tmp_path / "both.pem"
    both.write_bytes(signer.keyring.read_bytes() + (tmp_path / "release.pem").read_bytes())
    with pytest.raises(ReleaseError, match=r"another release 2026\.12\.2"):
        folder.take(Path(other), both)
    assert folder.kept() == [kept]


@needs_rauc
def test_a_full_disk_is_left_to_the_ledger(
    folder: ReleaseFolder, signer: Signer, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_folder, "LEFT_FREE", 10**18)
    with pytest.raises(ReleaseError, match="motcua release drop"):
        folder.take(release, signer.keyring)


@needs_rauc
def test_the_oldest_goes_but_not_the_one_that_boxes_are_getting(folder: ReleaseFolder, signer: Signer) -> None:
    for version in ("1.0", "1.1", "1.2", "1.3"):
        folder.take(signer.release(version), signer.keyring)
    folder.keep(Rollout(id=OFFER, version="1.0", first="board-1", by="truong", at=0))
    assert folder.drop_oldest() == ["1.1"]
    assert [each.version for each in folder.releases()] == ["1.3", "1.2", "1.0"]


def test_what_a_technician_orders_is_heard_once(folder: ReleaseFolder) -> None:
    ordered = Ordered(OFFER, Stopped(offer=OFFER, by="ky-thuat"))
    folder.order(ordered)
    assert folder.is_ordered()
    assert folder.ordered() == ordered
    assert (folder.ordered(), folder.is_ordered()) == (None, False)


def test_a_rollout_outlives_a_restart_and_a_garbled_one_updates_nobody(folder: ReleaseFolder) -> None:
    rollout = Rollout(id=OFFER, version="1.0", first="board-1", by="truong", at=0, told={"board-1": 7})
    folder.keep(rollout)
    assert folder.rollout() == rollout
    (folder.folder / "rollout.json").write_bytes(b"{")
    assert folder.rollout() is None


@needs_rauc
def test_what_is_signed_but_none_of_ours_is_refused(signer: Signer) -> None:
    with pytest.raises(BundleError, match="no release of ours"):
        examine(signer.release("1.9", machine="Somebody_Elses"), signer.keyring)


def test_a_note_that_nobody_can_read_is_named_with_its_folder(folder: ReleaseFolder) -> None:
    folder.make()
    (folder.folder / "1.0.motcua-amd64.raucb.json").write_bytes(b"{")
    with pytest.raises(ReleaseError, match=str(folder.folder)):
        folder.kept()


@pytest.mark.parametrize("size", [0, release_folder.LARGEST + 1])
def test_a_file_of_a_size_that_no_release_has_is_not_copied(folder: ReleaseFolder, tmp_path: Path, size: int) -> None:
    given = tmp_path / "given.raucb"
    with given.open("wb") as out:
        out.truncate(size)
    with pytest.raises(ReleaseError, match=f"{size} bytes are no release"):
        folder.take(given)
    assert list(folder.folder.iterdir()) == []


def test_a_file_that_is_not_there_is_named(folder: ReleaseFolder, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"nowhere\.raucb: No such file"):
        folder.take(tmp_path / "nowhere.raucb")


def test_an_order_that_nobody_can_read_is_not_done_and_not_met_again(
    folder: ReleaseFolder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.make()
    (folder.folder / "ordered.json").write_bytes(b"{")
    assert (folder.ordered(), folder.is_ordered(), folder.ordered()) == (None, False, None)
    assert len([line for line in caplog.messages if "not done" in line]) == 1
