"""Puts a mutant in the place of the code that runs, without reading any module anew: functions get other code objects.

So it does not matter who has taken hold of the function meanwhile: a decorator, a table of rules, another module.
"""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple


class _Name(NamedTuple):
    file: str
    function: str
    line: int


class Functions(dict[_Name, list[FunctionType]]):
    """Every function there is now that was read from ``package``; closures too."""

    def __init__(self, package: Path) -> None:
        super().__init__()
        for one in gc.get_objects():
            if type(one) is FunctionType and one.__code__.co_filename.startswith(f"{package}/"):
                self.setdefault(_name(one.__code__), []).append(one)

    def put(self, file: Path, text: str) -> bool:
        """Every function of ``file`` is as ``text`` has it; False when none is another, or cannot be."""
        changed = False
        for code in _within(compile(text, str(file), "exec", dont_inherit=True)):
            for function in self.get(_name(code), []):
                if function.__code__ != code:
                    try:
                        function.__code__ = code
                    except ValueError:
                        return False  # It reads fewer or other names of what surrounds it.
                    changed = True
        return changed


def made_of(text: str, name: str) -> list[str]:
    """The table or number ``name`` of a module, and those that the module makes of it, in their order."""
    made = [name]
    for target, statement in _tables(text):
        if {x.id for x in ast.walk(statement) if isinstance(x, ast.Name)} & set(made) - {target}:
            made.append(target)
    return made


def put_table(file: Path, text: str, name: str) -> bool:
    """The table or number ``name`` of ``file`` is as ``text`` has it, and what is made of it too, wherever they were
    imported to; False when it is the same. Raises whatever keeps it from being made."""
    home = next(x for x in list(sys.modules.values()) if getattr(x, "__file__", None) == str(file))
    made, old, within = made_of(text, name), vars(home), dict(vars(home))
    for target, statement in _tables(text):
        if target in made:
            exec(compile(ast.Module([statement], []), str(file), "exec", dont_inherit=True), within)
        if target == name and within[name] == old[name]:
            return False
    was = {table: old[table] for table in made}
    for module in list(sys.modules.values()):
        for table in made:
            if vars(module).get(table) is was[table]:
                setattr(module, table, within[table])
    return True


def _tables(text: str) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    """Each statement of a module that sets a name in capitals."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
            if isinstance(target, ast.Name) and target.id.isupper():
                yield target.id, statement


def _name(code: CodeType) -> _Name:
    return _Name(code.co_filename, code.co_qualname, code.co_firstlineno)


def _within(code: CodeType) -> Iterator[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from _within(const)
