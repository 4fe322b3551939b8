"""``motcua voice --hall hall.toml``: makes the clips of the hall's voice and checks its recordings."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from display_app.voice.clips import CHIME, Clips
from display_app.voice.recordings import recordings_of, told
from hall_core.device.program import load_plan_or_exit
from hall_core.domain.announcement import WORDS, manner_of, needed_clips
from hall_core.ui.sound.voices import voices_of


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 when a clip cannot be had, or a recording is missing or bad."""
    parser = argparse.ArgumentParser(prog="voice", allow_abbrev=False)
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file (docs/hall-file.md)")
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        default=Path("/var/lib/motcua/board"),
        help="the board's (default: %(default)s)",
    )
    parser.add_argument("--words", action="store_true", help="list what is to be recorded, each with its file name")
    given = parser.parse_args(argv)
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    plan = load_plan_or_exit(given.hall)
    wanted = needed_clips(manner_of(plan.voice))
    if given.words:
        print("\n".join(f"{clip}.wav\t{WORDS[clip]}" for clip in wanted))
        return 0
    recorded = recordings_of(plan, given.hall)
    clips = Clips(given.data / "voice", voices=voices_of(plan.voice), recorded=recorded)
    missing = clips.load(wanted)
    print(f"{1 + len(wanted) - len(missing)} of {1 + len(wanted)} clips are ready in {given.data / 'voice'}")
    if missing:
        print(f"missing: {', '.join(missing)}; is espeak-ng installed, and is the voice one of espeak-ng --voices?")
    if recorded is not None:
        good = sum(clip in wanted for clip in clips.recorded)
        print(f"{good} of {len(wanted)} words are recorded in {recorded}")
        print("\n".join(told(clips.findings)) or "nothing is wrong with them")
        mixed = {clip[:2] for clip in wanted if clip not in clips.recorded and clip != CHIME}
        for language in sorted(mixed & {clip[:2] for clip in clips.recorded}):
            print(f"{language}: a sentence with a word that is not recorded is said whole by espeak-ng")
    return 1 if missing or clips.findings else 0


if __name__ == "__main__":
    sys.exit(main())
