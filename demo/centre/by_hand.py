"""A hall in windows and its province, in the hands of who sits at this terminal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

from evdev import ecodes

from demo.centre.brokers import Process
from demo.centre.dossier_system import FINISHED, NEEDS_PAPERS, PROCESSING
from demo.centre.side import CentreSide
from demo.centre.tables import counted
from demo.hands import Keypad
from demo.house import House

BOX = {key: ecodes.ecodes[f"KEY_KP{key}"] for key in "1234569"}
"""Keys of the officer's call box."""
NEXT_STATE = {PROCESSING: NEEDS_PAPERS, NEEDS_PAPERS: FINISHED, FINISHED: PROCESSING}
STATES = {PROCESSING: "in hand", NEEDS_PAPERS: "in need of papers", FINISHED: "finished"}
HELP = """\
a key, then Enter:
  1 next   2 call again   3 came   4 done   5 nobody came   6 open or pause   9 close   (the officer's call box)
  d  a dossier moves on in the dossier system       c  cut the line to the centre      m  mend it
  k  kill the NATS node that the hall is on,        t  what the hall's ledger has, and the centre's tables
     or start it again                              q  leave"""


class ByHand:
    def __init__(self, house: House, centre: CentreSide, keypad: Keypad, say: Callable[[str], None]) -> None:
        self._house, self._centre, self._keypad, self._say = house, centre, keypad, say
        self._does: dict[str, Callable[[], None]] = {
            "d": self._change,
            "c": self._cut,
            "m": self._mend,
            "k": self._node,
            "t": self._tell,
        }

    def work(self) -> None:
        """Until ``q``, the end of what is typed, or Ctrl-C."""
        self._say(f"a dossier to look up at the kiosk: {self._centre.dossiers.land.code}")
        if not sys.stdin.isatty():
            self._say("no terminal for keys; Ctrl-C ends the demo")
            signal.pause()
        print(HELP, flush=True)
        for line in sys.stdin:
            key = line.strip().lower()
            if key == "q":
                return
            if key in BOX:
                self._keypad.press(BOX[key])
            else:
                self._does.get(key, lambda: print(HELP, flush=True))()

    def _change(self) -> None:
        land = self._centre.dossiers.dossiers[self._centre.dossiers.land.code]
        state = NEXT_STATE[land.state]
        self._centre.dossiers.change(land.code, state)
        self._say(f"«{land.name}» ({land.code}) is {STATES[state]} now")

    def _cut(self) -> None:
        self._centre.cut()
        self._say("the line is cut")

    def _mend(self) -> None:
        self._centre.mend()
        self._say("the line is mended")

    def _node(self) -> None:
        dead = [node for node in self._centre.brokers.processes if not node.runs]
        if dead:
            self._start(dead[0])
        elif node := self._centre.hall_is_on:
            node.kill()
            self._say(f"NATS node {node.place.name} is killed; two are left")
        else:
            self._say("the line leads nowhere now")

    def _start(self, node: Process) -> None:
        node.start()
        node.wait_until_up()
        self._say(f"NATS node {node.place.name} runs again")

    def _tell(self) -> None:
        self._say("in the hall | at the centre: " + ", ".join(map(str, counted(self._house, self._centre))))
        print(self._centre.gateway.run("status", fails=True), end="", flush=True)
