"""What stands on a box's glass, read as a person would, and the finger on it."""

from __future__ import annotations

import csv
import io
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct
from PIL import Image

from hall_core.domain.vietnamese import fold
from images.proving.vm import PATIENCE, SHARP, Box, VmError

LOOK = 1.0
"""Seconds between two readings, each of which takes some of a processor."""
SMALL = 1000
"""A picture that is narrower is read at twice its size."""
ALIKE = str.maketrans("Oo1lI|", "00iiii")
FINGER = Path("/run/rig/finger")
PANEL = "/run/rig/panel"
"""The touch panel of the played glass, which the hall file of the proof names."""
PLAYED = """
import os, time
from evdev import AbsInfo, UInput, ecodes as e
size = {{e.ABS_MT_POSITION_X: {width}, e.ABS_MT_POSITION_Y: {height}, e.ABS_X: {width}, e.ABS_Y: {height}}}
axes = [(axis, AbsInfo(0, 0, most, 0, 0, 0)) for axis, most in size.items()]
axes += [(e.ABS_MT_SLOT, AbsInfo(0, 0, 9, 0, 0, 0)), (e.ABS_MT_TRACKING_ID, AbsInfo(0, 0, 65535, 0, 0, 0))]
glass = UInput({{e.EV_KEY: [e.BTN_TOUCH], e.EV_ABS: axes}}, name="rig glass", input_props=[e.INPUT_PROP_DIRECT])
os.mkfifo("{finger}")
os.symlink(glass.device.path, "{panel}")
count = 0
while True:
    with open("{finger}") as told:
        for line in told:
            x, y = map(int, line.split())
            count += 1
            for axis, value in ((e.ABS_MT_SLOT, 0), (e.ABS_MT_TRACKING_ID, count), (e.ABS_MT_POSITION_X, x),
                                (e.ABS_MT_POSITION_Y, y), (e.ABS_X, x), (e.ABS_Y, y)):
                glass.write(e.EV_ABS, axis, value)
            glass.write(e.EV_KEY, e.BTN_TOUCH, 1)
            glass.syn()
            time.sleep(0.15)
            glass.write(e.EV_ABS, e.ABS_MT_TRACKING_ID, -1)
            glass.write(e.EV_KEY, e.BTN_TOUCH, 0)
            glass.syn()
"""
"""A touch panel of the kernel's, made in the guest: QEMU itself has one from 8.1 on alone."""


class Word(Struct, frozen=True):
    text: str
    x: int
    y: int
    """The middle of it, in pixels."""


def read(picture: Path) -> list[Word]:
    """The words of a picture, by a text recognition that nobody here wrote."""
    with Image.open(picture) as image:
        grey = image.convert("L")
    times = 2 if grey.width < SMALL else 1
    large = io.BytesIO()
    grey.resize((grey.width * times, grey.height * times), Image.Resampling.LANCZOS).save(large, "PNG")
    done = subprocess.run(
        ["tesseract", "-", "-", "-l", "vie", "--psm", "11", "tsv"],
        capture_output=True,
        check=True,
        input=large.getvalue(),
    )
    rows = csv.DictReader(done.stdout.decode().splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Word(
            row["text"],
            *(
                (2 * int(row[at]) + int(row[size])) // (2 * times)
                for at, size in (("left", "width"), ("top", "height"))
            ),
        )
        for row in rows
        if row["text"].strip()
    ]


def found(words: list[Word], wanted: str) -> Word | None:
    """The first word of ``wanted`` where all of it stands in a row. Marks over letters do not count, nor whether a
    stroke is a letter or a digit: they are what a recognition gets wrong first."""
    parts = [fold(part).translate(ALIKE) for part in wanted.split()]
    texts = [fold(word.text).translate(ALIKE) for word in words]
    for at in range(len(texts) - len(parts) + 1):
        if all(part in text for part, text in zip(parts, texts[at:], strict=False)):
            return words[at]
    return None


class Glass:
    """Keeps every picture it has taken as ``<folder>/<number>-<what>.png``."""

    def __init__(self, box: Box, folder: Path) -> None:
        self._box, self._folder = box, folder
        self._count = 0
        folder.mkdir(parents=True, exist_ok=True)

    def put_panel(self) -> None:
        """Before the program of the screen looks for it."""
        width, height = SHARP
        played = PLAYED.format(width=width - 1, height=height - 1, panel=PANEL, finger=FINGER)
        self._box.sh(f"mkdir -p {FINGER.parent}; cat >{FINGER.parent}/glass.py <<'END'\n{played}\nEND")
        self._box.sh(f"modprobe uinput; rm -f {FINGER} {PANEL}; python3 {FINGER.parent}/glass.py >/dev/null 2>&1 &")
        # A finger that came before it would leave a file where the panel listens.
        self._box.wait(lambda: self._box.sh(f"[ -e {PANEL} ] && echo there || true").strip(), "the played glass")

    def shows(self, wanted: str, seconds: float = PATIENCE) -> Word:
        """Waits until it stands there, and keeps the picture."""
        deadline = time.monotonic() + seconds
        while True:
            words = self._words()
            word = found(words, wanted)
            if word is not None:
                self.keep(wanted)
                return word
            if time.monotonic() > deadline:
                kept = self.keep(f"not {wanted}")
                raise VmError(
                    f"{self._box.name}: {wanted!r} does not stand on the glass ({kept}); there stands: "
                    + " ".join(word.text for word in words)
                )
            time.sleep(LOOK)

    def keep(self, what: str) -> Path:
        self._count += 1
        name = fold(what).replace(" ", "-").replace("/", "-")[:40]
        kept = self._folder / f"{self._box.name}-{self._count:02}-{name}.png"
        self._box.picture(kept)
        return kept

    def sees(self, wanted: str) -> bool:
        """Whether it stands there now."""
        return found(self._words(), wanted) is not None

    def tap(self, wanted: str) -> None:
        self._touch(self.shows(wanted))

    def walk(self, way: Sequence[str], arrived: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Taps what stands there of ``way``, the furthest of it, until ``arrived``: as a person who finds his way by
        the words, and begins anew when the screen went home while he was reading."""
        deadline = time.monotonic() + seconds
        while not arrived():
            words = self._words()
            word = next((word for wanted in reversed(way) if (word := found(words, wanted))), None)
            if word is not None:
                self.keep(f"before {word.text}")
                self._touch(word)
            if time.monotonic() > deadline:
                said = " ".join(word.text for word in words)
                raise VmError(
                    f"{self._box.name}: not there in {seconds:.0f} s; on the glass ({self.keep('lost')}): {said}"
                )
            time.sleep(LOOK)

    def _words(self) -> list[Word]:
        return read(self._box.picture(self._folder / "now.png"))

    def _touch(self, word: Word) -> None:
        self._box.sh(f"echo {word.x} {word.y} >{FINGER}")
