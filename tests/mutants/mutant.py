"""One change of the code, and what became of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Verdict = Literal["killed", "timed out", "survived", "untested", "not placed"]
"""A test failed; none was ready in its time; all passed; none goes there; it is the same code, or cannot be put."""


class Mutant(NamedTuple):
    key: str
    """The same as long as the function is: its name, a digest of its text, the how manieth."""
    function: str
    lines: range
    """Of what is changed, from 1."""
    was: str
    now: str
    """The lines that differ."""
    text: str
    """Of the whole module."""
    table: bool = False
    """``function`` is the name of a table or a number instead, that functions read."""
