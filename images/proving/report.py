"""What was seen, line by line, while it is seen; afterwards a page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Report:
    """``again``: it goes on behind what an earlier proof of the same boxes has said."""

    def __init__(self, folder: Path, what: str, *, again: bool = False) -> None:
        self._file = folder / "report.md"
        self._began = time.monotonic()
        self.bad: list[str] = []
        before = self._file.read_text("utf-8") + "\n" if again and self._file.exists() else ""
        self._file.write_text(f"{before}# {what}\n\n| after | what | |\n|---|---|---|\n", "utf-8")

    @contextmanager
    def point(self, what: str) -> Iterator[None]:
        """A point of the proof. When it fails, that is said and the next one is tried."""
        begun = time.monotonic()
        try:
            yield
        except Exception as error:
            self.bad.append(what)
            self.line(f"**FAILED** {what}", f"{type(error).__name__}: {error}")
        else:
            self.line(what, f"good, {time.monotonic() - begun:.0f} s")

    def line(self, what: str, said: object) -> None:
        after = f"{time.monotonic() - self._began:.0f} s"
        print(f"{after:>7}  {what}: {said}", flush=True)
        text = str(said).replace("\n", "<br>").replace("|", "\\|")
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"| {after} | {what} | {text} |\n")
