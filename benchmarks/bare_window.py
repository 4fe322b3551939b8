"""The bare thing beside a board: a message through the same broker to a Kivy window with one label and one sound.

``python -m benchmarks.bare_window PORT WAV``. The sound was loaded before; it is played by the message itself, and the
label painted with the next frame.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.now import now

SHOW, PAINTED = "bare/show", "bare/painted"


def main(port: int, wav: Path | None) -> None:
    os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1")
    os.environ.update(KIVY_WINDOW="sdl2", KIVY_AUDIO="sdl2", KIVY_CLOCK="interrupt")
    from kivy.config import Config

    for key, value in (("width", "1920"), ("height", "1080"), ("maxfps", "10")):
        Config.set("graphics", key, value)
    from kivy.app import App
    from kivy.clock import Clock
    from kivy.core.audio import SoundLoader
    from kivy.core.window import Window
    from kivy.graphics.opengl import glFinish
    from kivy.uix.label import Label

    label, asked = Label(font_size=300), list[str]()
    sound = None if wav is None else SoundLoader.load(str(wav))

    def show(text: str) -> None:
        if sound is not None:
            sound.play()
        label.text = text
        asked.append(text)

    def flipped(*_: object) -> None:
        # Kivy flips in a handler of this event that was bound before ours. The frame is on the glass once the driver
        # has painted it, for us as for our board (hall_core/ui/window.py).
        glFinish()
        if asked and label.texture_size[0]:
            line.publish(PAINTED, f"{asked.pop()} {now()}", 1)

    def connected(client: paho.Client, *_: Any) -> None:
        client.subscribe(SHOW, 1)

    def message(_: paho.Client, __: Any, heard: paho.MQTTMessage) -> None:
        Clock.schedule_once(lambda _: show(heard.payload.decode()), -1)

    class Bare(App):
        def build(self) -> Label:
            return label

    Window.bind(on_flip=flipped)
    line = paho.Client(CallbackAPIVersion.VERSION2, "bare", protocol=paho.MQTTv5)
    line.on_connect, line.on_message = connected, message
    line.on_subscribe = lambda *_: print("ready", flush=True)
    line.connect("127.0.0.1", port)
    line.loop_start()
    Bare().run()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
