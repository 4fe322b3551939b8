"""Files that are brought: tables, hall files, what a box is told before its first start, and what is fetched."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from hall_core.contract import dossier_edition, edition, notice_edition
from hall_core.contract.edition import EditionError
from hall_core.device import hall_file
from hall_core.device.catalogue_folder import read as read_catalogue
from hall_core.device.hall_file import HallFileError
from hall_core.domain.catalogue_check import FILES, Checked
from hall_core.domain.names import MILLIS_MOST
from hall_core.domain.working_days import Calendar, Override, overridden
from hall_hub.feeds.appointments import appointments
from hall_hub.feeds.dossiers import as_of, dossiers
from hall_hub.feeds.drop import judge
from hall_hub.feeds.notices import Read
from hall_hub.feeds.notices import read as read_notices
from hall_trust.technician import TYPES, TechnicianError, keys_in, text_of
from hall_trust.told import ToldError, told_in
from tests.fuzz.door import Door, Opened, Reader
from tests.fuzz.mutate import bytes_of
from tests.fuzz.values import TEXTS

HALLS = Path(__file__).parents[3] / "halls"
CELLS = [*TEXTS, "²", "٣", "2026-02-30", "0001-01-01", "31/12/9999", "0000-00-00", "24:00", "8h5", "-1", "1e9"]
CELLS += ["50.000", "001234567890", "=1+1", '"', '""', "a;b", "a\tb", "a\nb", "\x00", "chờ", "t2-t6", "7:30-11:30"]
CELLS += ["9" * 5_000, "x" * 200_000]
KEY = b"k" * 32
TECHNICIANS = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAVye1aFNBkbAcSiUm2Xh0iM9iS/OID0qf2+9Ve/88Mm",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN6CEwSgjnt3T0/F3adpIPFY/G+XULiDPeoH2ujlBad1",
)
VALUES = ["1", "-1", '"x"', '""', "[]", "{}", "true", "1979-05-27", "1e400", "nan", "[[1]]", "9" * 5_000, '"\\u0000"']
"""Of a key in TOML."""


def table_of(data: bytes, rng: Random) -> bytes:
    """A table with other cells, or with other bytes."""
    if rng.random() < 0.5:
        return bytes_of(data, rng)
    rows = [line.split(",") for line in data.decode("utf-8-sig").splitlines()][: rng.choice((2, 5, 40))]
    for _ in range(rng.choice((1, 2, 6))):
        row = rng.choice(rows)
        row[rng.randrange(len(row))] = rng.choice(CELLS)
    separator = rng.choice((",", ";", "\t"))
    return rng.choice(("", "\ufeff")).encode() + "\r\n".join(separator.join(row) for row in rows).encode(
        "utf-8", "replace"
    )


def _of_file(name: str, source: Path, read: Callable[[Path], Any]) -> Opened:
    """A table that is dropped under this name."""

    def opened(folder: Path) -> Door:
        data, file = source.read_bytes(), folder / name

        def give(table: bytes) -> Any:
            file.write_bytes(table)
            return read(file)

        return Reader(give, lambda rng: table_of(data, rng), good=(data, bool))

    return opened


def _dossiers(file: Path) -> Any:
    at, _ = as_of(file)
    assert 0 <= at < MILLIS_MOST
    return msgspec.json.encode(judge(file, dossiers(KEY)).good)


def _appointments(file: Path) -> Any:
    good = judge(file, appointments(["khai-sinh", "sao-y"])).good
    assert all(0 <= each.due < MILLIS_MOST for each in good)
    return msgspec.json.encode(good)


def _catalogue(folder: Path) -> Door:
    """One of its tables is spoilt at a time."""
    whole = {name: (HALLS / "catalogue" / name).read_bytes() for name in FILES if (HALLS / "catalogue" / name).exists()}
    small = {name: b"\n".join(data.split(b"\n")[:12]) for name, data in whole.items()}

    def give(spoilt: tuple[str, bytes]) -> Checked:
        for name, data in {**small, spoilt[0]: spoilt[1]}.items():
            (folder / name).write_bytes(data)
        checked = read_catalogue(folder, 0)
        if not checked.refusal:
            edition.unpack(edition.pack(checked.catalogue))
        return checked

    def make(rng: Random) -> tuple[str, bytes]:
        name = rng.choice(list(small))
        return name, table_of(small[name], rng)

    return Reader(give, make)


def _notices(folder: Path) -> Door:
    data = (HALLS / "feeds" / "notices" / "notices.csv").read_bytes()

    def give(table: bytes) -> Read:
        (folder / "notices.csv").write_bytes(table)
        found = read_notices(folder, ["sanh"], ["bang-1"])
        notice_edition.unpack(notice_edition.pack(found.judged.good))
        return found

    return Reader(give, lambda rng: table_of(data, rng), good=(data, lambda read: bool(read.report)))


def _hall_file(folder: Path) -> Door:
    data, file = (HALLS / "ward.toml").read_bytes(), folder / "hall.toml"

    def give(text: bytes) -> Any:
        file.write_bytes(text)
        return hall_file.load(file)

    return Reader(give, lambda rng: _toml_of(data, rng), (HallFileError,), (data, lambda plan: bool(plan.devices)))


def _toml_of(data: bytes, rng: Random) -> bytes:
    if rng.random() < 0.5:
        return bytes_of(data, rng)
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 1, 3))):
        at = rng.randrange(len(lines))
        name, is_value, _ = lines[at].partition(b" = ")
        if is_value:
            lines[at] = name + b" = " + rng.choice(VALUES).encode()
        else:
            lines.insert(at, rng.choice((b"[x]", b"[[services]]", b"a.b.c = 1", b"[hall.name]", b"x = {a = 1, a = 2}")))
    return b"\n".join(lines)


def _told(folder: Path) -> Door:
    network = b'[network]\naddress = "192.168.1.20/24"\ngateway = "192.168.1.1"\ndns = ["192.168.1.1"]\n'
    device = b'[device]\nid = "kiosk-1"\nrole = "kiosk"\nhall = "thu"\nmade = 2026-11-22T08:00:00+07:00\n'
    data = (
        device + b'[broker]\nhost = "192.168.1.10"\nport = 8883\n' + network + b'[time]\nservers = ["192.168.1.10"]\n'
    )
    return Reader(
        told_in, lambda rng: _toml_of(data, rng), (ToldError,), (data, lambda dated: dated.told.device.hall == "thu")
    )


def _technicians(folder: Path) -> Door:
    """Whose keys open a box, as it stands on a card."""
    good = text_of([f"{TECHNICIANS[0]} an", f"{TECHNICIANS[1]} bình 2026"])

    def make(rng: Random) -> bytes:
        if rng.random() < 0.5:
            return bytes_of(good, rng)
        lines = [line.split() for line in good.decode().splitlines()]
        row = rng.choice(lines)
        row[rng.randrange(len(row))] = rng.choice([*TEXTS, *TYPES, "AAAA", "=", "\x1b[2J", "#", 'command="sh"'])
        return "\r\n".join(" ".join(row) for row in lines).encode("utf-8", "replace")

    # What is kept is read again as it was meant.
    return Reader(
        keys_in,
        make,
        (TechnicianError,),
        (good, lambda keys: len(keys) == 2),
        lambda keys: keys_in(text_of(keys)) == keys,
    )


def _override(folder: Path) -> Door:
    """Days off and days worked, as the centre has signed them."""
    known = Calendar(first="2026-01-01", last="2026-12-31", holidays=["2026-09-02"], worked=[])
    good = b'{"holidays": ["2026-11-20"], "worked": ["2026-11-28"]}'

    def give(data: bytes) -> Calendar:
        return overridden(known, msgspec.json.decode(data, type=Override))

    return Reader(give, lambda rng: bytes_of(good, rng), (msgspec.DecodeError, ValueError, RecursionError))


def _editions(folder: Path) -> Door:
    """What boards and kiosks fetch a part at a time."""
    reads = (notice_edition.unpack, dossier_edition.unpack, lambda data: list(edition.unpack(data)[2]))
    inside = [
        b"[]",
        b'{"day":"2026-11-21"}',
        b"[" * 50_000,
        b'{"a":' * 50_000,
        b'{"catalogue":{},"count":1}\n{}\n',
        b"",
    ]

    def make(rng: Random) -> tuple[int, bytes]:
        packed = zlib.compress(bytes_of(rng.choice(inside), rng) if rng.random() < 0.7 else rng.choice(inside))
        return rng.randrange(3), packed if rng.random() < 0.8 else bytes_of(packed, rng)

    return Reader(lambda given: reads[given[0]](given[1]), make, (EditionError,))


FILES_READ: dict[str, Opened] = {
    "told": _told,
    "technicians": _technicians,
    "hall-file": _hall_file,
    "dossiers": _of_file("dossiers.csv", HALLS / "feeds" / "dossiers.csv", _dossiers),
    "appointments": _of_file("appointments.csv", HALLS / "feeds" / "appointments.csv", _appointments),
    "catalogue": _catalogue,
    "notices": _notices,
    "override": _override,
    "editions": _editions,
}
