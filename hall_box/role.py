"""``motcua box role``: starts what this box is. By itself after its first start; no technician needs it."""

from __future__ import annotations

import argparse

from msgspec.structs import replace

from hall_box.begin import start_role
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
    start_role(standing.role, machine)
    return 0
