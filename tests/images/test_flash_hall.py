"""A whole hall: every box its card, the hub's last; stopped anywhere, it goes on."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import motcua
from hall_trust import ca
from hall_trust.folder import Settings
from hall_trust.register import Register
from images.flashing import __main__ as command
from images.flashing import bundles
from images.flashing.card import Card
from images.flashing.journal import BEGUN, DONE, FAILED, Journal
from images.flashing.layout import bootable
from images.flashing.trouble import BadCardError, RefusedError
from tests.hall_box.sshd import new_key
from tests.images import small_image

WARD = Path("halls/ward.toml")
BOXES = ["kiosk-1", "board-1", "caller-1", "caller-2", "caller-3", "caller-4", "pad-1", "hub"]


class Bench:
    """A technician with a stack of cards: one file stands for the reader, each card that was made is put aside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader = small_image.blank(folder / "reader")
        self.trust = folder / "trust"
        self.out = folder / "cards"
        self.image = small_image.make(folder)
        self.asked: list[str] = []
        self.answers: dict[str, list[str]] = {}
        """For a box: what is typed, before Enter alone."""
        self.new_card = True

    def ask(self, prompt: str) -> str:
        self.asked.append(prompt)
        box = prompt.split("] ")[1].split(":", maxsplit=1)[0]
        if self.new_card:
            small_image.blank(self.reader)
        return self.answers[box].pop(0) if self.answers.get(box) else ""

    def run(self, *words: str) -> int:
        files = [str(self.image), str(self.reader), "--file"]
        return command.main(["hall", str(WARD), *files, "--trust", str(self.trust), "--out", str(self.out), *words])

    def rows(self) -> list[tuple[str, str]]:
        with (self.out / "cards.csv").open(encoding="utf-8-sig", newline="") as text:
            return [(row["device"], row["result"]) for row in csv.DictReader(text)]

    def done(self) -> list[str]:
        return [device for device, result in self.rows() if result == DONE]

    def serial(self, device: str) -> str | None:
        register = Register(self.trust / "register.sqlite")
        held = register.in_force(device)
        register.close()
        return None if held is None else held.serial

    def on_card(self, name: str) -> bytes:
        words = ["mtype", "-i", f"{self.reader}@@4M", f"::hall/{name}"]
        return subprocess.run(words, capture_output=True, check=True).stdout


@pytest.fixture
def bench(tmp_path: Path, monkeypatch) -> Bench:
    bench = Bench(tmp_path)
    words = f"hall init --hall {WARD} --trust {bench.trust} --keys {tmp_path}/keys --broker 192.168.1.10:8883"
    assert motcua.main([*words.split(), "--name", "192.168.1.10"]) == 0
    monkeypatch.setattr("builtins.input", bench.ask)
    # What a disk does is not what these tests are about, and a busy one takes its time.
    monkeypatch.setattr("hall_core.durable.sync", lambda _path: None)
    monkeypatch.setattr("hall_trust.owned.sync", lambda _path: None)
    return bench


@pytest.fixture
def few(bench: Bench) -> Callable[..., int]:
    return lambda *words: bench.run("--only", "kiosk-1,board-1,hub", *words)


@pytest.mark.timeout(90)
def test_every_box_gets_its_card_and_its_label_and_the_hub_comes_last(bench: Bench, capsys) -> None:
    assert bench.run() == 0
    assert bench.done() == BOXES
    assert "every box has its card" in capsys.readouterr().out
    assert "[3/8] caller-1: put in the card for caller-1 (Bàn phím gọi số, Quầy 1)" in bench.asked[2]
    assert {file.stem for file in (bench.out / "labels" / "50x30-203dpi").iterdir()} == set(BOXES)
    assert all(bench.serial(box) for box in BOXES)
    before = len(bench.asked)
    assert bench.run() == 0
    assert len(bench.asked) == before


def test_the_hub_s_card_has_the_authority_with_all_that_was_given_out(bench: Bench, few, tmp_path) -> None:
    assert few() == 0
    told = tomllib.loads(bench.on_card("device.toml").decode())
    assert (told["device"]["id"], told["device"]["role"]) == ("hub", "hub")
    key, pem = bench.on_card("hub/trust/ca.key"), bench.on_card("hub/trust/ca.pem")
    ca.Authority(key, pem)
    settings = msgspec.json.decode(bench.on_card("hub/trust/settings.json"), type=Settings)
    want = Settings(hall_file="/etc/motcua/hall.toml", keys="/var/lib/motcua/keys", broker=("192.168.1.10", 8883))
    assert settings == want
    (tmp_path / "r.sqlite").write_bytes(bench.on_card("hub/trust/register.sqlite"))
    with sqlite3.connect(f"file:{tmp_path / 'r.sqlite'}?mode=ro", uri=True) as db:
        names = {name for (name,) in db.execute("SELECT name FROM certificate WHERE revoked IS NULL")}
    db.close()
    assert {"kiosk-1", "board-1", "broker", "hub", "authority", "console-1"} <= names
    for name in ("broker", "hub", "authority", "console"):
        pem = bench.on_card(f"hub/keys/{name}/device.pem")
        ca.check_pair(pem, pem, bench.on_card("ca.pem"))
    assert b"PRIVATE" in bench.on_card("hub/keys/console/web.pem")
    assert bench.on_card("hub/trust/public/access.acl")


