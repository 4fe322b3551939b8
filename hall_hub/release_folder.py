"""The releases that the hub can give to its boxes, as files in its own folder; and how far it is with one.

A release is there once its ``.json`` is: that is written last.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.contract.release import Machine, Release, ReleaseWish, Sha256
from hall_core.device.bundle import examine
from hall_core.device.verity import is_whole
from hall_core.domain.names import Uid
from hall_core.domain.rollout import Rollout, Version
from hall_core.durable import give, give_to_its_folders_owner, replace_durably, sync, write_durably
from hall_core.errors import MotcuaError

FOLDER = "releases"
"""Within the hub's data folder; the console gives boxes what is in it."""
KEPT = 2
"""Versions: the one that most boxes run, and the one before. A release is 400 MB at most for each kind of machine."""
LEFT_FREE = 500_000_000
"""Bytes that the hub's own disk must have left: its ledger comes first."""
LARGEST = 4_000_000_000
_CHUNK = 1 << 20
_MODE = 0o640
_ROLLOUT, _ORDERED = "rollout.json", "ordered.json"

log = logging.getLogger(__name__)


class Kept(Struct, frozen=True):
    """One file."""

    version: Version
    machine: Machine
    digest: Sha256
    size: int


class Ordered(Struct, frozen=True):
    """What a technician has typed on the hub's box, for the hub."""

    id: Uid
    wish: ReleaseWish


class ReleaseError(MotcuaError):
    key = "release"


class ReleaseFolder:
    def __init__(self, data: Path) -> None:
        """``data``: the hub's data folder."""
        self.folder = data / FOLDER

    def make(self) -> None:
        """The folder, its parent's owner's."""
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o750)
            give(self.folder)

    def kept(self) -> list[Kept]:
        """Newest first, by when they came."""
        try:
            files = sorted(self.folder.glob("*.raucb.json"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
            found = [msgspec.json.decode(file.read_bytes(), type=Kept) for file in files]
        except (OSError, msgspec.DecodeError) as error:
            raise ReleaseError(f"{self.folder}: {error}") from error
        return [each for each in found if self.file(each).is_file()]

    def releases(self) -> list[Release]:
        machines: dict[Version, list[Machine]] = {}
        for each in self.kept():
            machines.setdefault(each.version, []).append(each.machine)
        return [Release(version=version, machines=sorted(names)) for version, names in machines.items()][:8]

    def file(self, kept: Kept) -> Path:
        return self.folder / f"{kept.version}.{kept.machine}.raucb"

    def by_digest(self, digest: str) -> Path | None:
        """The file that whoever knows its digest may have."""
        return next((self.file(each) for each in self.kept() if each.digest == digest), None)

    def take(self, given: Path, keyring: Path | None = None) -> Kept:
        """Keeps a copy of a release, looked at when it is here. ReleaseError, with what to do; BundleError when nobody
        whom we believe has signed it. A power cut leaves what was there before."""
        self.make()
        new = self.folder / "taken.new"
        try:
            size = given.stat().st_size
            if not 0 < size <= LARGEST:
                raise ReleaseError(f"{given}: {size} bytes are no release")
            if (free := shutil.disk_usage(self.folder).free) < size + LEFT_FREE:
                raise ReleaseError(
                    f"{given} needs {size / 1e6:.0f} MB, and {free / 1e6:.0f} are free, of which "
                    f"{LEFT_FREE / 1e6:.0f} are the hub's: motcua release drop VERSION"
                )
            digest = self._copied(given, new)
            bundle = examine(new, keyring)
            if not is_whole(new, bundle.verity):
                raise ReleaseError(f"{given}: not all of it is as it was signed; copy it again from where it was made")
            kept = Kept(bundle.version, bundle.machine, digest, new.stat().st_size)
            self._refuse_another(kept)
            replace_durably(new, self.file(kept))
            write_durably(self._note(kept), msgspec.json.encode(kept), _MODE)
        except OSError as error:
            raise ReleaseError(f"{error.filename or self.folder}: {error.strerror or error}") from error
        finally:
            new.unlink(missing_ok=True)
        return kept

    def drop(self, version: str) -> int:
        """How many files that were."""
        gone = [each for each in self.kept() if each.version == version]
        for each in gone:
            self._note(each).unlink(missing_ok=True)  # first: without it the file counts for nothing
            self.file(each).unlink(missing_ok=True)
        return len(gone)

    def drop_oldest(self) -> list[Version]:
        """Those beyond :data:`KEPT` that nobody is being updated to."""
        rollout = self.rollout()
        versions = list(dict.fromkeys(each.version for each in self.kept()))
        old = [version for version in versions[KEPT:] if rollout is None or version != rollout.version]
        for version in old:
            self.drop(version)
        return old

    def rollout(self) -> Rollout | None:
        try:
            return msgspec.json.decode((self.folder / _ROLLOUT).read_bytes(), type=Rollout)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: nobody is updated: %s", self.folder / _ROLLOUT, error)  # noqa: TRY400
            return None

    def keep(self, rollout: Rollout) -> None:
        """OSError when the disk refuses."""
        self.make()
        write_durably(self.folder / _ROLLOUT, msgspec.json.encode(rollout), _MODE)

    def order(self, ordered: Ordered) -> None:
        self.make()
        write_durably(self.folder / _ORDERED, msgspec.json.encode(ordered), _MODE)

    def ordered(self) -> Ordered | None:
        """What a technician has typed; once."""
        file = self.folder / _ORDERED
        try:
            data = file.read_bytes()
            file.unlink()
            sync(self.folder)
            return msgspec.json.decode(data, type=Ordered)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: not done: %s", file, error)  # noqa: TRY400 - the message says it all
            return None

    def is_ordered(self) -> bool:
        """Whether the hub has not taken yet what was typed."""
        return (self.folder / _ORDERED).exists()

    def _note(self, kept: Kept) -> Path:
        file = self.file(kept)
        return file.with_name(f"{file.name}.json")

    def _refuse_another(self, kept: Kept) -> None:
        """Two different files under one version would leave nobody able to say what a box runs."""
        for each in self.kept():
            if (each.version, each.machine) == (kept.version, kept.machine) and each.digest != kept.digest:
                raise ReleaseError(
                    f"another release {kept.version} for {kept.machine} is here already: give this one another "
                    f"version, or motcua release drop {kept.version}"
                )

    def _copied(self, given: Path, new: Path) -> Sha256:
        summed = hashlib.sha256()
        new.unlink(missing_ok=True)
        with given.open("rb") as source, new.open("xb") as out:
            new.chmod(_MODE)
            give_to_its_folders_owner(out.fileno(), self.folder)
            while chunk := source.read(_CHUNK):
                summed.update(chunk)
                out.write(chunk)
        return summed.hexdigest()
