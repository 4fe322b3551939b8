"""A technician's way in: whose keys count, from where they come, and how they go."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from demo.programs import ROOT
from hall_box import way_in
from hall_box.setup.view import view
from hall_box.spoken import lines
from hall_box.standing import Standing, tell, told
from hall_core.ui.translate import Words
from hall_trust.technician import TechnicianError, keys_in, text_of
from tests.hall_box.conftest import Box, Workshop
from tests.hall_box.sshd import Key

Cards = dict[str, Path]
START, STOP = (f"systemctl --no-block {act} {way_in.SOCKET}" for act in ("start", "stop"))


def lay(box: Box, text: str | bytes) -> None:
    """On the card, beside what lies there."""
    box.places.bundle.mkdir(exist_ok=True)
    file = box.places.bundle / "technician.pub"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def kept(box: Box) -> tuple[str, ...]:
    file = way_in.kept(box.places)
    return keys_in(file.read_bytes()) if file.exists() else ()


# ---------------------------------------------------------------------------------------------------- whose keys count


def test_a_box_without_a_technicians_key_listens_to_nobody_and_no_start_waits_for_that(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    standing = box.start()
    assert standing.way_in == ""
    assert not way_in.host_key(box.places).exists()
    assert not [said for said in box.machine.said if way_in.SOCKET in said]


def test_the_key_comes_with_the_bundle_stays_on_the_card_and_is_no_part_of_what_the_box_is(
    box: Box, cards: Cards, an: Key
) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    standing = box.start()
    assert (standing.state, standing.taken, standing.way_in_fault) == ("starting", True, None)
    assert kept(box) == (an.public,)
    assert START in box.machine.said
    assert "technician.pub" in box.on_card()
    before = box.disk()
    again = box.start()
    assert (again.state, again.taken, again.way_in) == ("starting", False, standing.way_in)
    assert box.disk() == before


def test_a_key_that_is_put_on_the_card_later_counts_at_the_next_start_and_nothing_is_enrolled_anew(
    box: Box, cards: Cards, an: Key, binh: Key
) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    first = box.start()
    before = box.keys().own.read_bytes()
    lay(box, f"# from today\r\n\r\n{binh.public}\r\n")
    standing = box.start()
    assert (standing.state, standing.taken, standing.way_in_fault) == ("starting", False, None)
    assert kept(box) == (binh.public,), "those alone"
    assert box.keys().own.read_bytes() == before
    assert standing.way_in == first.way_in, "the box's own key stays"


def test_an_empty_file_closes_the_box(box: Box, cards: Cards, an: Key) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    box.start()
    lay(box, "# nobody\n")
    standing = box.start()
    assert (standing.way_in, kept(box)) == ("", ())
    assert STOP in box.machine.said
    box.machine.said.clear()
    box.start()
    assert not [said for said in box.machine.said if way_in.SOCKET in said]


def test_a_card_without_the_file_takes_nobodys_key_away(box: Box, cards: Cards, an: Key) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    box.start()
    box.insert(cards["board-1"])
    assert box.start().device == "board-1"
    assert kept(box) == (an.public,)


def test_what_the_card_brought_once_does_not_come_back_after_it_was_changed_on_the_box(
    box: Box, cards: Cards, an: Key, binh: Key
) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    box.start()
    way_in.keep(box.places, (binh.public,))
    box.start()
    assert kept(box) == (binh.public,)


def test_a_file_with_a_mistake_changes_nothing_and_says_which_line_it_is(box: Box, cards: Cards, an: Key) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    box.start()
    lay(box, f"{an.public}\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n")
    standing = box.start()
    assert standing.state == "starting"
    assert standing.way_in_fault is not None
    assert standing.way_in_fault.key == "technician"
    assert standing.way_in_fault.detail.startswith("technician.pub, line 2: this is no ssh-ed25519 key")
    assert kept(box) == (an.public,)
    assert START in box.machine.said


def test_a_mistake_in_the_keys_is_told_beside_whatever_else_is_wrong_with_the_card(
    box: Box, cards: Cards, foreign: Path, english_too: Words
) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    box.insert(foreign)
    lay(box, "nonsense\n")
    standing = box.start()
    assert [fault.key for fault in standing.faults] == ["other-hall", "technician"]
    said = lines(standing, english_too.into("vi"))
    assert [line for line in said if "technician.pub, line 1" in line]
    on_screen = view(standing, None, [], english_too)
    assert "phuong-khac" in on_screen.heading[0]
    assert "technician.pub" in on_screen.notice


def test_on_a_disk_that_refuses_those_get_in_who_did_before(
    box: Box, cards: Cards, an: Key, binh: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    box.start()
    lay(box, binh.public)
    box.machine.said.clear()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("hall_trust.owned.write", full)
        standing = box.start()
    assert standing.way_in
    assert standing.way_in_fault is not None
    assert standing.way_in_fault.detail == "technician.pub: No space left on device"
    assert START in box.machine.said
    assert kept(box) == (an.public,)
    box.start()
    assert kept(box) == (binh.public,), "it is tried again"


def test_whatever_is_wrong_with_the_way_in_no_role_waits_for_it(
    box: Box, cards: Cards, an: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    monkeypatch.setattr(way_in, "_have_host_key", lambda _: 1 // 0)
    standing = box.start()
    assert (standing.state, standing.role) == ("starting", "kiosk")
    assert standing.way_in_fault is not None
    assert "ZeroDivisionError" in standing.way_in_fault.detail


def test_a_stick_brings_keys_with_a_bundle_that_is_taken_in_and_not_otherwise(
    box: Box, cards: Cards, tmp_path: Path, an: Key
) -> None:
    from hall_box import begin

    stick = tmp_path / "stick"
    shutil.copytree(cards["claim"], stick / "hall")
    (stick / "hall/technician.pub").write_text(an.public)
    places = box.places.with_card(stick)
    (stick / "hall/claim.txt").rename(tmp_path / "claim.txt")
    assert begin.begin(places, box.machine, stick=True).state == "setup"
    assert kept(box) == ()
    (tmp_path / "claim.txt").rename(stick / "hall/claim.txt")
    assert begin.begin(places, box.machine, stick=True).state == "joining"
    assert kept(box) == (an.public,)
    # A visitor's, while the box waits to be let in.
    (stick / "hall/technician.pub").write_text("")
    begin.begin(places, box.machine, stick=True)
    assert kept(box) == (an.public,)


def test_a_box_whose_own_partition_is_gone_lets_nobody_in(box: Box, an: Key) -> None:
    lay(box, an.public)
    box.machine.keeps = False
    assert box.start().way_in == ""
    assert not box.places.box.exists()


def test_a_box_that_was_set_up_by_hand_is_left_to_its_administrator(
    box: Box, cards: Cards, an: Key, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(box.machine, "image", lambda: "")
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    assert box.start().way_in == ""
    assert kept(box) == ()
    assert not [said for said in box.machine.said if way_in.SOCKET in said]
    assert way_in.act("-", box.places, box.machine) == 2
    assert "set up by hand" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------- the box's own key


def test_each_box_makes_a_key_of_its_own_which_nobody_but_root_reads_and_whose_fingerprint_is_ssh_s(
    box: Box, cards: Cards, an: Key
) -> None:
    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    standing = box.start()
    file = way_in.host_key(box.places)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    said = subprocess.run(["ssh-keygen", "-lf", file], capture_output=True, text=True, check=True).stdout
    assert said.split()[1] == standing.way_in
    assert f"SSH: {standing.way_in}" in lines(standing, Words().into("en")), "to be read without logging in"
    way_in.host_key(box.places).unlink()
    assert box.start().way_in not in ("", standing.way_in)


def test_an_ordinary_start_of_an_open_box_loads_nothing_that_looks_at_keys(box: Box, cards: Cards, an: Key) -> None:
    from tests.hall_box.test_begin import ORDINARY

    box.insert(cards["kiosk-1"])
    lay(box, an.public)
    box.start()
    on_an_image = "Machine.image = lambda *_: '1.0.0'\nMachine.is_mounted = lambda *_: True\nstanding ="
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            ORDINARY.replace("standing =", on_an_image, 1) + "print(standing.way_in)",
            str(box.root),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()
    assert said[2] == "False"
    assert said[3].startswith("SHA256:")


# -------------------------------------------------------------------------------------------------- what a file may say


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "this is a private key"),
        ('command="sh" {key}', "options before a key are not taken"),
        ("ssh-dss AAAAB3NzaC1kc3M=", '"ssh-dss" is no type of key that is taken'),
        ("ssh-ed25519", "the key itself is missing"),
        ("ssh-ed25519 không", "this is no ssh-ed25519 key"),
        ("ecdsa-sha2-nistp256 {blob}", "this is no ecdsa-sha2-nistp256 key"),
    ],
)
def test_a_line_that_is_no_key_is_named_with_its_number(line: str, wrong: str, an: Key) -> None:
    said = line.format(key=an.public, blob=an.public.split()[1])
    with pytest.raises(TechnicianError) as caught:
        keys_in(f"{an.public}\n\n{said}\n".encode())
    (found,) = caught.value.lines
    assert found.startswith(f"technician.pub, line 3: {wrong}")


def test_a_file_that_is_none_of_text_is_refused() -> None:
    with pytest.raises(TechnicianError, match="no text"):
        keys_in(b"\xff\xfe\x00")


def test_a_key_stands_once_and_its_remark_brings_nothing_else_along(an: Key) -> None:
    kind, blob, *_ = an.public.split()
    text = f"\ufeff{kind} {blob} an \x1b[2J {kind}\n{kind}  {blob}\n"
    assert keys_in(text.encode()) == (f"{kind} {blob} an [2J {kind}",)


# ------------------------------------------------------------------------------------------------------- what is typed


def test_a_technicians_key_is_given_to_a_bundle_and_a_file_without_one_is_refused(
    workshop: Workshop, tmp_path: Path, an: Key, binh: Key, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other, none = tmp_path / "an.pub", tmp_path / "binh.pub", tmp_path / "none.pub"
    one.write_text(an.public)
    other.write_text(binh.public)
    none.write_text("")
    given = ("--technician-key", str(one), "--technician-key", str(other))
    folder = workshop.enrol("board-1", tmp_path / "card", *given)
    assert (folder / "technician.pub").read_bytes() == text_of([an.public, binh.public])
    again = workshop.enrol("board-1", tmp_path / "card")
    assert (again / "technician.pub").read_bytes() == text_of([an.public, binh.public]), "what is there stays"
    with pytest.raises(AssertionError):
        workshop.enrol("board-1", tmp_path / "card", "--technician-key", str(none))
    assert f"{none} has no key" in capsys.readouterr().err


def test_a_technician_changes_on_the_box_who_may_type_and_who_may_not_any_more(
    box: Box, an: Key, binh: Key, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def as_told() -> str:
        standing = told(box.places)
        assert standing is not None
        return standing.way_in

    def act(said: str | None) -> int:
        text = io.TextIOWrapper(io.BytesIO((said or "").encode()))
        monkeypatch.setattr("sys.stdin", text)
        return way_in.act(None if said is None else "-", box.places, box.machine)

    tell(box.places, Standing(state="starting", version="1.0.0"))
    assert act(f"{an.public}\n{binh.public}\n") == 0
    assert as_told() == way_in.fingerprint(box.places), "from now on, and not from the next start"
    assert (kept(box), box.machine.said[-1]) == ((an.public, binh.public), START)
    assert act(binh.public) == 0
    assert kept(box) == (binh.public,)
    assert act("nonsense") == 2
    assert kept(box) == (binh.public,)
    capsys.readouterr()
    assert act(None) == 0
    assert capsys.readouterr().out == f"{binh.public}\nthe box's own key: {way_in.fingerprint(box.places)}\n"
    assert act("") == 0
    assert (kept(box), box.machine.said[-1]) == ((), STOP)
    assert as_told() == ""
    assert capsys.readouterr().out == "nobody may type here: no key\n"