def test_it_stops_where_it_is_told_to_and_goes_on_there(bench: Bench, few, capsys) -> None:
    bench.answers = {"board-1": ["q"]}
    assert few() == command.FAILED
    assert "still without a card: board-1, hub" in capsys.readouterr().out
    assert bench.done() == ["kiosk-1"]
    assert few() == 0
    assert bench.done() == ["kiosk-1", "board-1", "hub"]
    assert "[1/3] kiosk-1: done" in capsys.readouterr().out


def test_one_that_is_skipped_is_named_at_the_end(bench: Bench, few, capsys) -> None:
    bench.answers = {"kiosk-1": ["s"]}
    assert few() == command.FAILED
    assert "still without a card: kiosk-1;" in capsys.readouterr().out
    # Its key is not known to the hub's card that was made meanwhile: that one is made anew.
    assert few() == 0
    assert bench.done() == ["board-1", "hub", "kiosk-1", "hub"]


def test_the_card_from_just_now_is_not_written_over_by_mistake(bench: Bench, few, capsys) -> None:
    bench.new_card = False
    bench.answers = {"board-1": ["", "", "q"]}
    assert few() == command.FAILED
    assert capsys.readouterr().out.count('this is the card of kiosk-1: put in another, or type "again"') == 2
    bench.answers = {"board-1": ["again", ""], "hub": ["again"]}
    assert few() == 0


def test_a_bad_card_costs_nothing_and_another_is_asked_for(bench: Bench, few, monkeypatch, capsys) -> None:
    good, seen = Card.read, []

    def read(card: Card, at: int, size: int) -> bytes:
        seen.append(at)
        if len(seen) == 3:
            raise BadCardError("cannot be read")
        return good(card, at, size)

    monkeypatch.setattr(Card, "read", read)
    assert few() == 0
    assert bench.rows()[:4] == [("kiosk-1", BEGUN), ("kiosk-1", FAILED), ("kiosk-1", BEGUN), ("kiosk-1", DONE)]
    assert "this card does not start; kiosk-1 needs another one" in capsys.readouterr().out
    assert len([prompt for prompt in bench.asked if "kiosk-1" in prompt]) == 2


def test_an_interruption_while_a_card_is_written_leaves_the_device_as_it_was(bench: Bench, few, monkeypatch) -> None:
    good = Card.write

    def write(card: Card, at: int, data: bytes) -> None:
        if at > 16 * small_image.MIB:
            raise KeyboardInterrupt
        good(card, at, data)

    monkeypatch.setattr(Card, "write", write)
    assert few() == command.INTERRUPTED
    assert bench.serial("kiosk-1") is None
    assert not bootable(bench.reader.read_bytes())
    assert bench.rows() == [("kiosk-1", BEGUN)]
    monkeypatch.setattr(Card, "write", good)
    assert few() == 0
    assert bench.done() == ["kiosk-1", "board-1", "hub"]


def test_a_card_that_was_good_just_before_a_power_cut_is_not_asked_for_again(bench: Bench, few, monkeypatch) -> None:
    add = Journal.add

    def cut(journal: Journal, row) -> None:
        if row.result == DONE:
            raise KeyboardInterrupt
        add(journal, row)

    monkeypatch.setattr(Journal, "add", cut)
    assert few() == command.INTERRUPTED
    serial = bench.serial("kiosk-1")
    assert serial is not None
    monkeypatch.setattr(Journal, "add", add)
    assert few() == 0
    assert bench.serial("kiosk-1") == serial
    assert len([prompt for prompt in bench.asked if "kiosk-1" in prompt]) == 1


def test_a_device_that_was_let_in_otherwise_is_left_alone_unless_told(bench: Bench, few, tmp_path, capsys) -> None:
    assert motcua.main(["device", "enrol", "kiosk-1", "--out", str(tmp_path), "--trust", str(bench.trust)]) == 0
    serial = bench.serial("kiosk-1")
    assert few() == command.FAILED
    assert "kiosk-1: has a certificate that no card of this list brought it; --replace" in capsys.readouterr().out
    assert bench.serial("kiosk-1") == serial
    assert few("--replace") == 0
    assert bench.serial("kiosk-1") != serial


