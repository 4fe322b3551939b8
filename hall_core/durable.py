"""Files that are there whole after a power cut: as they were, or as they are to be.

Two things must reach the disk for that, in this order: what is in the file, then the folder that says which file has
the name.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(file: Path, data: bytes, mode: int = 0o666) -> None:
    """``file`` holds ``data``. Once this returns no power cut takes it away; before, ``file`` holds that or what it
    held until now, never anything else. OSError when the disk refuses: ``file`` is whole then as well. The folder must
    be there. ``mode`` is who may use the file (what the umask leaves of it), from its first moment. Written by root it
    belongs to whom its folder belongs, so that a technician's command leaves nothing that its program cannot write."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)  # one that a power cut has left has the mode it was made with
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        give_to_its_folders_owner(out.fileno(), file.parent)
        out.write(data)
    replace_durably(new, file)


def give_to_its_folders_owner(handle: int, folder: Path) -> None:
    """What root has just made there. Anybody else can make only what is his own."""
    if os.geteuid() == 0:
        of = folder.stat()
        os.fchown(handle, of.st_uid, of.st_gid)


def give(path: Path) -> None:
    """The same by its name, for a folder or a file that root has just made; never through a link. OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        give_to_its_folders_owner(handle, path.parent)
    finally:
        os.close(handle)


def replace_durably(new: Path, file: Path) -> None:
    """The same with what somebody has written to ``new``, in the same folder, which then is no more."""
    sync(new)
    new.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Returns when the file, or the names in the folder, are on the disk. OSError when they do not get there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
