"""A whole hall with real programs, in which people hold their cards to the scanner wherever they should not."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

from broker_config.run import Broker
from broker_config.run import start as start_broker
from demo.at_console import OFFICER, PASSWORD, Browser
from demo.glass import Glass
from demo.hall_file import copy_of
from demo.hands import FakeDevice, FakeInputs, Keypad, Touchscreen
from demo.house import HALL
from demo.paper import Command, PaperPrinter
from demo.programs import ROOT, Program, start_hub
from demo.scanner import BarcodeScanner
from hall_core.device.hall_file import load
from hall_core.device.pin import kept_of
from hall_core.domain.business_day import local
from hall_core.domain.events import DayBegan
from hall_core.domain.figures.roster import roster_of
from hall_hub.figures.roll_up import roll_up
from hall_hub.keeping.forget import forget
from hall_hub.store.ledger import Ledger
from tests.flows.cards import CARDS, Card
from tests.flows.ear import Ear

PIN = "482913"
UP = 60.0
"""Seconds for a program on a busy machine."""
LEAVE = ("Xong", "Về trang đầu", "Thoát", "Quay lại")
HALF_READ = ("Chưa đọc được mã", "mã đọc dở")
MINE, SECOND_OF_MINE, THEIRS = "H41.16-261105-0001", "H41.16-261105-0002", "H41.16-261105-0003"
DOSSIERS = f"""code,procedure_vi,agency_vi,state,received,due,id_card
{MINE},Cấp lại giấy khai sinh,Sở Tư pháp,processing,2026-11-05,2026-12-05,{CARDS[0].number}
{SECOND_OF_MINE},Đăng ký kết hôn,Sở Tư pháp,finished,2026-11-02,2026-11-12,{CARDS[0].number}
{THEIRS},Cấp hộ chiếu,Công an tỉnh,processing,2026-11-05,2026-12-05,{CARDS[1].number}
"""
"""Nobody else has any."""


class RawPrinter(PaperPrinter):
    """Keeps what it was sent as well."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._sent = folder / "sent.bin"

    def _take(self, client: object, command: Command) -> None:
        with self._sent.open("ab") as out:
            out.write(b"".join(command))
        super()._take(client, command)  # type: ignore[arg-type]


