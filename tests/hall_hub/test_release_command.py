"""What a technician types about releases on the hub's box."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

import motcua
from hall_core.contract.release import Offer, Stopped
from hall_core.domain.rollout import Rollout
from hall_hub import release_command
from hall_hub.release_folder import Ordered, ReleaseFolder
from tests.hall_hub.signed_release import Signer, needs_rauc

OFFER = "019aa2c1-0000-7000-8000-000000000001"


@pytest.fixture
def folder(tmp_path: Path) -> ReleaseFolder:
    (tmp_path / "hub").mkdir()
    folder = ReleaseFolder(tmp_path / "hub")
    folder.make()
    return folder


def types(folder: ReleaseFolder, *words: object) -> int:
    return motcua.main(["release", "--data", str(folder.folder.parent), *map(str, words)])


class Hub(threading.Thread):
    """Takes the one order that comes."""

    def __init__(self, folder: ReleaseFolder) -> None:
        super().__init__()
        self._folder, self._over = folder, threading.Event()
        self.ordered: Ordered | None = None
        self.does = True

    def run(self) -> None:
        while self.ordered is None and not self._over.wait(0.01):
            self.ordered = self._folder.ordered()
        if self.does and self.ordered is not None and isinstance(wish := self.ordered.wish, Offer):
            self._folder.keep(Rollout(id=self.ordered.id, version=wish.version, first=wish.first, by=wish.by, at=0))

    def __enter__(self) -> Hub:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


@needs_rauc
def test_taken_shown_offered_and_dropped(
    folder: ReleaseFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signer = Signer(tmp_path / "signer")
    assert types(folder, "take", signer.release("1.1"), "--keyring", signer.keyring) == 0
    assert "1.1 for motcua-amd64 is here" in capsys.readouterr().out
    with Hub(folder) as hub:
        assert types(folder, "offer", "1.1", "--first", "board-1") == 0
    assert hub.ordered is not None
    assert hub.ordered.wish == Offer(version="1.1", first="board-1", by="ky-thuat")
    assert types(folder, "show") == 0
    assert "motcua-amd64" in capsys.readouterr().out
    folder.keep(replace(folder.rollout(), stop="by-hand"))  # pyright: ignore
    assert types(folder, "drop", "1.1") == 0
    assert folder.kept() == []


def test_what_is_not_here_is_not_offered(folder: ReleaseFolder, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        types(folder, "offer", "1.1", "--first", "board-1")
    assert "motcua release take FILE" in capsys.readouterr().err


@needs_rauc
def test_of_an_order_that_the_hub_does_not_go_by_nobody_is_told_that_it_has_it(
    folder: ReleaseFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_command, "DOES_WITHIN", 0.1)
    signer = Signer(tmp_path / "signer")
    types(folder, "take", signer.release("1.1"), "--keyring", signer.keyring)
    with Hub(folder) as hub:
        hub.does = False
        with pytest.raises(SystemExit):
            types(folder, "offer", "1.1", "--first", "console-1")
    assert "journalctl -u hall-hub" in capsys.readouterr().err


def test_an_order_is_about_the_rollout_that_there_is(folder: ReleaseFolder, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        types(folder, "stop")
    assert "nothing is being rolled out" in capsys.readouterr().err
    folder.keep(Rollout(id=OFFER, version="1.1", first="board-1", by="ky-thuat", at=0))
    with Hub(folder) as hub:
        assert types(folder, "stop") == 0
    assert hub.ordered is not None
    assert hub.ordered.wish == Stopped(offer=OFFER, by="ky-thuat")


def test_a_release_that_boxes_are_getting_is_not_dropped(
    folder: ReleaseFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.keep(Rollout(id=OFFER, version="1.1", first="board-1", by="ky-thuat", at=0))
    with pytest.raises(SystemExit):
        types(folder, "drop", "1.1")
    assert "motcua release stop first" in capsys.readouterr().err


def test_it_is_said_when_no_hub_takes_the_order(
    folder: ReleaseFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_command, "WITHIN", 0.0)
    folder.keep(Rollout(id=OFFER, version="1.1", first="board-1", by="ky-thuat", at=0))
    with pytest.raises(SystemExit):
        types(folder, "now")
    assert "is hall-hub running?" in capsys.readouterr().err


ROLLOUT = Rollout(id=OFFER, version="1.1", first="board-1", by="ky-thuat", at=0)


@pytest.mark.parametrize(
    ("rollout", "line"),
    [
        (None, "nothing is being rolled out"),
        (ROLLOUT, "rollout of 1.1, board-1 first, ordered by ky-thuat"),
        (replace(ROLLOUT, told={"kiosk-1": 5, "board-1": 7}), "at it now: board-1, kiosk-1"),
        (replace(ROLLOUT, stop="by-hand", stopped_by="gd-01"), "stopped: by-hand gd-01"),
        (replace(ROLLOUT, stop="lost"), "stopped: lost"),
    ],
)
def test_how_far_the_rollout_is_is_the_last_line(
    folder: ReleaseFolder, capsys: pytest.CaptureFixture[str], rollout: Rollout | None, line: str
) -> None:
    if rollout is not None:
        folder.keep(rollout)
    assert types(folder, "show") == 0
    assert capsys.readouterr().out.splitlines()[-1].rstrip() == line


def test_a_disk_that_refuses_the_order_is_named(folder: ReleaseFolder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.keep(ROLLOUT)
    (folder.folder / "ordered.json").mkdir()
    with pytest.raises(SystemExit):
        types(folder, "stop")
    assert str(folder.folder) in capsys.readouterr().err


@needs_rauc
def test_a_third_version_is_told_to_have_taken_the_oldest_ones_place(
    folder: ReleaseFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signer = Signer(tmp_path / "signer")
    for version in ("1.0", "1.1", "1.2"):
        types(folder, "take", signer.release(version), "--keyring", signer.keyring)
    assert capsys.readouterr().out.splitlines()[-1] == "1.0 was dropped: two versions are kept"
