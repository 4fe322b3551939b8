"""Starts one kiosk or rating pad: ``motcua kiosk --hall hall.toml --device ID --data DIR --broker HOST:PORT``."""

from __future__ import annotations

import gc
import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack

from msgspec.structs import replace

from hall_core.device import log
from hall_core.device.anew import begin_anew
from hall_core.device.clock import Clock
from hall_core.device.hall_file import digest
from hall_core.device.identity import Identity
from hall_core.device.program import check_keys_or_exit, load_plan_or_exit, options, own_device, the_end
from hall_core.device.watchdog import Watchdog
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk, Pad
from hall_core.errors import MotcuaError
from hall_core.ui import window
from hall_core.ui.translate import Words
from kiosk_app.jobs.rating.pages import Idle
from kiosk_app.kiosk import Home, Manner, Setup
from kiosk_app.kiosk import Kiosk as Start
from kiosk_app.looks import Looks
from kiosk_app.messages import Message
from kiosk_app.pad import as_kiosk

Post = Callable[[Message], None]


def main(argv: list[str] | None = None) -> int:
    """Runs until SIGTERM, SIGINT or the window is closed; gives the exit status."""
    given = parser().parse_args(argv)
    check_keys_or_exit(given)
    plan = load_plan_or_exit(given.hall)
    device = _own_device(plan, given)
    kiosk = as_kiosk(device)
    clock, words = Clock(), Words()
    watchdog = Watchdog("screen", "line")
    with ExitStack() as undo:
        undo.callback(log.setup("kiosk", given.data, verbose=given.verbose))
        try:
            looks = Looks(kiosk)
            identity = Identity(given.data)
            glass = window.prepare(
                "kiosk",
                looks.plain,
                data=given.data,
                offscreen=given.offscreen,
                window=given.window,
                touch=kiosk.touch,
                rotate=kiosk.panel.rotate,
            )
            # From here on Kivy is loaded; nothing that speaks to the network or the printer is, before the first frame.
            from hall_core.ui.theme import setup
            from kiosk_app.app import App, Devices
            from kiosk_app.stage import COLLECT, Stage
            from kiosk_app.touch import take_touch

            first = looks.of(Manner())
            setup(first.scale, first.theme)
            take_touch()
            gc.set_threshold(*COLLECT)
        except MotcuaError as error:
            raise the_end(f"{kiosk.id}: {error}") from error

        if glass.dark:
            device = _unseen(device)

        def connected(post: Post) -> Devices:
            from kiosk_app.connect import connect

            turned = watchdog.part("line")
            return connect(plan, device, given, identity, clock, words, post, turned, app.look, glass)

        setting = _setup(plan, device, looks, words)
        app = App(
            Start(setup=setting, page=setting.home),
            lambda tapped: Stage(looks.of, tapped),
            words,
            clock,
            connected,
            ended=window.stop,
        )
        undo.callback(app.start())
        another = window.run(app.stage, given.data / "screen.png", watchdog.part("screen"), glass)
        logging.info("stopping")
    if another and not app.failed:
        begin_anew(watchdog)
    return 1 if app.failed else 0


def _setup(plan: Plan, device: Kiosk | Pad, looks: Looks, words: Words) -> Setup:
    kiosk = as_kiosk(device)
    return Setup(
        plan=plan,
        digest=digest(plan),
        me=kiosk.id,
        tiles=looks.of(Manner()).layout.tiles,
        tiles_larger=looks.of(Manner(larger=True)).layout.tiles if looks.larger else None,
        printer=bool(kiosk.printer),
        scanner=bool(kiosk.scanner),
        can_lower=looks.low,
        home=Idle(device.counter) if isinstance(device, Pad) else Home(),
        languages=words.offered(),
    )


def _unseen(device: Kiosk | Pad) -> Kiosk | Pad:
    """Without a screen nobody sees a question or an answer: no finger is heard, and no code is read."""
    return replace(device, touch="") if isinstance(device, Pad) else replace(device, touch="", scanner="")


def parser() -> ArgumentParser:
    parser = options("kiosk")
    window.add_options(parser)
    parser.add_argument("--printer", metavar="URL", help="another printer than the hall file's; '' for none")
    parser.add_argument("--scanner", metavar="URL", help="another scanner than the hall file's; '' for none")
    parser.add_argument("--touch", metavar="PATH", help="another touch panel than the hall file's; '' for the pointer")
    return parser


def _own_device(plan: Plan, given: Namespace) -> Kiosk | Pad:
    device = own_device(plan, given.device, Kiosk, Pad)
    if isinstance(device, Pad) and (given.printer or given.scanner):
        raise the_end(f'device "{device.id}" is a pad, which has no printer and no scanner')
    parts = ("touch",) if isinstance(device, Pad) else ("printer", "scanner", "touch")
    changes = {name: getattr(given, name) for name in parts if getattr(given, name) is not None}
    return replace(device, **changes, panel=window.panel_in(device.panel, given.window))


if __name__ == "__main__":
    sys.exit(main())
