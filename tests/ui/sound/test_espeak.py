"""The one way to espeak-ng, with the real one, and with one that hangs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hall_core.ui.sound.espeak import Espeak, NoVoiceError
from hall_core.ui.sound.samples import FULL, read_wav
from hall_core.ui.sound.voices import Voices

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the Debian package espeak-ng")
LONG_ENOUGH = 20.0


@pytest.fixture
def espeak() -> Espeak:
    return Espeak(Voices(), LONG_ENOUGH)


def put_in_path(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An espeak-ng of our own, which knows the usual voices and does ``script`` with words."""
    program = folder / "espeak-ng"
    voices = "printf 'head\\n5 vi --/M Vietnamese aav/vi\\n5 en-gb --/M English gmw/en\\n'"
    program.write_text(f'#!/bin/sh\n[ "$1" = --voices ] && {voices} && exit\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@needs_espeak
def test_each_language_has_its_own_voice(tmp_path: Path, espeak: Espeak) -> None:
    espeak.speak("ba", "vi", tmp_path / "vi.wav")
    espeak.speak("ba", "en", tmp_path / "en.wav")
    assert read_wav(tmp_path / "vi.wav") != read_wav(tmp_path / "en.wav")


@needs_espeak
def test_it_can_be_softer(tmp_path: Path, espeak: Espeak) -> None:
    words = "Mời quý vị chạm vào màn hình."
    espeak.speak(words, "vi", tmp_path / "full.wav")
    espeak.speak(words, "vi", tmp_path / "soft.wav", strength=60)
    full, soft = read_wav(tmp_path / "full.wav"), read_wav(tmp_path / "soft.wav")
    assert max(map(abs, full)) > 0.9 * FULL
    assert 0.3 * FULL < max(map(abs, soft)) < 0.7 * FULL


@needs_espeak
def test_brackets_in_a_text_are_not_taken_for_phonemes(tmp_path: Path, espeak: Espeak) -> None:
    espeak.speak("[[không]] một", "vi", tmp_path / "brackets.wav")
    espeak.speak("[ [không]] một", "vi", tmp_path / "words.wav")
    assert read_wav(tmp_path / "brackets.wav") == read_wav(tmp_path / "words.wav")
    espeak.speak("một", "vi", tmp_path / "one.wav")
    assert len(read_wav(tmp_path / "brackets.wav")) > 1.3 * len(read_wav(tmp_path / "one.wav"))


@needs_espeak
def test_a_text_that_looks_like_an_option_is_a_text(tmp_path: Path, espeak: Espeak) -> None:
    espeak.speak("--version", "en", tmp_path / "a.wav")
    assert len(read_wav(tmp_path / "a.wav")) > 0


@needs_espeak
def test_a_voice_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoVoiceError, match="no voice 'vi-vnn'"):
        Espeak(Voices(vi="vi-vnn"), LONG_ENOUGH).speak("ba", "vi", tmp_path / "a.wav")


def test_without_espeak_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, espeak: Espeak
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoVoiceError, match="install espeak-ng"):
        espeak.speak("ba", "vi", tmp_path / "a.wav")


def test_the_words_stand_on_no_command_line_and_in_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, espeak: Espeak
) -> None:
    put_in_path(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/options; cat > {tmp_path}/words; echo no >&2; exit 1')
    with pytest.raises(NoVoiceError) as failed:
        espeak.speak("hồ sơ riêng", "vi", tmp_path / "a.wav")
    assert (tmp_path / "words").read_text() == "hồ sơ riêng"
    assert "riêng" not in (tmp_path / "options").read_text()
    assert str(failed.value) == "espeak-ng: no"


def test_one_that_hangs_is_ended_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_path(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    other = subprocess.Popen(["sleep", "60"])  # of the same name
    try:
        with pytest.raises(NoVoiceError, match="not ended after 1 s"):
            Espeak(Voices(), 1.0).speak("ba", "vi", tmp_path / "a.wav")
        hung = int((tmp_path / "pid").read_text())
        with pytest.raises(ProcessLookupError):
            os.kill(hung, 0)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@needs_espeak
@pytest.mark.parametrize(
    ("language", "there"), [("vi", True), ("en", True), ("fr", True), ("zh", True), ("hmn", False), ("zz", False)]
)
def test_a_language_that_somebody_has_added_has_the_voice_that_espeak_gives_it(
    *, language: str, there: bool, tmp_path: Path, espeak: Espeak
) -> None:
    assert espeak.has(language) is there
    if there:
        espeak.speak("ba", language, tmp_path / "a.wav")
        assert read_wav(tmp_path / "a.wav")
    else:
        with pytest.raises(NoVoiceError):
            espeak.speak("ba", language, tmp_path / "a.wav")
