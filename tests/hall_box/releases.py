"""A box with two slots, whose rauc is played but for its looking at signatures; and a console that gives releases."""

from __future__ import annotations

import http.server
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from hall_box.places import Places
from hall_box.update_fetch import Source
from hall_box.update_slots import Slots
from hall_core.contract.box import RELEASE, UPDATE
from hall_core.contract.release import Asked, BoxStanding

RAUC = """#!/bin/sh
state={folder}
case "$1 $2" in
"info "*)
    shift
    exec rauc info --keyring={keyring} "$@" ;;
"install "*)
    test ! -e $state/refuses || {{ echo "LastError: Failed mounting bundle: no verity" >&2; exit 1; }}
    echo "  0% Installing"
    echo " 40% Copying image to rootfs.1"
    cp "$2" $state/slot-b
    echo "100% Installing done."
    echo "Installing succeeded" ;;
"status --output-format=json")
    cat $state/status.json ;;
"status mark-"*)
    echo "$2 $3" >>$state/marks ;;
*)
    exit 9 ;;
esac
"""


class Rig:
    """The box under ``folder``; ``restarts`` counts how often it was started anew."""

    def __init__(self, folder: Path, keyring: Path | None = None) -> None:
        self.places = Places.under(folder)
        self.state = folder / "rauc"
        self.state.mkdir()
        for place in (self.places.box, self.places.run, self.program):
            place.mkdir(parents=True)
        script = folder / "rauc.sh"
        script.write_text(RAUC.format(folder=self.state, keyring=keyring or "none"), encoding="utf-8")
        script.chmod(0o755)
        (folder / "etc/rauc").mkdir(parents=True)
        (folder / "etc/rauc/system.conf").write_text("[system]\ncompatible=motcua-amd64\n", encoding="utf-8")
        (folder / "proc").mkdir()
        (folder / "usr/lib").mkdir(parents=True)
        self._folder = folder
        self.restarts = 0
        self.slots = Slots(folder, str(script))
        self.slots.restart = self._restart  # type: ignore[method-assign]
        self.runs("1.0", "A")
        self.other("good")

    @property
    def program(self) -> Path:
        return self.places.run.parent / "board"

    def runs(self, version: str, slot: str) -> None:
        """As the boot loader has started it."""
        (self._folder / "proc/cmdline").write_text(f"root=x rauc.slot={slot} quiet\n", encoding="utf-8")
        (self._folder / "usr/lib/os-release").write_text(f'ID=debian\nIMAGE_VERSION="{version}"\n', encoding="utf-8")

    def other(self, status: str) -> None:
        """How the slot stands that does not run."""
        slots = [{"rootfs.0": {"state": "booted", "boot_status": "good"}}]
        slots += [{"rootfs.1": {"state": "inactive", "boot_status": status}}]
        (self.state / "status.json").write_text(json.dumps({"slots": slots}), encoding="utf-8")

    def marks(self) -> list[str]:
        file = self.state / "marks"
        return file.read_text("utf-8").splitlines() if file.exists() else []

    def asks(self, asked: Asked) -> None:
        """As the box's program writes what it heard."""
        (self.program / RELEASE).write_bytes(msgspec.json.encode(asked))

    def told(self) -> BoxStanding:
        return msgspec.json.decode((self.places.run.parent / UPDATE).read_bytes(), type=BoxStanding)

    def _restart(self) -> None:
        self.restarts += 1


class Console:
    """Gives one file to whoever knows its digest, as the hall's console does; over TLS."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        self.files = files
        self.asked: list[tuple[str, str]] = []
        """Path and range of every request."""
        self.breaks_after: int | None = None
        """Bytes after which the connection breaks."""
        key, self.ca = folder / "web.key", folder / "web.pem"
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        where = ["-keyout", str(key), "-out", str(self.ca), "-days", "3650", "-subj", "/CN=console"]
        names = ["-addext", "subjectAltName=DNS:console.test"]
        subprocess.run([*made, *where, *names], check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.ca, key)
        self.port = 0

    def source(self, name: str = "console.test") -> Source:
        return Source("127.0.0.1", self.port, name, self.ca)

    @contextmanager
    def open(self) -> Iterator[Console]:
        console = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                console.asked.append((self.path, self.headers["Range"]))
                data = console.files.get(self.path.removeprefix("/releases/"))
                if data is None:
                    self.send_error(404)
                    return
                start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
                self.send_header("Content-Length", str(len(data) - start))
                self.end_headers()
                self.wfile.write(data[start : console.breaks_after])

            def log_message(self, *_: Any) -> None:
                return

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            server.socket = self.context.wrap_socket(server.socket, server_side=True)
            self.port = server.server_address[1]
            serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            serving.start()
            try:
                yield self
            finally:
                server.shutdown()
                serving.join()
