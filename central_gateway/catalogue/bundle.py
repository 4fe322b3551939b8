"""A catalogue in one file: the tables of docs/catalogue.md in a zip, or the whole as JSON."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import msgspec

from central_gateway.catalogue.offer import REPEALED
from hall_core.device.table import LARGEST
from hall_core.domain.catalogue_check import FILES
from hall_core.domain.procedure import Catalogue
from hall_core.errors import MotcuaError

ENTRIES_MOST = 100
SPOILT = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError)
"""What reading raises when the zip, or something packed in it, is not what it says."""
_decode = msgspec.json.Decoder(Catalogue).decode


class BundleError(MotcuaError):
    """It cannot be opened; the message says why."""

    key = "catalogue"


@contextmanager
def unpacked(data: bytes) -> Iterator[Path]:
    """A folder with its tables, wherever they lie in the zip, for as long as it is needed. BundleError."""
    with TemporaryDirectory(prefix="motcua-catalogue-") as made:
        folder = Path(made)
        try:
            with zipfile.ZipFile(BytesIO(data)) as bundle:
                _unpack(bundle, folder)
        except SPOILT as error:
            raise BundleError(f"it is no zip that could be read: {error}") from error
        yield folder


def read_json(data: bytes) -> Catalogue:
    """BundleError."""
    try:
        return _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BundleError(f"it is no catalogue: {error}") from error


def _unpack(bundle: zipfile.ZipFile, folder: Path) -> None:
    wanted = {*FILES, REPEALED}
    if len(bundle.infolist()) > ENTRIES_MOST:
        raise BundleError(f"it has more than {ENTRIES_MOST} files in it")
    for entry in bundle.infolist():
        name = PurePosixPath(entry.filename).name
        if name not in wanted or entry.is_dir():
            continue
        with bundle.open(entry) as packed:
            # What its head says of its size may be a lie.
            content = packed.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise BundleError(f"{name} has more than {LARGEST} bytes")
        if (folder / name).exists():
            raise BundleError(f"{name} is in it twice")
        (folder / name).write_bytes(content)
