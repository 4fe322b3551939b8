"""What the province vouches for counts, and nothing that was changed, renamed or signed by somebody else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hall_trust.ca import new_authority
from hall_trust.signed import SignatureError, beside, check_file, main, sign_file


@pytest.fixture
def signed(tmp_path: Path, made, at) -> Path:
    file = tmp_path / "calendar.toml"
    file.write_text('[[days]]\nday = "2027-02-05"\n')
    beside(file).write_bytes(sign_file(made.key, file, at))
    (tmp_path / "ca.pem").write_bytes(made.pem)
    return file


def test_a_signed_file_says_since_when(signed: Path, made, at) -> None:
    assert check_file(signed, made.pem) == at


def test_a_program_asks_a_child_that_has_the_library(signed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hall_trust.signed", "check", str(signed), "--ca", str(signed.parent / "ca.pem")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "2026-11-21T02:00:00Z\n", "")


def test_a_changed_file_does_not_count(signed: Path, made) -> None:
    signed.write_text(signed.read_text() + "\n")
    with pytest.raises(SignatureError):
        check_file(signed, made.pem)


def test_a_changed_date_does_not_count(signed: Path, made, at) -> None:
    beside(signed).write_bytes(beside(signed).read_bytes().replace(str(at).encode(), str(at + 1).encode()))
    with pytest.raises(SignatureError):
        check_file(signed, made.pem)


def test_what_is_signed_as_one_thing_does_not_count_as_another(signed: Path, made) -> None:
    other = signed.with_name("catalogue.toml")
    other.write_bytes(signed.read_bytes())
    beside(other).write_bytes(beside(signed).read_bytes().replace(b"calendar", b"catalogue"))
    with pytest.raises(SignatureError):
        check_file(other, made.pem)


def test_another_authority_s_word_does_not_count(signed: Path, at) -> None:
    _, other = new_authority("province", "Tỉnh khác", at)
    with pytest.raises(SignatureError):
        check_file(signed, other)


@pytest.mark.parametrize("text", ["", "{}", '{"name":"calendar.toml","at":1,"signature":"?"}'])
def test_what_is_no_signature_ends_with_the_reason(signed: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    beside(signed).write_text(text)
    assert main(["check", str(signed), "--ca", str(signed.parent / "ca.pem")]) == 1
    assert str(signed) in capsys.readouterr().err


def test_a_file_without_a_signature_does_not_count(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(signed).unlink()
    assert main(["check", str(signed), "--ca", str(signed.parent / "ca.pem")]) == 1
    assert "No such file" in capsys.readouterr().err
