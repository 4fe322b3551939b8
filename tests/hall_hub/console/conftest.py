"""A whole hall with its console: real broker, real hub, real console, each a process of its own."""

from __future__ import annotations

import html
import re
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from broker_config.run import Broker, start
from demo.hall_file import write_hall
from demo.programs import Program, start_hub
from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_hub.console.accounts import Accounts
from hall_hub.console.passwords import FILE, FOLDER, hash_of
from tests.hall_hub.console import attack
from tests.hall_hub.console import browser as b

HERE = Path(__file__).parent
PASSWORD = "một câu dễ nhớ"
LISTENS = 'listen = "127.0.0.1"\n'
MORE = f"""
[[officers]]
id = "lanh-dao"
name = "Lãnh đạo trung tâm"
role = "head"
[[priority_groups]]
id = "cao-tuoi"
name = {{ vi = "Người cao tuổi", en = "Elderly" }}
[[services]]
id = "sao-y"
field = "ho-tich"
name = {{ vi = "Sao y", en = "Copies" }}
numbers = {{ prefix = "B", digits = 3, first = 1, last = 899 }}
priority = ["cao-tuoi"]
[[devices]]
role = "console"
id = "dieu-hanh"
{LISTENS}[policy]
recall_gap_s = 0
"""
NOTHING_LIKE_IT = "–"
PATIENCE = 30
"""Seconds for what comes by itself: on a busy machine, too."""


def hall_file(folder: Path) -> Path:
    """Two counters that serve two services; officers can-bo-1 and can-bo-2, the head lanh-dao."""
    file = write_hall(folder / "hall.toml", counters=2)
    text = file.read_text(encoding="utf-8").replace("{ khai-sinh = 0 }", "{ khai-sinh = 0, sao-y = 0 }")
    file.write_text(text + MORE, encoding="utf-8")
    return file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever starts or stops real programs, or does so for a whole module, needs more than the usual time."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(60))


def until(true: Callable[[], object], what: str = "it") -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.02)


class Centre:
    """Running; everybody's password is :data:`PASSWORD`."""

    def __init__(self, folder: Path, certificate: Path | None = None, names: str = "") -> None:
        """``certificate``: the folder of that of the console, which then speaks TLS. ``names``: what it is called, as
        the hall file has it."""
        self.file = hall_file(folder)
        if names:
            text = self.file.read_text("utf-8").replace(LISTENS, f"{LISTENS}names = {names}\n")
            self.file.write_text(text, "utf-8")
        self._certificate = [] if certificate is None else ["--web-certificate", str(certificate)]
        self.plan: Plan = load(self.file)
        self.data = folder / "hub"
        self._folder = folder
        self.broker: Broker = start(self.plan, None, folder / "broker")
        self.run = folder / "run"
        """The run-time files of the hub's box."""
        self.hub: Program = start_hub(self.file, self.data, self.broker.address, box=self.run)
        self.console = self.start_console()

    def start_console(self, own_port: int = 0) -> Program:
        """0: any port that is free."""
        host, port = self.broker.address
        arguments = ["--hall", self.file, "--data", self.data, "--broker", f"{host}:{port}", "--device", "dieu-hanh"]
        arguments += ["--box", self.run]
        log = self._folder / "console.log"
        self.console = Program(
            "console", "hall_hub.console", [*map(str, arguments), "--port", str(own_port), *self._certificate], log
        )
        self.address: str = self.console.wait_for(r"console at (https?://\S+)", 20).group(1)
        self.console.wait_for("linked to the broker", 20)
        return self.console

    def let_everybody_in(self) -> None:
        accounts, hash = Accounts(self.data / FOLDER / FILE), hash_of(PASSWORD)
        for officer in self.plan.officers:
            accounts.set_hash(officer.id, hash, 0)
        accounts.close()

    def close(self) -> None:
        self.console.stop()
        self.hub.stop()
        self.broker.stop()


class Person:
    """Somebody at a browser without script; keeps cookies, and the token of the last page."""

    def __init__(self, address: str, trusts: ssl.SSLContext | None = None) -> None:
        """``trusts``: whose certificates, over TLS."""
        self.wire = httpx.Client(base_url=address, follow_redirects=True, timeout=20, verify=trusts or True)
        self.page = ""

    def see(self, path: str) -> str:
        self.page = self.wire.get(path).text
        return self.page

    def wait_for(self, path: str, *words: str) -> str:
        """The page, once all of that stands there: diary, devices and the authority write beside the pages."""
        until(lambda: all(map(self.see(path).__contains__, words)), f"{words} on {path}")
        return self.page

    def sign_in(self, officer: str, password: str = PASSWORD) -> httpx.Response:
        self.see("/sign-in")
        return self.send("/sign-in", officer=officer, password=password)

    def send(self, path: str, **fields: str) -> httpx.Response:
        answer = self.wire.post(path, data={"token": self.token, **fields})
        self.page = answer.text
        return answer

    def do(self, type: str, back: str = "/", **fields: str) -> str:
        """Presses; gives what is said beside the button."""
        answer = self.send("/do", type=type, where=type, back=back, **fields)
        assert answer.status_code == 200, answer.text
        return self.said

    @property
    def token(self) -> str:
        found = re.search(r'name="token" value="(\w+)"', self.page)
        return found.group(1) if found else ""

    @property
    def said(self) -> str:
        found = re.search(r'class="said [^>]*>([^<]*)', self.page)
        return html.unescape(found.group(1)).strip() if found else NOTHING_LIKE_IT

    def close(self) -> None:
        self.wire.close()


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    running = Centre(tmp_path_factory.mktemp("centre"))
    running.let_everybody_in()
    yield running
    running.close()


@pytest.fixture
def stranger(centre: Centre) -> Iterator[Person]:
    person = Person(centre.address)
    yield person
    person.close()


@pytest.fixture
def officer(stranger: Person) -> Person:
    """Signed in as can-bo-1."""
    stranger.sign_in("can-bo-1")
    return stranger


@pytest.fixture
def head(centre: Centre) -> Iterator[Person]:
    person = Person(centre.address)
    person.sign_in("lanh-dao")
    yield person
    person.close()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[b.Driver]:
    """For real browsers, where there are any (``b.missing``)."""
    running = b.Driver(tmp_path_factory.mktemp("driver") / "log")
    yield running
    running.close()


@pytest.fixture(scope="module")
def found(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> list[attack.Address]:
    """All that the application answers, as an attacker finds it."""
    return attack.addresses(tmp_path_factory.mktemp("app"), centre)


@pytest.fixture
def unchanged(centre: Centre, head: Person) -> Iterator[None]:
    """From when the head is signed in."""
    before = attack.state(centre)
    yield
    assert attack.state(centre) == before
