"""``motcua <program> [options]``: one door to every program. Imports only the one that is asked for."""

from __future__ import annotations

import sys
from importlib import import_module

PROGRAMS = {
    "hub": ("hall_hub.__main__", "the one that decides, beside the broker"),
    "backup": ("hall_hub.backup.__main__", "copies the hub's ledger to a second place"),
    "restore": ("hall_hub.backup.restore", "puts a copy in the ledger's place, when the hub's card is dead"),
    "courier": ("hall_hub.courier.__main__", "tells the centre what happens in the hall, and brings what it says"),
    "console": ("hall_hub.console.__main__", "the pages for officers, the head and citizens' phones"),
    "officer": ("hall_hub.console.passwords", "lets an officer sign in at the console"),
    "kiosk": ("kiosk_app.__main__", "the citizen's touch screen"),
    "board": ("display_app.__main__", "a hall board, with voice"),
    "led-test": ("display_app.led.command", "a test picture on a matrix of lamps"),
    "sign-test": ("display_app.signs.command", "light each display of a sign, to see which one it is"),
    "caller": ("counter_caller.__main__", "an officer's call box"),
    "broker": ("broker_config.__main__", "the broker's configuration for a hall file"),
    "authority": ("hall_trust.program", "signs the boxes' certificates, beside the broker"),
    "hall": ("hall_trust.commands.hall", "the hall's own authority, and the keys of the hub's box"),
    "province": ("hall_trust.commands.province", "the province's authority: which halls have a line to the centre"),
    "device": ("hall_trust.commands.device", "which boxes take part: enrol, approve, revoke, renew"),
    "voice": ("display_app.voice.command", "make the clips of the voice, and check its recordings"),
    "catalogue": ("hall_hub.feeds.__main__", "check and import the centre's catalogue of procedures"),
    "figures": ("hall_hub.figures.__main__", "roll up the ledger, recount it, write reports"),
    "box": ("hall_box.__main__", "what root does on a box: its first start, its network, its updates"),
    "clock": ("hall_box.clock", "whether this box knows the time; set it"),
    "doctor": ("hall_core.doctor.__main__", "how this box is, and what to do about it"),
    "release": ("hall_hub.release_command", "releases of the boxes' software: take, offer, stop"),
    "usb": ("hall_core.device.usb.__main__", "which USB devices this box lets in"),
    "pin": ("hall_core.device.pin", "make the line that keeps the technicians' PIN"),
    "check-hall": ("hall_core.device.check_hall", "read a hall file and say what is wrong in it"),
    "languages": ("kiosk_app.check_languages", "how far each language is translated, and what is wrong with it"),
    "asyncapi": ("hall_core.contract.asyncapi", "the protocol as an AsyncAPI 3 document"),
    "central": ("central_gateway.__main__", "what a province runs: the halls' records, dossiers and catalogue"),
    "simulate": ("hall_sim.simulate", "a made-up day of a hall, and what citizens live through on it"),
    "replay": ("hall_sim.replay", "a recorded day from a ledger: how it stood, and whether all of it can be true"),
    "demo": ("demo.__main__", "a whole hall on this machine"),
}


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] not in PROGRAMS:
        print("usage: motcua <program> [options]\n", file=sys.stderr)
        for name, (_, what) in PROGRAMS.items():
            print(f"  {name:<12}{what}", file=sys.stderr)
        return 2
    module, _ = PROGRAMS[words[0]]
    return import_module(module).main(words[1:]) or 0


if __name__ == "__main__":
    sys.exit(main())
