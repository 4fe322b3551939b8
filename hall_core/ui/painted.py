"""Whether the screen is really painted: what the watchdog is told of it, and the pictures that the bare screen needs.

On the bare screen (SDL's driver kmsdrm) a picture may be seen only when the next one is put in its place, and a still
page has no next one: it stays black, or as it was before the last touch. So there each picture is drawn once more soon
after, and again every second; anywhere else a still page is not touched.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

BARE = "kmsdrm"
"""As SDL_VIDEODRIVER has it in the units of the screens."""
EVERY = 1.0
"""Seconds between two looks, and on the bare screen between two pictures."""
AGAIN = 0.05
"""Seconds from a picture to the next one, which brings it to the glass."""
SETTLED = 4
"""Pictures after which a page stands on the bare screen for certain: of all its buffers none is left from before."""


def watch(turned: Callable[[], None]) -> Callable[[], None]:
    """Calls ``turned`` as soon as a picture stands on the glass, and about every second from then on while Kivy's loop
    goes round; on the bare screen only after another picture was put there. On Kivy's thread, before its loop. Returns
    what ends it."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    bare = os.environ.get("SDL_VIDEODRIVER", "") == BARE
    needed = SETTLED if bare else 1
    flips = told = 0
    ours = False

    def flipped(*_: object) -> None:
        # Called before the picture is put there: what is made of it waits until the loop comes round again.
        nonlocal flips, ours
        flips += 1
        if flips == needed:
            first()
        if bare and (flips < needed or not ours):
            again()
        ours = False

    def draw(_seconds: float) -> None:
        # When something has changed it is drawn anyway, and that picture needs another one after it. What changes later
        # in this very round goes with ours, and is seen a second later at worst.
        nonlocal ours
        ours = not Window.canvas.needs_redraw
        Window.canvas.ask_update()

    def look(_seconds: float) -> None:
        nonlocal told
        if flips >= needed and (flips > told or not bare):
            told = flips
            turned()
        if bare:
            draw(0)

    first: Callable[[], Any] = Clock.create_trigger(look, 0)
    again: Callable[[], Any] = Clock.create_trigger(draw, AGAIN)
    Window.bind(on_flip=flipped)
    looking = Clock.schedule_interval(look, EVERY)

    def end() -> None:
        Window.unbind(on_flip=flipped)
        for event in (first, again, looking):
            event.cancel()  # pyright: ignore[reportFunctionMemberAccess]

    return end
