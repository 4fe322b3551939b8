"""What was taken in is put in its places: from the beginning again after each power cut, before any program runs. With
the last rename (``taking.old``) it is done (hall_box.taking)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_box.kept import Taken, taken_file
from hall_box.places import Places
from hall_core.durable import sync
from hall_core.keys import SECRET
from hall_trust import owned

NEW, NOW, OLD = "taking.new", "taking", "taking.old"
STEPS = "steps.json"


class Folder(Struct, frozen=True, kw_only=True):
    path: str
    mode: int
    user: str


class File(Struct, frozen=True, kw_only=True):
    staged: str
    """Its name beside the steps."""
    path: str
    mode: int


class Steps(Struct, frozen=True, kw_only=True):
    """In this order."""

    aside: list[tuple[str, str]] = []
    """What another device has left on this disk, and where to. It is not thrown away: facts that nobody has heard yet
    may be in it."""
    emptied: list[str] = []
    """Folders of keys, which are nothing any more."""
    folders: list[Folder] = []
    files: list[File] = []
    taken: Taken


def finish(places: Places) -> bool:
    """What a power cut has left half done is done to its end. Whether there was any."""
    now = places.box / NOW
    if not now.is_dir():
        tidy(places)  # what was cut off while it was thrown away holds keys
        return False
    steps = msgspec.json.decode((now / STEPS).read_bytes(), type=Steps)
    for source, target in steps.aside:
        _put_aside(Path(source), Path(target))
    for folder in steps.emptied:
        _empty(Path(folder))
    for folder in steps.folders:
        owned.make_folder(Path(folder.path), folder.mode, folder.user, folder.user)
    for file in steps.files:
        owned.write(Path(file.path), (now / file.staged).read_bytes(), file.mode)
    owned.write(taken_file(places), msgspec.json.encode(steps.taken), SECRET)
    now.rename(places.box / OLD)
    sync(places.box)
    tidy(places)
    return True


def tidy(places: Places) -> None:
    """What never came to count, and what is done."""
    for name in (NEW, OLD):
        shutil.rmtree(places.box / name, ignore_errors=True)


def _put_aside(source: Path, target: Path) -> None:
    """The newest alone is kept."""
    owned.make_folder(target.parent, 0o700)
    if not target.exists():
        for older in target.parent.iterdir():
            shutil.rmtree(older)
        if not source.exists():
            return
        source.rename(target)
        sync(target.parent)
    was = target.stat()
    source.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        os.chown(source, was.st_uid, was.st_gid)
    source.chmod(was.st_mode & 0o7777)
    sync(source.parent)


def _empty(folder: Path) -> None:
    for each in folder.iterdir() if folder.is_dir() else ():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
