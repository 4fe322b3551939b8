"""A boot bundle becomes what this box is: all of it or nothing, wherever a power cut falls.

What is to be is written beside what is first, whole (``taking.new``). One rename (``taking``) says that it counts from
now on. Only then is it put in its places (hall_box.steps).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hall_box.brought import Brought
from hall_box.card import public_digest, secret_digest
from hall_box.kept import ENVIRONMENT, Kept, Taken, environment
from hall_box.places import Places
from hall_box.steps import NEW, NOW, STEPS, File, Folder, Steps, finish
from hall_core.domain.names import HUB
from hall_core.durable import sync
from hall_core.keys import SECRET, SHARED
from hall_trust import folder as trust_folder
from hall_trust import own_box, owned
from hall_trust.bundle_files import CA, CLAIM, DEVICE, HALL, KEYS, OWN, TRUST, UNTIL
from hall_trust.folder import Settings

HUB_USERS = {
    own_box.BROKER: own_box.BROKER_USER,
    own_box.HUB: own_box.HUB_USER,
    own_box.AUTHORITY: trust_folder.USER,
    own_box.COURIER: own_box.HUB_USER,
}
"""Whose a folder of keys on the hub's box is; all others are its consoles'."""
READABLE = ("ca.pem", "revoked.pem", "access.acl", UNTIL)
"""What others than its owner may read of the hub's folders."""


def take(places: Places, brought: Brought, kept: Kept | None) -> None:
    """After :func:`finish`. OSError when the disk refuses; the box is then what it was, or will be what it is to be."""
    owned.make_folder(places.box, 0o700)
    _stage(places, brought, kept)
    (places.box / NEW).rename(places.box / NOW)
    sync(places.box)
    finish(places)


def _stage(places: Places, brought: Brought, kept: Kept | None) -> None:
    new = places.box / NEW
    new.mkdir(mode=0o700)
    folders: list[Folder] = []
    files: list[File] = []
    for path, data, mode in _contents(places, brought, kept, folders):
        staged = str(len(files))
        handle = os.open(new / staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        files.append(File(staged=staged, path=str(path), mode=mode))
    other = kept is not None and kept.dated.told.device.id != brought.whose
    steps = Steps(
        aside=list(_aside(places, kept)) if kept is not None and other else [],
        emptied=_keys_to_empty(places, brought, kept),
        folders=folders,
        files=files,
        taken=Taken(public=public_digest(places.bundle), secret=secret_digest(places.bundle)),
    )
    owned.write(new / STEPS, msgspec.json.encode(steps), SECRET)


def _contents(
    places: Places, brought: Brought, kept: Kept | None, folders: list[Folder]
) -> Iterator[tuple[Path, bytes, int]]:
    folders.append(Folder(path=str(places.etc), mode=0o755, user=""))
    role = brought.dated.told.device.role
    if role == HUB:
        if kept is None or not kept.has_authority:
            yield from _of_hub(places, brought, folders)
    elif brought.gives:
        keys = places.keys_of(role)
        folders.append(Folder(path=str(keys), mode=0o700, user=f"hall-{role}"))
        # The certificate is there before its end is, see hall_core.mqtt.certificate.
        for name in (OWN, CLAIM):
            if name in brought.secret:
                yield keys / name, brought.secret[name], SECRET
        yield keys / CA, brought.public[CA], SHARED
        if UNTIL in brought.secret and OWN in brought.secret:
            yield keys / UNTIL, brought.secret[UNTIL], SHARED
    yield places.etc / HALL, brought.public[HALL], SHARED
    yield places.etc / ENVIRONMENT, environment(brought.dated, brought.plan).encode(), SHARED
    # Last: with it the box has a role.
    yield places.etc / DEVICE, brought.public[DEVICE], SHARED


def _of_hub(places: Places, brought: Brought, folders: list[Folder]) -> Iterator[tuple[Path, bytes, int]]:
    made = set[Path]()
    for name, data in brought.hub.items():
        path = places.lib / name
        for folder in reversed(Path(name).parents[:-1]):
            if folder not in made and folder != Path(KEYS):
                made.add(folder)
                folders.append(_hub_folder(places, folder))
        settings = path == places.trust / "settings.json"
        yield path, _here(data, places) if settings else data, SHARED if path.name in READABLE else SECRET


def _hub_folder(places: Places, folder: Path) -> Folder:
    match folder.parts:
        case (name,) if name == TRUST:
            mode, user = 0o711, trust_folder.USER
        case (name, _) if name == TRUST:
            mode, user = 0o755, trust_folder.USER
        case (_, program, *_):
            mode, user = 0o700, HUB_USERS.get(program, own_box.CONSOLE_USER)
        case _:
            mode, user = 0o755, ""
    return Folder(path=str(places.lib / folder), mode=mode, user=user)


def _here(data: bytes, places: Places) -> bytes:
    """The technician's computer had hall file and keys elsewhere."""
    told = msgspec.json.decode(data, type=Settings)
    return msgspec.json.encode(Settings(hall_file=str(places.etc / HALL), keys=str(places.keys), broker=told.broker))


def _aside(places: Places, kept: Kept) -> Iterator[tuple[str, str]]:
    own = kept.dated.told.device
    if own.role != HUB:
        name = f"{own.id}-{kept.dated.made:%Y%m%dT%H%M%S}"
        yield str(places.data_of(own.role)), str(places.box / "before" / name)


def _keys_to_empty(places: Places, brought: Brought, kept: Kept | None) -> list[str]:
    """A key that another takes the place of; for a claim the same device's stays until the new one is there."""
    role = brought.dated.told.device.role
    found = set[Path]()
    if kept is not None and kept.dated.told.device.id != brought.whose and kept.dated.told.device.role != HUB:
        found.add(places.keys_of(kept.dated.told.device.role))
    if role != HUB and OWN in brought.secret:
        found.add(places.keys_of(role))
    return sorted(str(folder) for folder in found)
