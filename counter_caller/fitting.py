"""Puts a call box together: which counters, on which keys, lights and displays. Imports only what it has in hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from counter_caller.app import CallBox, Moved, Stop, Troubled
from counter_caller.desk import Desk, Screen
from counter_caller.devices.terminal import Terminal
from counter_caller.messages import KEY_DOWN, Trouble
from counter_caller.panel import OwnRhythm, Panel, Rhythm
from hall_core.domain.button_box import Duty, KeyDevice, LineBox, Pins, Source, duties, lines_of, read_source
from hall_core.domain.names import Language, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Caller
from hall_core.domain.plan_devices import Desk as DeskPlan

Keys = dict[str, tuple[Slug, Duty]]
"""Key to the counter it acts for, and what it does there."""


class Fitting:
    """The hardware of one call box. ``undo`` takes what stops it."""

    def __init__(self, box: CallBox, undo: ExitStack, language: Language) -> None:
        self._box, self._undo, self._language = box, undo, language
        self._panels: dict[Slug, list[Panel]] = {}
        self._screens: dict[Slug, list[Screen]] = {}
        self.capabilities: list[str] = []

    def fit(self, plan: Plan, caller: Caller, *, terminal: bool) -> list[Desk]:
        """Starts all parts; MotcuaError when one of them cannot be as the hall file says."""
        plans = caller.all_desks
        self._panels = {desk.counter: [] for desk in plans}
        self._screens = {desk.counter: [] for desk in plans}
        sources = {desk.counter: read_source(desk.keypad) for desk in plans}
        stand_in = self._terminal(plans[0].counter) if terminal or not any(sources.values()) else None
        for source in dict.fromkeys(source for source in sources.values() if isinstance(source, KeyDevice)):
            self._keypad(source, [desk for desk in plans if sources[desk.counter] == source], stand_in)
        for path, boxes in lines_of(list(sources.values())).items():
            self._line(path, boxes, [(desk, sources[desk.counter]) for desk in plans])
        self._pins([desk for desk in plans if isinstance(sources[desk.counter], Pins)])
        for desk in plans:
            self._lights(desk)
            self._line_display(desk)
        return [self._desk(plan, desk, named=len(plans) > 1) for desk in plans]

    def _desk(self, plan: Plan, desk: DeskPlan, *, named: bool) -> Desk:
        counter = plan.counter(desk.counter)
        assert counter is not None, "the hall file was checked"
        panels, screens = self._panels[desk.counter], self._screens[desk.counter]
        return Desk(counter, desk.officer, panels=panels, screens=screens, language=self._language, named=named)

    def _has(self, part: str) -> None:
        if part not in self.capabilities:
            self.capabilities.append(part)

    def _keypad(self, source: KeyDevice, desks: list[DeskPlan], stand_in: Terminal | None) -> None:
        # Here, not above: a box without a keypad needs no evdev.
        from counter_caller.devices.keypad import Keypad
        from counter_caller.devices.lamp import Lamp

        keys = _keys(desks)
        panels: list[Panel] = []
        keypad = Keypad(
            source.path,
            keys,
            now=self._box.now,
            moved=lambda key, value, at: self._moved(keys, key, key, value, at, panels[0]),
            missing=self._missing([desk.counter for desk in desks]),
        )
        panels.append(Rhythm(Lamp(keypad, None if stand_in is None else stand_in.tone), self._box.now))
        for desk in desks:
            self._panels[desk.counter].append(panels[0])
        self._undo.callback(keypad.start())
        self._has("keypad")

    def _line(self, path: str, boxes: list[LineBox], all: list[tuple[DeskPlan, Source | None]]) -> None:
        from counter_caller.devices.box_line import BoxLine

        desks = {box.address: [desk for desk, source in all if source == box] for box in boxes}
        keys = {address: _keys(sharing) for address, sharing in desks.items()}
        panels: dict[int, Panel] = {}
        missing = {address: self._missing([desk.counter for desk in sharing]) for address, sharing in desks.items()}

        def moved(address: int, button: int, value: int, at: int) -> None:
            name = f"{address}:{button}"
            self._moved(keys[address], str(button), name, value, at, panels[address])

        line = BoxLine(
            path,
            boxes[0].baud,
            list(desks),
            now=self._box.now,
            moved=moved,
            missing=lambda address, why: missing[address](why),
        )
        for address, sharing in desks.items():
            panels[address] = OwnRhythm(partial(line.show, address), partial(line.sound, address))
            for desk in sharing:
                self._panels[desk.counter].append(panels[address])
        self._undo.callback(line.start())
        self._has("button-line")

    def _pins(self, desks: list[DeskPlan]) -> None:
        if not desks:
            return
        from counter_caller.devices.pins import PinButtons

        keys = _keys(desks)

        def moved(pin: str, value: int, at: int) -> None:
            self._moved(keys, pin, pin, value, at, None)

        missing = self._missing([desk.counter for desk in desks])
        self._undo.callback(PinButtons(keys, now=self._box.now, moved=moved, missing=missing).start())
        self._has("pins")

    def _lights(self, desk: DeskPlan) -> None:
        if not desk.lights and not desk.buzzer:
            return
        from counter_caller.devices.pins import PinLights

        lights = PinLights(desk.lights, desk.buzzer)
        self._undo.callback(lights.start())
        self._panels[desk.counter].append(Rhythm(lights, self._box.now))
        self._has("pins")

    def _line_display(self, desk: DeskPlan) -> None:
        if not desk.line_display:
            return
        from counter_caller.devices.line_display import LineDisplay

        def missing(gone: bool) -> None:
            trouble = Trouble("line-display-missing", gone, desk.line_display if gone else "")
            self._box.put(Troubled((desk.counter,), trouble))

        display = LineDisplay(desk.line_display, missing=missing)
        self._undo.callback(display.start())
        self._screens[desk.counter].append(lambda view: display.show(view.line1, view.line2))
        self._has("line-display")

    def _terminal(self, counter: Slug) -> Terminal:
        box = self._box
        stand_in = Terminal(
            pressed=lambda action: box.put(Moved(counter, Duty(action), KEY_DOWN, box.now(), f"terminal {action}")),
            ended=lambda: box.put(Stop(after_answer=True)),
            language=self._language,
        )
        self._undo.callback(stand_in.start())
        self._screens[counter].append(stand_in.show)
        self._panels[counter].append(Rhythm(stand_in, box.now))
        self._has("terminal")
        return stand_in

    def _moved(self, keys: Keys, key: str, name: str, value: int, at: int, panel: Panel | None) -> None:
        if key in keys:  # a box on a line may have more buttons than the hall file names
            counter, duty = keys[key]
            self._box.put(Moved(counter, duty, value, at, name, panel))

    def _missing(self, counters: list[Slug]) -> Callable[[str], None]:
        return lambda why: self._box.put(Troubled(tuple(counters), Trouble("keypad-missing", bool(why), why)))


def _keys(desks: list[DeskPlan]) -> Keys:
    return {key: (desk.counter, duty) for desk in desks for key, duty in duties(desk).items()}
