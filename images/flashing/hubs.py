"""The hub's card: the authority and the keys of its box, as they are to lie in /var/lib/motcua there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from hall_trust import own_box
from hall_trust.bundle import HubsFolders
from hall_trust.bundle_files import KEYS, TRUST
from hall_trust.commands.here import Here
from hall_trust.folder import Settings, TrustFolder
from images.flashing.trouble import RefusedError

HALL_FILE = "/etc/motcua/hall.toml"
"""Where it lies on a box."""


def folders(here: Here, place: Path) -> HubsFolders:
    """Copies in ``place``, whole even while somebody writes to the register. RefusedError, OSError."""
    own = TrustFolder(place / TRUST)
    keys = Path(here.settings.keys)
    if not keys.is_dir():
        raise RefusedError(f"{keys} is not there: the keys of the hub's box, which motcua hall init made")
    own.folder.mkdir(mode=0o700)
    shutil.copytree(here.folder.public, own.public)
    for mine, its in ((here.folder.key, own.key), (here.folder.ca, own.ca)):
        shutil.copyfile(mine, its)
    with (
        closing(sqlite3.connect(f"file:{here.folder.register}?mode=ro", uri=True)) as mine,
        closing(sqlite3.connect(own.register)) as its,
    ):
        mine.backup(its)
        its.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    settings = Settings(hall_file=HALL_FILE, keys=str(own_box.DEFAULT), broker=here.settings.broker)
    own.settings.write_bytes(msgspec.json.encode(settings))
    shutil.copytree(keys, place / KEYS, ignore=shutil.ignore_patterns("*.new", "next.*"))
    return HubsFolders(trust=own.folder, keys=place / KEYS)
