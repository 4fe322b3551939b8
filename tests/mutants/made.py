"""Makes mutants: the text of a module with one place of it changed. Into what: as mutmut has it, and a little more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from tests.mutants.mutant import Mutant

BARE = m.Name() | m.Attribute() | m.Call() | m.Subscript()
"""Conditions in which no operator stands that could be turned round."""
BREAKS = m.Call(func=m.Name("len") | m.Name("isinstance") | m.Name("cast") | m.Name("assert_never"))
"""Left out or not, their arguments say nothing about a rule."""
NEVER = m.Annotation() | m.Decorator() | m.Import() | m.ImportFrom() | m.Param() | BREAKS
"""What is done once, when the module is read, or not at all."""
CLASS_NAME = m.Name(m.MatchIfTrue(lambda name: name[:1].isupper()))
TABLE = m.Name(m.MatchIfTrue(lambda name: name.isupper()))
"""Its name, as tables and numbers have it."""


class _Place(NamedTuple):
    function: str
    within: cst.FunctionDef | cst.SimpleStatementLine
    lines: range
    node: cst.CSTNode
    other: cst.CSTNode


class _Places(cst.CSTVisitor):
    """Each node inside functions and tables, and what it can be changed into."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Place] = []
        self._names: list[str] = []
        self._functions: list[cst.FunctionDef | cst.SimpleStatementLine] = []
        self._statement: cst.SimpleStatementLine | None = None
        self._lines = [range(1, 2)]

    def on_visit(self, node: cst.CSTNode) -> bool:
        self._lines.append(self._lines_of(node))
        if m.matches(node, NEVER):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.append(node.name.value)
        if isinstance(node, cst.FunctionDef):
            self._functions.append(node)
        if isinstance(node, cst.SimpleStatementLine):
            self._statement = node
            table = None if self._names else _table(node)
            if table is not None:
                self._names.append(table)
                self._functions.append(node)
        if self._functions:
            name, within, lines = ".".join(self._names), self._functions[0], self._lines[-1]
            self.found += [_Place(name, within, lines, node, other) for other in _others(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self._lines.pop()
        if m.matches(original_node, NEVER):
            return
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._names.pop()
        if isinstance(original_node, cst.FunctionDef):
            self._functions.pop()
        if original_node is self._statement:
            self._statement = None
            if original_node in self._functions:
                self._names.pop()
                self._functions.pop()

    def _lines_of(self, node: cst.CSTNode) -> range:
        """Its own; within a simple statement those of the whole, for Python tells only some lines of a long one."""
        where = self.get_metadata(PositionProvider, node, None)
        return self._lines[-1] if where is None or self._statement else range(where.start.line, where.end.line + 1)


def _others(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            made = list(operator(node))
            # One other text is as good as three.
            some = made[:1] if isinstance(node, cst.BaseString) else made
            yield from (other for other in some if not _ill_formed(node, other))
    if m.matches(node, m.Expr(value=m.Call() | m.Yield())):
        yield cst.Pass()
    if isinstance(node, cst.If | cst.CompIf | cst.While) and m.matches(node.test, BARE):
        test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(test=cst.UnaryOperation(cst.Not(), test))


def _table(statement: cst.SimpleStatementLine) -> str | None:
    """The name of what it sets, if that is a table or a number; what a class makes is filled later, by others."""
    match statement.body:
        case [cst.Assign(targets=[cst.AssignTarget(target)], value=value)]:
            pass
        case [cst.AnnAssign(target=target, value=cst.BaseExpression() as value)]:
            pass
        case _:
            return None
    made = m.matches(value, m.Call(func=CLASS_NAME))
    return cst.ensure_type(target, cst.Name).value if m.matches(target, TABLE) and not made else None


def _ill_formed(node: cst.CSTNode, other: cst.CSTNode) -> bool:
    """A call without one of the arguments that are told by their place: the next one would stand there."""
    if not isinstance(node, cst.Call) or not isinstance(other, cst.Call) or len(node.args) == len(other.args):
        return False
    return any(arg.keyword is None for arg in node.args if not any(arg is kept for kept in other.args))


def mutants_of(source: str) -> list[Mutant]:
    """Those in the functions and tables of a module, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    places = _Places()
    wrapper.visit(places)
    module = wrapper.module
    parts = ["".join(map(module.code_for_node, module.header)), *map(module.code_for_node, module.body)]
    ends = list(accumulate(part.count("\n") for part in parts))
    made, counted = list[Mutant](), dict[str, int]()
    for function, within, lines, node, other in places.found:
        name = f"{function} {hashlib.sha256(module.code_for_node(within).encode()).hexdigest()[:8]}"
        counted[name] = counted.get(name, 0) + 1
        at = next(n for n, end in enumerate(ends) if lines.start <= end)
        changed = module.body[at - 1].deep_replace(node, other)
        assert isinstance(changed, cst.CSTNode)
        text = module.code_for_node(changed)
        whole = "".join([*parts[:at], text, *parts[at + 1 :]])
        table = isinstance(within, cst.SimpleStatementLine)
        made.append(Mutant(f"{name} {counted[name]}", function, lines, *_differing(parts[at], text), whole, table))
    return made


def _differing(was: str, now: str) -> tuple[str, str]:
    before, after = ([line.strip() for line in text.splitlines()] for text in (was, now))
    spans = [span for span in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if span[0] != "equal"]
    return (
        " ⏎ ".join(line for _, a, b, _, _ in spans for line in before[a:b]),
        " ⏎ ".join(line for _, _, _, a, b in spans for line in after[a:b]),
    )
