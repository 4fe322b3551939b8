"""What comes otherwise than over MQTT: files that are brought, papers held to a scanner, serial lines, claims."""

from __future__ import annotations

import zlib
from base64 import b32encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from counter_caller.devices import box_frames
from counter_caller.devices.box_seen import BoxSeen
from display_app.devices.segments import Segments
from hall_core.contract import dossier_edition, edition, notice_edition
from hall_core.contract.edition import EditionError
from hall_core.device import hall_file
from hall_core.device.catalogue_folder import read as read_catalogue
from hall_core.device.hall_file import HallFileError
from hall_core.device.line_frame import FrameReader, encode
from hall_core.domain import search_words, ticket_link
from hall_core.domain.catalogue_check import FILES, Checked
from hall_core.domain.scanned import IdCard
from hall_core.domain.scanned import read as read_scanned
from hall_core.domain.working_days import Calendar, Override, overridden
from hall_hub.feeds.appointments import appointments
from hall_hub.feeds.dossiers import as_of, dossiers
from hall_hub.feeds.drop import judge
from hall_hub.feeds.notices import Read
from hall_hub.feeds.notices import read as read_notices
from hall_trust import claim
from hall_trust.told import ToldError, told_in
from kiosk_app.devices import printer_status
from kiosk_app.devices.scanner_gather import Gatherer
from tests.fuzz.door import Door, Opened, Reader
from tests.fuzz.mutate import bytes_of
from tests.fuzz.values import TEXTS

HALLS = Path(__file__).parents[3] / "halls"
CELLS = [
    *TEXTS,
    "9" * 5_000,
    "²",
    "٣",
    "2026-02-30",
    "0001-01-01",
    "31/12/9999",
    "0000-00-00",
    "24:00",
    "8h5",
    "x" * 200_000,
]
CELLS += [
    "-1",
    "1e9",
    "50.000",
    "001234567890",
    "=1+1",
    '"',
    '""',
    "a;b",
    "a\tb",
    "a\nb",
    "\0",
    "chờ",
    "t2-t6",
    "7:30-11:30",
]
KEY = b"k" * 32


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
    assert isinstance(at, int)
    return msgspec.json.encode(judge(file, dossiers(KEY)).good)


def _appointments(file: Path) -> Any:
    return msgspec.json.encode(judge(file, appointments(["khai-sinh", "sao-y"])).good)


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
        values = [
            "1",
            "-1",
            "9" * 5_000,
            '"x"',
            '""',
            "[]",
            "{}",
            "true",
            "1979-05-27",
            "1e400",
            "nan",
            "[[1]]",
            '"\\u0000"',
        ]
        if is_value:
            lines[at] = name + b" = " + rng.choice(values).encode()
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


def _override(folder: Path) -> Door:
    """Days off and days worked, as the centre has signed them."""
    known = Calendar(first="2026-01-01", last="2026-12-31", holidays=["2026-09-02"], worked=[])
    good = b'{"holidays": ["2026-11-20"], "worked": ["2026-11-28"]}'

    def give(data: bytes) -> Calendar:
        return overridden(known, msgspec.json.decode(data, type=Override))

    return Reader(give, lambda rng: bytes_of(good, rng), (msgspec.DecodeError, ValueError, RecursionError))


def _scans(folder: Path) -> Door:
    """From the bytes of a scanner to what they mean."""
    texts = [
        "H41.16-210612-0001",
        "001234567890|012345678|Nguyễn Văn A|01012000|Nam|Hà Nội|01012021",
        "https://x.vn/?mahs=",
    ]
    texts += [
        "MOTCUA:HEN7K2Q",
        "https://[::1",
        "http://x/#/t/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "1.004441",
        "]Q3H41.16-210612-0001",
    ]
    gatherer, now = Gatherer(lambda why: None), [0.0]

    def give(scan: tuple[bytes, float]) -> None:
        data, after = scan
        now[0] += after
        for code in [*gatherer.take(data, now[0]), *gatherer.silent(now[0] + 3)]:
            read = read_scanned(code)
            assert not (isinstance(read, IdCard) and any(sign.isdigit() for sign in repr(read)))

    def make(rng: Random) -> tuple[bytes, float]:
        return bytes_of(rng.choice(texts).encode() + rng.choice((b"", b"\r", b"\r\n")), rng), rng.choice(
            (0.0, 0.1, 5.0)
        )

    return Reader(give, make)


