"""The table of lights and sounds as docs/buttons.md shows it."""

from __future__ import annotations

from counter_caller.patterns import LAMPS, OFF, ON, TONES, Blink

ROWS = {
    "ready": ("ready", ""),
    "paused": ("paused", ""),
    "asked": ("asked", "asked"),
    "one before is unanswered": ("wait", "wait"),
    "done": ("done", "done"),
    "nobody waiting": ("nobody-waiting", "nobody-waiting"),
    "refused, or too late": ("refused", "refused"),
    "no answer: may have been done": ("unanswered", "unanswered"),
    "no link: press not done": ("not-sent", "no-link"),
    "no link, at rest": ("no-link", ""),
    "no board shows the call": ("unseen", "unseen"),
    "a button is stuck": ("key-stuck", ""),
}


def table() -> str:
    rows: list[str] = []
    for what, (kind, signal) in ROWS.items():
        lamp = LAMPS[kind]
        tone = TONES[signal] if signal else None  # pyright: ignore[reportArgumentType]
        sound = "" if tone is None else f"{tone.hz} Hz: {' '.join(map(str, tone.beat))}"
        rows.append(f"| {what} | {' | '.join(map(_said, (lamp.ready, lamp.busy, lamp.fault, lamp.lone)))} | {sound} |")
    return "\n".join(rows)


def _said(beat: Blink) -> str:
    return {OFF: "", ON: "steady"}.get(beat, " ".join(map(str, beat)))
