"""``motcua box role``: starts what this box is. By itself after its first start; no technician needs it."""

from __future__ import annotations

import argparse

from msgspec.structs import replace

from hall_box.begin import SETUP, WATCH
from hall_box.machine import Machine
from hall_box.places import Places
from hall_box.standing import tell, told


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua box role", description="Starts what this box is (docs/box.md).")
    parser.parse_args(argv)
    return start(Places(), Machine())


def start(places: Places, machine: Machine) -> int:
    """Exit status."""
    standing = told(places)
    if standing is None or not standing.role:
        return 1
    tell(places, replace(standing, state="starting", fault=None))
    # The screen is one: who says which box it is makes room for its program.
    machine.units("stop", SETUP, WATCH)
    machine.units("start", f"hall-{standing.role}.target")
    return 0