def _links(folder: Path) -> Door:
    good = ticket_link.path_of("00000000-0000-7000-8000-000000000001")

    def give(text: str) -> None:
        ticket_link.ticket_of(text)
        ticket_link.ticket_in(text)
        read_scanned(text)

    def make(rng: Random) -> str:
        text = bytes_of(rng.choice((good, f"https://x.vn{good}", good.removeprefix("/t/"))).encode(), rng)
        return text.decode("utf-8", rng.choice(("replace", "surrogateescape")))

    return Reader(give, make)


def _frames(folder: Path) -> Door:
    """A line of button boxes, and one of signs: noise, halves, and frames that are nearly right."""
    reader, signs, box = FrameReader(), Segments(), BoxSeen(3, "/dev/ttyUSB0", lambda address, why: None, 2.0)
    good = [box_frames.Frame(box_frames.MOVED, 3, n, bytes((1, 1, n))) for n in range(4)]
    good += [box_frames.Frame(box_frames.I_AM, 3, 0, b"box-a"), box_frames.Frame(box_frames.HERE, 3, 1)]

    def give(data: bytes) -> None:
        signs.hear(data)
        for frame in reader.feed(data):
            box_frames.read_moved(frame)
            box.named({frame.payload} if frame.payload else None, 1.0)
            box.is_new(frame.number)
            assert len(encode(box.question(1.0)[0])) < 60

    return Reader(give, lambda rng: bytes_of(encode(rng.choice(good)), rng))


def _printer(folder: Path) -> Door:
    """What a printer says of itself, or something else on its line."""

    def give(data: bytes) -> None:
        one, other = printer_status.realtime_byte(data), printer_status.in_order_byte(data)
        for byte in (one, other):
            if byte is not None:
                status = printer_status.status_of(byte, *(data[:1] or b"\0"), cause=byte, error=byte)
                printer_status.problems_of(status)
                printer_status.course_of(status)

    return Reader(give, lambda rng: bytes_of(b"\x12\x10\x14\x00\x0f\x00", rng))


def _claims(folder: Path) -> Door:
    """Also such as are well packed, and hold something else."""

    def make(rng: Random) -> str:
        inside = msgspec.msgpack.encode(["thu", "kiosk-1", "192.168.1.10", 8883, b"k" * 32, b"c" * 300, b"a" * 300])
        if rng.random() < 0.3:
            return bytes_of(b"MOTCUA1:" + b32encode(b"x" * 90), rng).decode("utf-8", "replace")
        packed = zlib.compress(bytes_of(inside, rng), 9, wbits=-zlib.MAX_WBITS)
        return claim.TAG + b32encode(sha256(packed).digest()[: claim.SUM] + packed).decode().rstrip("=")

    return Reader(claim.claim_in, make, (claim.ClaimError,))


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


def _searches(folder: Path) -> Door:
    """What somebody types or scans into a search."""
    words = ["đăng ký khai sinh", "giay khai sinh", "1.004441"]
    return Reader(
        lambda text: [
            search_words.slips(word.text) if hasattr(word, "text") else word for word in search_words.words(text)
        ],
        lambda rng: bytes_of(rng.choice(words).encode(), rng).decode("utf-8", "replace")[:200],
    )


READERS: dict[str, Opened] = {
    "scans": _scans,
    "links": _links,
    "frames": _frames,
    "printer": _printer,
    "claims": _claims,
    "told": _told,
    "hall-file": _hall_file,
    "dossiers": _of_file("dossiers.csv", HALLS / "feeds" / "dossiers.csv", _dossiers),
    "appointments": _of_file("appointments.csv", HALLS / "feeds" / "appointments.csv", _appointments),
    "catalogue": _catalogue,
    "notices": _notices,
    "override": _override,
    "editions": _editions,
    "searches": _searches,
}