def test_a_box_whose_card_is_dead_gets_another_one_and_its_old_key_ends(bench: Bench, capsys) -> None:
    assert bench.run("--only", "kiosk-1") == 0
    serial = bench.serial("kiosk-1")
    assert bench.run("--only", "kiosk-1") == 0
    assert "kiosk-1: done; another card for it: --again kiosk-1" in capsys.readouterr().out
    assert bench.serial("kiosk-1") == serial
    assert bench.run("--again", "kiosk-1") == 0
    assert bench.serial("kiosk-1") not in (serial, None)


def test_cards_can_carry_claims_instead_of_keys(bench: Bench) -> None:
    assert bench.run("--only", "kiosk-1", "--claim-hours", "8") == 0
    assert bench.on_card("claim.txt").startswith(b"MOTCUA1:")
    assert bench.serial("kiosk-1") is None
    db = sqlite3.connect(bench.trust / "register.sqlite")
    assert db.execute("SELECT device FROM claim").fetchall() == [("kiosk-1",)]
    db.close()


def test_fixed_addresses_come_from_a_small_file(bench: Bench, tmp_path) -> None:
    file = tmp_path / "addresses.toml"
    file.write_text('gateway = "192.168.1.1"\n[address]\nhub = "192.168.1.10/24"\nkiosk-1 = "192.168.1.21/24"\n')
    assert bench.run("--only", "kiosk-1", "--addresses", str(file)) == 0
    told = tomllib.loads(bench.on_card("device.toml").decode())
    assert told["network"] == {"address": "192.168.1.21/24", "gateway": "192.168.1.1"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[address]\nkiosk-9 = "192.168.1.21/24"', 'no device "kiosk-9"'),
        ('[address]\nkiosk-1 = "192.168.1.21"', "no address with its prefix"),
        ('[address]\nkiosk-1 = "192.168.1.21/24"\nboard-1 = "192.168.1.21/24"', "has the address of kiosk-1"),
        ('[address]\nhub = "192.168.1.11/24"', "the bundles say that it is at 192.168.1.10"),
        ("kiosk-1 = 1", "unknown field"),
        ("[", "cannot be used"),
    ],
)
def test_addresses_that_cannot_be_are_refused_before_the_first_card(
    bench, tmp_path, capsys, text: str, why: str
) -> None:
    file = tmp_path / "addresses.toml"
    file.write_text(text)
    assert bench.run("--addresses", str(file)) == command.REFUSED
    assert why in capsys.readouterr().err
    assert bench.asked == []


def test_a_box_that_the_hall_does_not_have_is_refused(bench: Bench, capsys) -> None:
    assert bench.run("--only", "kiosk-2") == command.REFUSED
    assert 'has no box "kiosk-2"' in capsys.readouterr().err


def test_another_hall_file_than_the_authority_s_is_refused(bench: Bench, capsys) -> None:
    words = [str(bench.image), str(bench.reader), "--file", "--trust", str(bench.trust), "--out", str(bench.out)]
    assert command.main(["hall", "halls/demo.toml", *words]) == command.REFUSED
    assert "motcua hall renew --hall halls/demo.toml" in capsys.readouterr().err


def test_a_list_whose_last_line_a_power_cut_has_shortened_goes_on(bench: Bench) -> None:
    assert bench.run("--only", "kiosk-1") == 0
    log = bench.out / "cards.csv"
    log.write_bytes(log.read_bytes() + b"2026-11-22T20:00:00+07:00,board-1,bo")
    assert bench.run("--only", "kiosk-1,board-1") == 0
    assert Journal(log).done("board-1") is not None
    assert len(bench.asked) == 2


def test_another_file_is_not_taken_for_the_list(bench: Bench, capsys) -> None:
    bench.out.mkdir()
    (bench.out / "cards.csv").write_text("a,b\n1,2\n")
    assert bench.run() == command.REFUSED
    assert "put it aside" in capsys.readouterr().err


def test_a_technicians_key_comes_with_the_card_and_what_is_none_stops_the_list_before_the_first(
    bench: Bench, tmp_path: Path, capsys
) -> None:
    key, broken = tmp_path / "an.pub", tmp_path / "broken.pub"
    key.write_text(f"{new_key('an').public}\n")
    broken.write_text("ssh-ed25519 AAAA\n")
    assert bench.run("--technician-key", str(broken)) == 1
    assert f"{broken}, line 1: this is no ssh-ed25519 key" in capsys.readouterr().err
    assert bench.asked == []
    assert bench.run("--only", "hub", "--technician-key", str(key)) == 0
    assert bench.on_card("technician.pub") == key.read_bytes()


def test_a_bundle_whose_technicians_key_is_none_is_refused(tmp_path: Path, bench: Bench) -> None:
    words = ["device", "enrol", "board-1", "--trust", str(bench.trust), "--out", str(tmp_path)]
    assert motcua.main(words) == 0
    bundles.given(tmp_path)
    (tmp_path / "hall/technician.pub").write_text("ssh-ed25519\n")
    with pytest.raises(RefusedError, match=r"technician\.pub, line 1: the key itself is missing"):
        bundles.given(tmp_path)
