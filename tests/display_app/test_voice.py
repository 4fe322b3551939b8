"""The voice as numbers: clips really made by espeak-ng, joined, and measured sample by sample."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from demo.hall_file import write_hall
from display_app.board import SoundChecked
from display_app.voice.announcer import Announcer
from display_app.voice.clips import CHIME, Clips
from display_app.voice.command import main
from display_app.voice.joined import BETWEEN_WORDS, join
from display_app.voice.recordings import check
from hall_core.domain.announcement import WORDS, Manner, announce, needed_clips
from hall_core.ui.sound.chime import LENGTH, chime
from hall_core.ui.sound.samples import (
    FULL,
    RATE,
    SILENT,
    WrongSoundError,
    levelled,
    read_wav,
    silence,
    trimmed,
    write_wav,
)
from hall_core.ui.sound.voices import Voices
from tests.display_app.conftest import tone

if TYPE_CHECKING:
    from hall_core.ui.sound.mixer import Mixer

pytestmark = pytest.mark.timeout(60)  # espeak-ng makes a hundred clips, on a machine that others use as well

SEVEN = ["vi-7"]
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the Debian package espeak-ng")


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Every clip, made by espeak-ng."""
    clips = Clips(tmp_path_factory.mktemp("voice"))
    assert clips.load(WORDS) == []
    return clips


@needs_espeak
def test_every_clip_is_a_word_in_one_loudness_without_silence_at_its_ends(spoken: Clips):
    for key in WORDS:
        samples = spoken[key]
        peak = max(map(abs, samples)) / FULL
        assert 0.05 < len(samples) / RATE < 3.5, key
        assert 0.2 < peak <= 0.64, f"{key}: {peak}"
        edge = RATE // 10  # a final "t" is a pause and a faint click
        assert max(map(abs, samples[:edge])) > SILENT * FULL, f"{key} begins with silence"
        assert max(map(abs, samples[-edge:])) > SILENT * FULL, f"{key} ends with silence"


@needs_espeak
@pytest.mark.parametrize("voice", ["vi", "vi-vn-x-central", "vi-vn-x-south"])
def test_no_two_vietnamese_words_sound_the_same_in_any_region(voice: str):
    """In the north "dê" and "giê" are one sound, in the south "giê" and "vê": the letters are named with care."""
    words = {word: "" for key, word in WORDS.items() if key.startswith("vi-") and word != "a"}
    for word in words:
        command = ["espeak-ng", "-v", voice, "-q", "-x", "--", word]
        words[word] = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    same = [word for word in words if list(words.values()).count(words[word]) > 1]
    assert same == []


@needs_espeak
def test_an_announcement_is_chime_and_clips_in_order_with_nothing_over_nothing(spoken: Clips):
    sentences = announce("A012", 15, "en", Manner())
    sound = join(sentences, spoken)
    assert sound.missing == []
    data, rest = sound.samples.tobytes(), 0
    for key in [CHIME, *itertools.chain.from_iterable(sentence.clips for sentence in sentences)]:
        part = spoken[key].tobytes()
        at = data.find(part, rest)
        assert at >= 0, f"{key} is not whole, or out of its place"
        assert not any(data[rest:at]), f"something sounds before {key}"
        rest = at + len(part)
    assert not any(data[rest:])
    assert max(map(abs, sound.samples)) < FULL, "clipped"


@needs_espeak
def test_clips_are_made_once_and_a_spoilt_one_again(tmp_path: Path):
    words = ["vi-1", "vi-2", "en-1"]
    Clips(tmp_path).load(words)
    files = sorted(tmp_path.rglob("*.wav"))
    assert [file.name for file in files] == ["chime.wav", "en-1.wav", "vi-1.wav", "vi-2.wav"]
    before = {file.name: file.stat().st_mtime_ns for file in files}
    whole = files[2].read_bytes()
    files[2].write_bytes(whole[:100])  # as a power cut leaves it
    again = Clips(tmp_path)
    assert again.load(words) == []
    after = {file.name: file.stat().st_mtime_ns for file in files}
    assert {name for name in before if before[name] != after[name]} == {"vi-1.wav"}
    assert files[2].read_bytes() == whole


@needs_espeak
def test_another_recipe_makes_the_clips_anew_and_clears_the_old_ones_away(
    tmp_path: Path,
):
    north, south = Clips(tmp_path), Clips(tmp_path, voices=Voices(vi="vi-vn-x-south"))
    north.load(SEVEN)
    sound = north["vi-7"]
    south.load(SEVEN)
    assert south["vi-7"] != sound
    assert len(list(tmp_path.iterdir())) == 1


