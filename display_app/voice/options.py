"""How a site speaks, on the command line. Imports nothing that makes a sound."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from hall_core.domain.announcement import Manner
from hall_core.ui.sound.voices import Voices


def add_clip_options(parser: ArgumentParser) -> None:
    """Whose voice it is."""
    usual = Voices()
    parser.add_argument("--voice-vi", default=usual.vi, metavar="NAME", help="espeak-ng voice (default: %(default)s)")
    parser.add_argument("--voice-en", default=usual.en, metavar="NAME", help="espeak-ng voice (default: %(default)s)")
    parser.add_argument(
        "--recordings", type=Path, metavar="DIR", help="recorded WAV files that take the place of clips by their names"
    )


def add_manner_options(parser: ArgumentParser) -> None:
    """How it reads numbers."""
    usual = Manner()
    for option, choices, words in (
        ("--reading", ["digits", "number"], 'A012: "a không một hai", or "a mười hai"'),
        ("--zero-tens", ["linh", "lẻ"], '105 read as a number: "một trăm linh năm", or "một trăm lẻ năm"'),
        ("--thousand", ["nghìn", "ngàn"], '1000 read as a number: "một nghìn", or "một ngàn"'),
    ):
        default = getattr(usual, option.removeprefix("--").replace("-", "_"))
        parser.add_argument(option, choices=choices, default=default, help=f"{words} (default: {default})")


def voices_of(given: Namespace) -> Voices:
    return Voices(vi=given.voice_vi, en=given.voice_en)


def manner_of(given: Namespace) -> Manner:
    return Manner(reading=given.reading, zero_tens=given.zero_tens, thousand=given.thousand)
