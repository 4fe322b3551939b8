"""A whole hall on this machine: broker, hub, kiosk, printer, scanner, pad, board, caller, console; stopped in reverse
order."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from broker_config.line import Line
from broker_config.run import start as start_broker
from demo import at_console, feeds
from demo.glass import Glass
from demo.hall_file import AS_THEY_ARE, copy_of
from demo.hands import FakeDevice, FakeInputs, Keypad, Touchscreen
from demo.paper import PaperPrinter
from demo.programs import ROOT, SOON, Program, ProgramFailed, start_courier, start_hub
from demo.scanner import BarcodeScanner
from demo.trusted import Trusted
from hall_core.device.hall_file import load

HALL = ROOT / "halls" / "demo.toml"
UP = 40.0
"""Seconds for a program to be ready on a slow box that has never read its libraries before."""


class House:
    """Use as a context manager. ``folder`` takes everything the programs write. Nothing runs before ``start_*``."""

    def __init__(
        self,
        folder: Path,
        say: Callable[[str], None],
        *,
        lines: Mapping[str, str] = AS_THEY_ARE,
        more: str = "",
        line: Line | None = None,
    ) -> None:
        """``lines`` and ``more``: what its hall file has of its own. ``line``: to a centre, which brings its
        dossiers."""
        self.folder = folder
        self.say = say
        self.file = copy_of(HALL, folder / "hall.toml", lines, more)
        self.plan = load(self.file)
        self.programs: dict[str, Program] = {}
        self._line = line
        self._undo = ExitStack()
        self._trusted = Trusted(self.file, folder)
        self._undo.callback(self._trusted.close)

    def __enter__(self) -> House:
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def start_hub(self) -> None:
        trusted = self._trusted
        broker = start_broker(
            self.plan, trusted.broker[1], self.folder / "broker", trusted.guard, line=self._line, pace=SOON
        )
        self._undo.callback(broker.stop)
        self.say(f"broker: Mosquitto on 127.0.0.1:{broker.port}, for whoever has a certificate of this hall")
        self._start("hall_trust.program", "authority", trusted.authority(), named=False)
        for device in ("board-1", "pad-1", "caller-1"):
            self.let_in_by_card(device)
        self.say("board-1, pad-1 and caller-1 got their certificates from a card")
        feeds.drop(self._feeds, dossiers=self._line is None)
        self.start_hub_again()
        dropped = "catalogue, dossiers and appointments" if self._line is None else "catalogue and appointments"
        self.say(f"hub: ready, its ledger is empty; the centre's {dropped} lie before it")

    def start_hub_again(self) -> None:
        """On the same disk, as after a power cut."""
        hub = start_hub(self.file, self.folder / "hub", self._trusted.broker, keys=self._trusted.keys("hub"))
        self._undo.callback(hub.stop)
        self.programs["hub"] = hub

    def start_courier(self) -> None:
        """Beside the hub, once the hall has a line."""
        where = self.folder / "courier"
        keys = self._trusted.keys("courier")
        courier = start_courier(self.file, self.folder / "hub", where, self._trusted.broker, keys=keys)
        self._undo.callback(courier.stop)
        self.programs["courier"] = courier
        self.say("courier: ready")

    @property
    def _feeds(self) -> Path:
        return self.folder / "hub" / "feeds"

    def wait_for_feeds(self) -> None:
        """Returns once the hub has read what the centre brought, and the kiosk has the catalogue on its own disk."""
        feeds.wait_until_read(self._feeds, UP, dossiers=self._line is None)
        self.programs["kiosk-1"].wait_for("catalogue: edition .* is in use", UP)

    def start_printer(self) -> PaperPrinter:
        printer = self._undo.enter_context(PaperPrinter(self.folder / "tickets"))
        self.say(f"printer: a simulated ESC/POS printer at {printer.url}")
        return printer

    def let_in_by_card(self, device: str) -> None:
        self._trusted.enrol(device)

    def let_kiosk_in(self, console: str) -> None:
        """The head of the centre does, at the console, by the fingerprint that the box itself shows."""
        head = at_console.Browser(console, self.authority)
        head.sign_in(at_console.HEAD)
        fingerprint = self._trusted.claim("kiosk-1", lambda shown: head.let_in("kiosk-1", shown))
        self.say(f"kiosk-1 made its own key; the head let it in by its fingerprint {fingerprint}")

    def start_kiosk(
        self,
        printer: PaperPrinter,
        *options: str,
        touch: Touchscreen | None = None,
        scanner: BarcodeScanner | None = None,
    ) -> Glass:
        devices = [device for device in (touch, scanner) if device is not None]
        wrap = self._fake("kiosk-1", *devices) if devices else None
        extra = ["--touch", touch.path] if touch else []
        extra += ["--scanner", f"evdev:{scanner.path}"] if scanner else []
        program = self._start("kiosk_app", "kiosk-1", ["--printer", printer.url, *extra, *options], wrap)
        return Glass(program, self.folder / "kiosk-1", touch)

    def start_pad(self, *options: str, touch: Touchscreen | None = None) -> Glass:
        """The rating pad at the call box's counter."""
        wrap = self._fake("pad-1", touch) if touch else None
        extra = ["--touch", touch.path] if touch else []
        return Glass(self._start("kiosk_app", "pad-1", [*extra, *options], wrap), self.folder / "pad-1", touch)

    def start_board(self, *options: str, sound: Path | None = None) -> Glass:
        """``sound``: where SDL writes what it mixed, raw; None for the real sound card."""
        env = {} if sound is None else {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(sound)}
        program = self._start("display_app", "board-1", list(options), env=env)
        return Glass(program, self.folder / "board-1")

    def start_caller(self, keypad: Keypad) -> Program:
        return self._start("counter_caller", "caller-1", ["--keypad", keypad.path], self._fake("caller-1", keypad))

    def start_caller_here(self) -> Program:
        """The caller's terminal stand-in, on this very terminal."""
        return self._start("counter_caller", "caller-1", ["--terminal"], on_terminal=True)

    def start_console(self) -> str:
        """The pages of officers and the head; their address. Both can sign in."""
        data = self.folder / "hub"
        for officer in (at_console.HEAD, at_console.OFFICER):
            argv = [sys.executable, "-m", "motcua", "officer", "--hall", str(self.file), "--data", str(data)]
            told = at_console.PASSWORD + "\n"
            done = subprocess.run(
                [*argv, "password", officer], input=told, cwd=ROOT, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise ProgramFailed(f"{officer} got no password: {done.stdout}{done.stderr}")
        arguments = [*self._common("console", data), "--device", "console-1", "--port", "0"]
        console = Program("console-1", "hall_hub.console", arguments, self.folder / "console.log")
        self._undo.callback(console.stop)
        self.programs["console-1"] = console
        address: str = console.wait_for(r"console at (https://[\d.]+:\d+)", UP)[1]
        console.wait_for("linked to the broker", UP)
        self.say(f"console-1: ready at {address}")
        return address

    @property
    def authority(self) -> Path:
        """The certificate of the hall's own authority, for browsers."""
        return self._trusted.keys("console").ca

    def ledger(self, query: str) -> list[tuple[object, ...]]:
        """Rows of the hub's ledger as it is on the disk, read beside the running hub."""
        with sqlite3.connect(f"file:{self.folder / 'hub' / 'ledger.sqlite'}?mode=ro", uri=True) as db:
            rows = db.execute(query).fetchall()
        db.close()
        return rows

    def wait_for_ledger(self, query: str, what: str, seconds: float = 15) -> list[tuple[object, ...]]:
        """The rows, once there are any."""
        deadline = time.monotonic() + seconds
        while not (rows := self.ledger(query)):
            if time.monotonic() > deadline:
                raise ProgramFailed(f"the ledger does not say that {what}")
            time.sleep(0.05)
        return rows

    def _fake(self, box: str, *devices: FakeDevice) -> Callable[[list[str]], list[str]]:
        """What makes a program see these devices: ``box`` is whose they are."""
        folder = self.folder / "inputs" / box
        folder.mkdir(parents=True)
        return self._undo.enter_context(FakeInputs(folder, *devices)).command

    def _common(self, name: str, data: Path) -> list[str]:
        host, port = self._trusted.broker
        where = ["--broker", f"{host}:{port}", "--keys", str(self._trusted.keys(name).folder)]
        return ["--hall", str(self.file), "--data", str(data), *where]

    def _start(
        self,
        module: str,
        device: str,
        options: list[str],
        wrap: Callable[[list[str]], list[str]] | None = None,
        *,
        env: dict[str, str] | None = None,
        on_terminal: bool = False,
        named: bool = True,
    ) -> Program:
        """``named``: it is told which device it is."""
        data = self.folder / device
        data.mkdir()
        program = Program(
            device,
            module,
            [*self._common(device, data), *(["--device", device] if named else []), *options],
            data / "output.log",
            env=env,
            wrap=wrap,
            stdin=None if on_terminal else subprocess.DEVNULL,
            on_terminal=on_terminal,
        )
        self._undo.callback(program.stop)
        self.programs[device] = program
        if not on_terminal:
            program.wait_for("linked to the broker", UP)
            self.say(f"{device}: ready")
        return program
