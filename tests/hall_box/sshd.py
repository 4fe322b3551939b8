"""A box's sshd on loopback, with the image's own settings and the keys where the box keeps them: one for each who
comes, as motcua-ssh.socket has it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from threading import Thread

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from msgspec import Struct

from demo.programs import ROOT
from hall_box import way_in
from hall_box.places import Places
from images.proving.way_in import words

SETTINGS = ROOT / "images/overlay/all/etc/ssh/sshd_config"
PATIENCE = 60


class Key(Struct, frozen=True):
    public: str
    """As in a .pub."""
    private: bytes


def new_key(remark: str) -> Key:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return Key(f"{public} {remark}", key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))


class Sshd:
    """As root. sshd believes no file in a folder that others may write to, as those of tests mostly are."""

    host = "root@127.0.0.1"

    def __init__(self, key: Key) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="motcua-sshd-", dir="/run"))
        self._folder.chmod(0o755)
        self.places = Places.under(self._folder)
        way_in.keep(self.places, (key.public,))
        usual = str(Places().box)
        text = SETTINGS.read_text("utf-8")
        assert text.count(usual) == 2
        self._settings = self._folder / "sshd_config"
        self._settings.write_text(text.replace(usual, str(self.places.box)), "utf-8")
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # which the unit makes
        self._door = socket.create_server(("127.0.0.1", 0))
        self._port = str(self._door.getsockname()[1])
        blob = way_in.host_key(self.places).with_suffix(".pub").read_text()
        self._known = self._folder / "known"
        self._known.write_text(f"[127.0.0.1]:{self._port} {blob}")

    def __enter__(self) -> Sshd:
        self._thread = Thread(target=self._serve, name="sshd")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._door.close()
        shutil.rmtree(self._folder)

    def _serve(self) -> None:
        served: list[subprocess.Popen[bytes]] = []
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                break
            with line:
                command = ["/usr/sbin/sshd", "-i", "-f", self._settings]
                served.append(subprocess.Popen(command, stdin=line.fileno(), stdout=line.fileno()))
        for one in served:
            one.wait(PATIENCE)

    def ssh(self, key: Key, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        return self._do("ssh", "-p", self._port, *self._with(key), *more, self.host, *filter(None, [command]))

    def scp(self, key: Key, source: str, target: str) -> subprocess.CompletedProcess[str]:
        return self._do("scp", "-s", "-P", self._port, *self._with(key), source, target)

    def _with(self, key: Key) -> list[str]:
        file = self._folder / f"id-{abs(hash(key.public))}"
        file.write_bytes(key.private)
        file.chmod(0o600)
        return words(file, self._known)

    def _do(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, capture_output=True, text=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
