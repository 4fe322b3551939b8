"""Starts one hall board: ``motcua board --hall hall.toml --device ID --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from typing import TYPE_CHECKING

from msgspec.structs import replace

from display_app import behind
from display_app.board import start_of
from display_app.parts.find import place_of
from display_app.parts.part import About
from display_app.scene import Scene
from display_app.scene_layout import lay_out
from display_app.worker import Worker
from hall_core.device import log
from hall_core.device.anew import begin_anew
from hall_core.device.clock import Clock
from hall_core.device.identity import Identity
from hall_core.device.program import check_keys_or_exit, load_plan_or_exit, options, own_device, the_end
from hall_core.device.watchdog import Watchdog
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Led, Sign
from hall_core.errors import MotcuaError
from hall_core.ui import colours, window
from hall_core.ui.tokens import board_scale
from hall_core.ui.translate import Words

if TYPE_CHECKING:
    from display_app.app import App
    from hall_core.ui.glass import Glass

FRAMES = 2
"""How often a second Kivy goes round while there is nothing to do. What is heard, and what time changes, wakes it at
once, so a board draws as soon and as often as with more, and a still one takes less of the processor."""


def main(argv: list[str] | None = None) -> int:
    """Runs until SIGTERM, SIGINT or the window is closed; gives the exit status."""
    given = parser().parse_args(argv)
    check_keys_or_exit(given)
    plan = load_plan_or_exit(given.hall)
    board = own_device(plan, given.device, Board, Led, Sign)
    if isinstance(board, Sign):
        return _run_sign(plan, board, given)
    if isinstance(board, Led):
        return _run_led(plan, board, given)
    board = replace(board, panel=window.panel_in(board.panel, given.window))
    clock = Clock()
    watchdog = Watchdog("screen", "line")
    with ExitStack() as undo:
        undo.callback(log.setup("board", given.data, verbose=given.verbose))
        try:
            identity = Identity(given.data)
            scale = board_scale(board.panel, board.distance_m)
            glass = window.prepare(
                "board",
                scale,
                data=given.data,
                offscreen=given.offscreen,
                window=given.window,
                touch=None,
                frames=FRAMES,
            )
            app = _app(plan, board, clock, glass)
        except MotcuaError as error:
            raise the_end(f"{board.id}: {error}") from error
        picture = None if glass.dark else app.look
        open_line = behind.line(plan, board, given, identity.boot, clock, app.hear, watchdog.part("line"), picture)
        line = Worker("line", open_line, closed=app.fail)
        voice = None
        if board.speaks:
            silence = behind.Silence()
            said = behind.voice(plan, given, app.hear, app.on_screen_thread, silence)
            voice = Worker("voice", said, hush=silence)
        undo.callback(app.start(line, voice))
        another = window.run(app.screen, given.data / "screen.png", watchdog.part("screen"), glass)
        logging.info("stopping")
    if another and not app.failed:
        begin_anew(watchdog)
    return 1 if app.failed else 0


def parser() -> ArgumentParser:
    parser = options("board")
    window.add_options(parser)
    return parser


def _run_sign(plan: Plan, sign: Sign, given: Namespace) -> int:
    from display_app.quiet_program import run_quiet
    from display_app.signs.display import SignDisplays

    return run_quiet(plan, sign, given, lambda look: SignDisplays(sign, look))


def _run_led(plan: Plan, led: Led, given: Namespace) -> int:
    from display_app.led.program import run

    return run(plan, led, given)


def _app(plan: Plan, board: Board, clock: Clock, glass: Glass) -> App:
    """Kivy is loaded here; nothing that speaks to the network or the sound card is, before the first frame."""
    from display_app.app import App
    from display_app.widgets.text_line import em
    from hall_core.ui import kivy_fonts, theme

    kivy_fonts.register()
    about = About(plan, board, Words(), em)
    layout = lay_out(about, {part: place_of(part, about) for part in board.shows})
    theme.setup(layout.scale, colours.DARK)
    return App(Scene(about, layout), lambda: clock()[1], start_of(plan, board), glass)


if __name__ == "__main__":
    sys.exit(main())
