"""What is wrong with a folder of recorded words. A person's set may be half done: that must be told, not heard."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from hall_core.domain.announcement import WORDS, Clip
from hall_core.domain.plan import Plan
from hall_core.ui.sound.samples import FULL, SILENT, Samples, WrongSoundError, read_wav

Fault = Literal["missing", "wrong-kind", "silent", "clipped", "too-quiet", "no-word-of-ours"]
UNUSABLE: tuple[Fault, ...] = ("missing", "wrong-kind", "silent")
"""With these there is nothing to be played. What is clipped or too quiet can still be understood, and is."""

FLAT = 4
"""Samples at full scale in a row: a voice touches it for one or two, a recording that was too loud stays there."""
TOO_QUIET = 0.025
"""Root mean square of a whole clip as a part of full scale: 12 dB below what the made clips are brought to."""
NAMED = 5
"""Clips named in one line."""


class Finding(Struct, frozen=True):
    clip: Clip
    fault: Fault
    words: str
    """What is wrong, with its cure."""


def recordings_of(plan: Plan, hall: Path) -> Path | None:
    """The folder of recordings; a relative one lies beside the hall file."""
    return hall.parent / plan.voice.recordings if plan.voice.recordings else None


def recording(folder: Path, clip: Clip) -> tuple[Samples | None, Finding | None]:
    """The recorded clip, if it can be used; and what is wrong with it."""
    file = folder / f"{clip}.wav"
    try:
        samples = read_wav(file)
    except FileNotFoundError:
        return None, Finding(clip, "missing", "not recorded")
    except (OSError, WrongSoundError) as error:
        return None, Finding(clip, "wrong-kind", str(error))
    peak = max(map(abs, samples))
    if peak <= SILENT * FULL:
        return None, Finding(clip, "silent", f"nothing is to be heard in {file.name}: record it again")
    if _flat(samples, peak):
        return samples, Finding(clip, "clipped", "recorded too loud, it crackles: turn the microphone down")
    loudness = math.sqrt(sum(value * value for value in samples) / len(samples)) / FULL
    if loudness < TOO_QUIET:
        return samples, Finding(clip, "too-quiet", "recorded too quietly: nearer to the microphone")
    return samples, None


def check(folder: Path, wanted: Iterable[Clip]) -> list[Finding]:
    """All that is wrong with the folder, in the order of the words."""
    findings = [finding for clip in wanted if (finding := recording(folder, clip)[1]) is not None]
    return [*findings, *strays(folder)]


def strays(folder: Path) -> list[Finding]:
    """Files that no announcement uses: a name was misspelt."""
    names = sorted(file.stem for file in folder.glob("*.wav") if file.stem not in {*WORDS, "chime"})
    return [Finding(name, "no-word-of-ours", f"{name}.wav is the name of no clip") for name in names]


def told(findings: Iterable[Finding]) -> list[str]:
    """A line for each kind of fault, not for each clip."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.fault, []).append(finding)
    return [_line(fault, same) for fault, same in kinds.items()]


def _line(fault: str, same: list[Finding]) -> str:
    names = ", ".join(finding.clip for finding in same[:NAMED]) + " …" * (len(same) > NAMED)
    return f"recordings {fault}: {len(same)} ({names}); {same[0].words}"


def _flat(samples: Samples, peak: int) -> bool:
    """Whether the wave stands at full scale for some samples in a row."""
    if peak < FULL - 1:
        return False
    run = 0
    for value in samples:
        run = run + 1 if abs(value) >= FULL - 1 else 0
        if run >= FLAT:
            return True
    return False