def test_recordings_take_the_place_of_clips_by_name(
    tmp_path: Path, record: Callable[[Path], dict[str, float]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", "")
    record(tmp_path / "recorded")
    clips = Clips(tmp_path / "voice", recorded=tmp_path / "recorded")
    assert clips.load(WORDS) == []
    assert clips["vi-invite"] == read_wav(tmp_path / "recorded" / "vi-invite.wav")


@needs_espeak
def test_a_recording_of_the_wrong_kind_is_named_with_its_cure_and_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    with wave.open(str(tmp_path / "vi-3.wav"), "wb") as sound:
        sound.setparams((2, 2, 48_000, 0, "NONE", ""))
        sound.writeframes(bytes(4_000))
    clips = Clips(tmp_path / "voice", recorded=tmp_path)
    assert clips.load(["vi-3"]) == []
    assert "2 channel(s) of 16 bit at 48000 Hz" in caplog.text
    assert "sox vi-3.wav -r 22050 -c 1 -b 16" in caplog.text


def test_without_espeak_there_is_the_chime_and_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("PATH", "")
    clips = Clips(tmp_path)
    assert clips.load(WORDS) == list(WORDS)
    assert caplog.text.count("install espeak-ng") == 1
    sound = join(announce("A1", 2, "vi", Manner()), clips)
    assert sound.missing == ["vi-invite", "vi-letter-a", "vi-1", "vi-to-counter", "vi-2"]
    assert chime().tobytes() in sound.samples.tobytes()
    assert len(sound.samples) / RATE < LENGTH + 1


@needs_espeak
def test_half_a_number_is_never_said(
    tmp_path: Path, record: Callable[[Path], dict[str, float]], caplog: pytest.LogCaptureFixture
):
    """With one Vietnamese word missing, the Vietnamese sentence is left out and the English one is whole."""
    record(tmp_path)
    (tmp_path / "vi-2.wav").unlink()
    clips = Clips(tmp_path / "voice", recorded=tmp_path, voices=Voices(vi="no-such-voice"))
    assert clips.load(WORDS) == ["vi-2"]
    assert "no voice 'no-such-voice'" in caplog.text
    vi, en = announce("A2", 3, "en", Manner())
    sound = join([vi, en], clips)
    data = sound.samples.tobytes()
    assert sound.missing == ["vi-2"]
    assert not any(clips[key].tobytes() in data for key in vi.clips if key != "vi-2")
    assert all(clips[key].tobytes() in data for key in en.clips)


def test_digits_are_apart_so_that_they_can_be_told_apart(tmp_path: Path, record: Callable[[Path], dict[str, float]]):
    record(tmp_path)
    clips = Clips(tmp_path / "voice", recorded=tmp_path)
    clips.load(WORDS)
    data = join(announce("11", 3, "vi", Manner()), clips).samples.tobytes()
    one = clips["vi-1"].tobytes()
    assert one + silence(BETWEEN_WORDS).tobytes() + one in data


def test_the_chime_begins_and_ends_in_silence_and_is_not_louder_than_the_voice():
    bell = chime()
    assert len(bell) / RATE == pytest.approx(LENGTH, abs=0.001)
    assert abs(bell[0]) < 100
    assert abs(bell[-1]) < 100
    assert 0.45 < max(map(abs, bell)) / FULL <= 0.5


def test_trimming_takes_the_silence_and_leaves_the_sound():
    sound = tone(800, 0.2)
    padded = silence(0.5) + sound + silence(0.3)
    assert len(sound) * 0.9 < len(trimmed(padded)) <= len(sound) + 400
    with pytest.raises(WrongSoundError, match="silence"):
        trimmed(silence(1))


def test_levelling_never_clips():
    loud = levelled(array("h", [FULL, -FULL] * 500))
    assert max(map(abs, loud)) <= 0.64 * FULL


def test_a_wav_is_read_as_it_was_written_and_a_short_one_is_refused(tmp_path: Path):
    file = tmp_path / "x.wav"
    sound = tone(500)
    write_wav(file, sound)
    assert read_wav(file) == sound
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(WrongSoundError, match="cut short"):
        read_wav(file)
    file.write_bytes(b"RIFF")
    with pytest.raises(WrongSoundError, match="no WAV"):
        read_wav(file)


def hall_with(folder: Path, *lines: str) -> Path:
    file = write_hall(folder / "hall.toml", counters=1)
    file.write_text(file.read_text(encoding="utf-8") + "\n[voice]\n" + "\n".join(lines), encoding="utf-8")
    return file


@needs_espeak
def test_the_clips_can_be_made_beforehand(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = hall_with(tmp_path, 'vi = "vi-vn-x-south"')
    assert main(["--hall", str(file), "--data", str(tmp_path / "board")]) == 0
    needed = 1 + len(needed_clips(Manner()))
    assert f"{needed} of {needed} clips are ready" in capsys.readouterr().out
    assert len(list((tmp_path / "board" / "voice").rglob("*.wav"))) == needed


def test_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PATH", "")
    (tmp_path / "said").mkdir()
    write_wav(tmp_path / "said" / "vi-7.wav", tone(500))
    file = hall_with(tmp_path, 'recordings = "said"')
    assert main(["--hall", str(file), "--data", str(tmp_path / "board")]) == 1
    out = capsys.readouterr().out
    assert "missing: vi-invite" in out
    assert "1 of " in out
    assert "recordings missing: " in out
    assert main(["--hall", str(file), "--words"]) == 0
    assert "vi-invite.wav\txin mời công dân số" in capsys.readouterr().out


def test_recordings_are_checked_for_gaps_kinds_silence_and_strength(
    tmp_path: Path, record: Callable[[Path], dict[str, float]]
):
    record(tmp_path)
    (tmp_path / "vi-1.wav").unlink()
    (tmp_path / "vi-2.wav").write_bytes(b"RIFF")
    write_wav(tmp_path / "vi-3.wav", silence(0.3))
    write_wav(tmp_path / "vi-4.wav", array("h", [FULL, FULL, FULL, FULL, FULL, -FULL] * 500))
    write_wav(tmp_path / "vi-5.wav", tone(500, level=0.03))
    write_wav(tmp_path / "vi_6.wav", tone(500))
    assert [(found.clip, found.fault) for found in check(tmp_path, [CHIME, *WORDS])] == [
        ("vi-1", "missing"),
        ("vi-2", "wrong-kind"),
        ("vi-3", "silent"),
        ("vi-4", "clipped"),
        ("vi-5", "too-quiet"),
        ("vi_6", "no-word-of-ours"),
    ]


def test_two_voices_do_not_mix_within_a_sentence(tmp_path: Path, record: Callable[[Path], dict[str, float]]):
    """One voice has all words, the other lacks a digit."""
    record(tmp_path / "whole")
    whole = Clips(tmp_path / "no-such", recorded=tmp_path / "whole")
    whole.load(WORDS)
    clips = Clips(tmp_path / "voice", recorded=tmp_path / "half")
    (tmp_path / "half").mkdir()
    for key in ("vi-invite", "vi-letter-a", "vi-1", "vi-to-counter"):
        write_wav(tmp_path / "half" / f"{key}.wav", tone(3_000))
    keep_as_made(clips, whole)
    assert clips.load(WORDS) == []
    [all_recorded] = announce("A1", 1, "vi", Manner())
    [half_recorded] = announce("A12", 1, "vi", Manner())
    high = read_wav(tmp_path / "half" / "vi-1.wav")
    said, other = clips.said(all_recorded.clips), clips.said(half_recorded.clips)
    assert said is not None
    assert other is not None
    assert set(map(bytes, said.values())) == {bytes(high)}
    assert bytes(high) not in set(map(bytes, other.values()))


def test_where_neither_voice_has_all_words_they_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A sentence in two voices is better than none."""
    monkeypatch.setenv("PATH", "")
    for key in ("vi-1", "vi-invite"):
        write_wav(tmp_path / f"{key}.wav", tone(500))
    clips = Clips(tmp_path / "voice", recorded=tmp_path)
    clips.load(["vi-1", "vi-2", "vi-invite"])
    assert clips.said(["vi-invite", "vi-1"]) is not None
    assert clips.said(["vi-invite", "vi-2"]) is None
    assert CHIME in clips


@needs_espeak
def test_on_a_disk_that_cannot_be_written_the_clips_are_there_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "voice").write_text("no folder", encoding="utf-8")
    clips = Clips(tmp_path / "voice")
    assert clips.load(SEVEN) == []
    assert len(clips["vi-7"]) > RATE // 10
    assert "to be made again at the next start" in caplog.text


def keep_as_made(clips: Clips, sounds: Clips) -> None:
    """As if espeak-ng had made them."""
    for key in [CHIME, *WORDS]:
        clips._keep(key, sounds[key])  # pyright: ignore[reportPrivateUsage]


class Card:
    """A sound card that is always there and plays nothing."""

    def ready(self) -> bool:
        return True


def test_words_that_somebody_brings_later_are_found_at_the_next_look_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))  # no espeak-ng
    recorded = tmp_path / "recorded"
    recorded.mkdir()
    announcer = Announcer(Clips(tmp_path / "voice", recorded=recorded), Manner(), cast("Mixer", Card()))
    assert announcer.ready() == SoundChecked(well=True, whole=False)
    for word in WORDS:
        write_wav(recorded / f"{word}.wav", tone(500))
    assert announcer.look() == SoundChecked(well=True, whole=False), "a look for the card is quick"
    assert announcer.look(clips=True) == SoundChecked(well=True, whole=True)