class DayOfCards:
    """Running once it is made. All that any program writes lies in ``folder``, a folder for each."""

    def __init__(self, folder: Path, undo: ExitStack) -> None:
        self.folder, self._undo = folder, undo
        self.file = copy_of(HALL, folder / "hall.toml")
        text = self.file.read_text("utf-8")
        policy = f'[policy]\nid_card = true\nstaff_pin = "{kept_of(PIN, b"0" * 16)}"\n'
        # A smaller board, looked at from nearer, is drawn in a quarter of the time.
        text = text.replace("width_px = 1920, height_px = 1080", "width_px = 960, height_px = 540")
        text = text.replace("distance_m = 8", "distance_m = 7")
        self.file.write_text(text.replace("[policy]\n", policy, 1), "utf-8")
        self._passing = folder / "tmp"
        self._passing.mkdir()
        self.pictures = folder / "pictures"
        self.pictures.mkdir()
        self.broker: Broker = self._start_broker()
        self.ear = Ear(self.broker.address)
        self.hub = start_hub(self.file, folder / "hub", self.broker.address)
        self._bring_dossiers()
        self.printer = undo.enter_context(RawPrinter(folder / "printer"))
        self.scanner, self.keypad = BarcodeScanner(), Keypad()
        touch, pad_touch = Touchscreen(), Touchscreen()
        (folder / "kiosk-1").mkdir()
        own = ["--touch", touch.path, "--scanner", f"evdev:{self.scanner.path}", "--printer", self.printer.url]
        kiosk = self._start("kiosk_app", "kiosk-1", [*own, "--offscreen", "--verbose"], touch, self.scanner)
        pad = self._start("kiosk_app", "pad-1", ["--touch", pad_touch.path, "--offscreen"], pad_touch)
        sound = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(folder / "sound.raw")}
        board = self._start("display_app", "board-1", ["--offscreen"], env=sound)
        caller = self._start("counter_caller", "caller-1", ["--keypad", self.keypad.path], self.keypad)
        console = self._start_console()
        for program in (kiosk, pad, board, caller, console):
            program.wait_for("linked to the broker", UP)
        kiosk.wait_for("the hub has told the key for ID cards", UP)
        self._wait_for_key(folder / "kiosk-1" / "id.key")
        self.programs = [kiosk, pad, board, caller, console]
        self.kiosk, self.pad = Glass(kiosk, folder / "kiosk-1", touch), Glass(pad, folder / "pad-1", pad_touch)
        self.board = Glass(board, folder / "board-1")
        self.caller = caller

    # -- what citizens and officers do

    def scan(self, card: Card) -> None:
        self.scanner.scan(card.code)

    def hold(self, card: Card, words: str, seconds: float = 20) -> None:
        """Until the kiosk says so: on a busy machine strokes of a scanner come so late that half a card is read, and
        one holds it there again."""
        deadline, hints = time.monotonic() + seconds, (words, *HALF_READ)
        while True:
            self.scan(card)
            seen = self.kiosk.wait_until(lambda said: any(hint in text for hint in hints for text in said), words)
            if any(words in text for text in seen):
                return
            assert time.monotonic() < deadline, seen

    def type(self, text: str) -> None:
        self.kiosk.type(text, space="Dấu cách")

    def home(self) -> None:
        """By whatever leads there from here."""
        deadline = time.monotonic() + UP
        while "Xin kính chào quý vị" not in (seen := self.kiosk.look())["words"]:
            assert time.monotonic() < deadline, seen["words"]
            leads = [words for words in LEAVE if any(words in tap["words"] for tap in seen["taps"])]
            if leads:
                self.kiosk.tap_if_there(leads[0])

    def picture(self, glass: Glass, name: str) -> None:
        glass.keep(self.pictures / f"{name}.png")

    def browser(self) -> Browser:
        return Browser(self.console)

    def wait_for_ledger(self, event: str, count: int = 1) -> None:
        query = "SELECT count(*) FROM event WHERE json_extract(body, '$.type') = ?"
        deadline = time.monotonic() + UP
        while True:
            with closing(sqlite3.connect(f"file:{self.folder / 'hub' / 'ledger.sqlite'}?mode=ro", uri=True)) as db:
                if db.execute(query, (event,)).fetchone()[0] >= count:
                    return
            assert time.monotonic() < deadline, f"the ledger has no {event}"
            time.sleep(0.02)

    # -- what breaks

    def kill_hub(self) -> None:
        self.hub.kill()

    def start_hub_again(self) -> None:
        self.hub = start_hub(self.file, self.folder / "hub", self.broker.address)

    def stop_broker(self) -> None:
        self.broker.stop()

    def start_broker_again(self) -> None:
        self.broker = self._start_broker(self.broker.port)

    # -- how the day ends

    def running(self) -> list[int]:
        """The processes of the hall."""
        return [program.process.pid for program in (*self.programs, self.hub)] + [self.broker.process.pid]

    def no_memory_is_dumped(self) -> bool:
        """Whether none of our programs may leave a copy of its memory when it crashes."""
        pids = [program.process.pid for program in (*self.programs, self.hub)]
        return all(resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0) for pid in pids)

    def end(self) -> bytes:
        """Stops everything in order; gives what was said on the line, the last retained messages among it."""
        late = Ear(self.broker.address)
        late.wait_for("state/hall")
        retained = late.stop()
        stopping = [threading.Thread(target=program.stop) for program in (*self.programs, self.hub)]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        said = self.ear.stop()
        self.broker.stop()
        self._turn_the_day()
        return said + retained

    def _turn_the_day(self) -> None:
        """As the hub and the process beside it do at night."""
        now, data = time.time_ns() // 1_000_000, self.folder / "hub"
        tomorrow = (local(now).date() + timedelta(days=1)).isoformat()
        ledger = Ledger(data / "ledger.sqlite")
        with ledger.batch():
            ledger.append(DayBegan(day=tomorrow), now, None)
        ledger.close()
        plan = load(self.file)
        assert roll_up(data, roster_of(plan))
        list(forget(data, plan.keep, tomorrow))

    # -- starting

    def _stop_hub(self) -> None:
        self.hub.stop()

    def _start_broker(self, port: int | None = None) -> Broker:
        broker = start_broker(load(self.file), port, self.folder / "broker")
        self._undo.callback(broker.stop)
        return broker

    def _bring_dossiers(self) -> None:
        self._undo.callback(self._stop_hub)
        feed = self.folder / "hub" / "feeds" / "dossiers.csv"
        feed.with_name("dossiers.part").write_text(DOSSIERS, "utf-8")
        feed.with_name("dossiers.part").rename(feed)
        self.hub.wait_for(r"dossiers\.csv is used: 3", UP)
        feed.unlink()  # it is the centre's, and goes once it was read (docs/privacy.md)

    def _wait_for_key(self, file: Path) -> None:
        """The hub tells it to the kiosk."""
        deadline = time.monotonic() + UP
        while not file.exists():
            assert time.monotonic() < deadline, f"there is no {file}"
            time.sleep(0.02)

    def _start(
        self, module: str, device: str, own: list[str], *devices: FakeDevice, env: dict[str, str] | None = None
    ) -> Program:
        data = self.folder / device
        data.mkdir(exist_ok=True)
        host, port = self.broker.address
        given = ["--hall", str(self.file), "--device", device, "--data", str(data), "--broker", f"{host}:{port}", *own]
        wrap = None
        if devices:
            inputs = self.folder / "inputs" / device
            inputs.mkdir(parents=True)
            wrap = self._undo.enter_context(FakeInputs(inputs, *devices)).command
        passing = {"TMPDIR": str(self._passing), **(env or {})}
        program = Program(device, module, given, data / "output.log", env=passing, wrap=wrap)
        self._undo.callback(program.stop)
        return program

    def _start_console(self) -> Program:
        data = self.folder / "hub"
        argv = [sys.executable, "-m", "motcua", "officer", "--hall", str(self.file), "--data", str(data), "password"]
        subprocess.run([*argv, OFFICER], input=f"{PASSWORD}\n", cwd=ROOT, capture_output=True, text=True, check=True)
        host, port = self.broker.address
        given = ["--hall", str(self.file), "--data", str(data), "--broker", f"{host}:{port}"]
        given += ["--device", "console-1", "--port", "0"]
        env = {**os.environ, "TMPDIR": str(self._passing)}
        console = Program("console-1", "hall_hub.console", given, self.folder / "console.log", env=env)
        self._undo.callback(console.stop)
        self.console: str = console.wait_for(r"console at (http://\S+)", UP)[1]
        return console
