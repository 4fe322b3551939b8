"""A province lets halls onto the line and off it, by the commands that people type."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from broker_config.line import LineFolder, read_line
from demo.hall_file import write_hall
from hall_core.line_users import LineUsers, read_users
from hall_trust import ca
from hall_trust.commands import hall as hall_command
from hall_trust.commands import province as province_command


class Bench:
    """A province's folder, and the hub's box of hall ``thu``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.province = folder / "province"
        self.box = LineFolder(folder / "box")
        self.hall_file = write_hall(folder / "hall.toml", counters=1)
        self.hall_file.write_text(self.hall_file.read_text("utf-8") + "\n[centre]\n", "utf-8")
        assert self.say("init", str(self.province), "--name", "Tỉnh Thử", "--address", "a:8883", bare=True) == 0

    def say(self, act: str, *words: str, bare: bool = False) -> int:
        where = [] if bare else ["--province", str(self.province)]
        return province_command.main([act, *words, *where])

    def at_hall(self, act: str, *words: str) -> int:
        where = ["--hall", str(self.hall_file), "--line", str(self.box.folder)]
        return hall_command.main(["line", act, *words, *where])

    @property
    def users(self) -> LineUsers:
        return read_users((self.province / "public" / "users.json").read_bytes())

    @property
    def gift(self) -> Path:
        return self.folder / "gift" / "line"

    def enrol(self, *words: str) -> int:
        return self.say("enrol", "thu", "--out", str(self.folder / "gift"), *words)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def asked(bench: Bench, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """The request, and its fingerprint as the hub's box shows it."""
    request = bench.folder / "request.json"
    assert bench.at_hall("request", "--out", str(request)) == 0
    return request, capsys.readouterr().out.split()[-1]


def told_by_telephone(capsys: pytest.CaptureFixture[str]) -> str:
    """The fingerprint of its authority, as the province sees it."""
    [line] = [line for line in capsys.readouterr().out.splitlines() if "telephone" in line]
    return line.split()[-1]


def test_a_hall_that_is_enrolled_takes_its_line(bench: Bench) -> None:
    assert bench.enrol() == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    line = read_line(bench.box)
    assert (line.told.hall, line.told.addresses) == ("thu", ["a:8883"])
    assert len(line.secret.client_id) == 32
    ca.check_pair(line.folder.own.read_bytes(), line.folder.own.read_bytes(), (bench.province / "ca.pem").read_bytes())


def test_no_secret_is_for_everybody_to_read(bench: Bench) -> None:
    assert bench.enrol() == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    for file in (*bench.gift.iterdir(), bench.box.own, bench.box.secret, bench.province / "ca.key"):
        assert mode(file) == 0o600, file
    assert mode(bench.province / "public" / "users.json") == 0o600


def test_the_province_keeps_no_password(bench: Bench) -> None:
    assert bench.enrol() == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    secret = read_line(bench.box).secret
    for file in bench.province.rglob("*"):
        assert not file.is_file() or secret.password.encode() not in file.read_bytes()


def test_a_box_that_asks_keeps_its_key_client_id_and_password_to_itself(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    request, fingerprint = asked(bench, capsys)
    assert bench.enrol("--request", str(request), "--fingerprint", fingerprint) == 0
    assert bench.at_hall("take", str(bench.gift), "--fingerprint", told_by_telephone(capsys)) == 0
    line = read_line(bench.box)
    travelled = request.read_bytes() + b"".join(file.read_bytes() for file in bench.gift.iterdir())
    assert line.secret.password.encode() not in travelled
    assert line.secret.client_id.encode() not in travelled
    assert b"PRIVATE KEY" not in travelled
    assert b"PRIVATE KEY" in line.folder.own.read_bytes()


def test_a_box_believes_no_authority_that_nobody_has_compared(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever carries what the province gives could put another centre in its place, for the hall's very key."""
    request, fingerprint = asked(bench, capsys)
    assert bench.enrol("--request", str(request), "--fingerprint", fingerprint) == 0
    shown = told_by_telephone(capsys)
    assert bench.at_hall("take", str(bench.gift)) == 1
    assert f"--fingerprint {shown}" in capsys.readouterr().err
    assert bench.at_hall("take", str(bench.gift), "--fingerprint", fingerprint) == 1
    assert not bench.box.own.exists()
    assert not bench.box.ca.exists()
    assert bench.at_hall("take", str(bench.gift), "--fingerprint", shown.lower().replace("-", "")) == 0


def test_a_line_that_is_there_goes_on_with_its_authority_and_with_no_other(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.enrol() == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    before = bench.box.own.read_bytes()
    strangers = bench.folder / "strangers"
    where = ["--province", str(strangers)]
    name = ["--name", "Tỉnh Khác", "--address", "x:8883"]
    assert province_command.main(["init", str(strangers), *name]) == 0
    capsys.readouterr()
    request, fingerprint = asked(bench, capsys)
    words = ["--request", str(request), "--fingerprint", fingerprint, "--out", str(bench.folder / "gift")]
    assert province_command.main(["enrol", "thu", *words, *where]) == 0
    assert bench.at_hall("take", str(bench.gift)) == 1
    assert bench.box.own.read_bytes() == before


def test_a_request_that_nobody_has_compared_gets_nothing(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    request, fingerprint = asked(bench, capsys)
    assert bench.enrol("--request", str(request)) == 1
    assert f"--fingerprint {fingerprint}" in capsys.readouterr().err
    assert bench.enrol("--request", str(request), "--fingerprint", "0000-0000-0000-0000-0000") == 1
    assert bench.users.halls == []


def test_a_request_with_another_password_in_it_is_none(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    request, fingerprint = asked(bench, capsys)
    data = request.read_bytes()
    at = data.index(b"$2a$04$") + 20
    request.write_bytes(data[:at] + (b"x" if data[at : at + 1] != b"x" else b"y") + data[at + 1 :])
    assert bench.enrol("--request", str(request), "--fingerprint", fingerprint) == 1
    assert "changed after it was made" in capsys.readouterr().err


def test_a_renewed_line_has_the_same_client_id_and_password(bench: Bench) -> None:
    assert bench.enrol() == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    before, certificate, users = read_line(bench.box).secret, bench.box.own.read_bytes(), bench.users
    assert bench.say("renew", "thu", "--out", str(bench.folder / "gift")) == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    assert read_line(bench.box).secret == before
    assert bench.users == users
    assert bench.box.own.read_bytes() != certificate


def test_a_box_may_ask_for_its_renewal_itself(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.enrol() == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    before = read_line(bench.box).secret
    capsys.readouterr()
    request, fingerprint = asked(bench, capsys)
    words = ["--request", str(request), "--fingerprint", fingerprint]
    assert bench.say("renew", "thu", "--out", str(bench.folder / "gift"), *words) == 0
    assert bench.at_hall("take", str(bench.gift)) == 0
    assert read_line(bench.box).secret == before
    assert not bench.box.next_key.exists()


def test_a_hall_that_is_revoked_is_in_no_list_any_more(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.enrol() == 0
    before = (bench.province / "public" / "revoked.pem").read_bytes()
    assert bench.say("revoke", "thu", "--reason", "bị lấy cắp") == 0
    assert bench.users.halls == []
    assert (bench.province / "public" / "revoked.pem").read_bytes() != before
    capsys.readouterr()
    assert bench.say("list") == 0
    assert capsys.readouterr().out == "thu  revoked: bị lấy cắp\n"


def test_another_hall_s_line_is_not_taken(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.say("enrol", "khac", "--out", str(bench.folder / "gift")) == 0
    assert bench.at_hall("take", str(bench.gift)) == 1
    assert 'is for hall "khac", not for "thu"' in capsys.readouterr().err
    assert not bench.box.own.exists()


def test_the_gateway_has_its_own_and_no_hall_may_be_called_like_it(bench: Bench) -> None:
    assert bench.say("gateway", "--out", str(bench.folder / "gw")) == 0
    assert bench.users.gateway is not None
    assert ca.read((bench.folder / "gw" / "gateway-carry" / "device.pem").read_bytes()).name == "gateway-carry"
    for name in ("gateway", "gateway-ingest"):
        assert bench.say("enrol", name, "--out", str(bench.folder / "gift")) == 1


def test_a_second_authority_is_not_made(bench: Bench) -> None:
    key = (bench.province / "ca.key").read_bytes()
    assert bench.say("init", str(bench.province), "--name", "x", "--address", "a:1", bare=True) == 1
    assert (bench.province / "ca.key").read_bytes() == key


def test_what_it_vouches_for_lies_beside_the_file(bench: Bench) -> None:
    file = bench.folder / "calendar.toml"
    file.write_text("x = 1\n")
    assert bench.say("sign", str(file)) == 0
    told = msgspec.json.decode((bench.folder / "calendar.toml.sig").read_bytes())
    assert told["name"] == "calendar.toml"
