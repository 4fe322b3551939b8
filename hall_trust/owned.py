"""Files and folders that belong to whoever they are for, also when root makes them; whole after a power cut."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterable
from pathlib import Path

from hall_core.durable import give_to_its_folders_owner, replace_durably, sync
from hall_core.keys import OTHERS, SECRET
from hall_trust.error import TrustError


class UnsafeError(TrustError):
    """A file or folder that others could read or change."""

    key = "unsafe"


def make_folder(folder: Path, mode: int, user: str = "", group: str = "") -> None:
    """As ``mkdir``, and it belongs to ``user`` and ``group`` when root makes it and they exist on this box. Those above
    it that are not there are everybody's to pass, whatever the umask says."""
    for above in reversed(folder.parents):
        if not above.exists():
            above.mkdir()
            above.chmod(0o755)
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, *_ids(user, group))
    folder.chmod(mode)
    sync(folder.parent)


def write(file: Path, data: bytes, mode: int) -> None:
    """``file`` holds ``data``, whole or not at all, and belongs to whom its folder belongs when root writes it."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)  # one that a power cut has left
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET), "wb") as out:
        give_to_its_folders_owner(out.fileno(), file.parent)
        out.write(data)
        # Last: until it is whole and belongs to the right ones nobody else reads it.
        os.fchmod(out.fileno(), mode)
    replace_durably(new, file)


def read_secret(file: Path) -> bytes:
    """What only its owner may read. UnsafeError when others may as well, or may put another in its place."""
    for path, forbidden, remedy in ((file, OTHERS, "600"), (file.parent, 0o022, "go-w")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & forbidden:
            what = "holds a private key that others may read" if path == file else "is a folder that others may change"
            raise UnsafeError(f"{path} {what} (mode {mode:04o}): chmod {remedy} {path}")
    return file.read_bytes()


def unknown(users: Iterable[str]) -> list[str]:
    """Which of these users this box does not have."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return sorted({user for user in users if user not in known})


def _ids(user: str, group: str) -> tuple[int, int]:
    """-1, which leaves it as it is, for one that this box does not have."""
    users = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_name == user]
    groups = [entry.gr_gid for entry in grp.getgrall() if entry.gr_name == group]
    return (*users, -1)[0], (*groups, -1)[0]
