"""Every sentence of the console, in its templates and in its source, has its English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

from hall_core.ui.translate import DOMAIN, LOCALE

CONSOLE = Path(__file__).parents[3] / "hall_hub" / "console"
SAID = re.compile(r'\bsay(?:\.many)?\(\s*"([^"]*)"')


def sentences() -> set[str]:
    found = {words for file in CONSOLE.rglob("*.html") for words in SAID.findall(file.read_text("utf-8"))}
    for file in CONSOLE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("say", "say.many", "visitor.say"):
                [words, *_] = node.args
                assert isinstance(words, ast.Constant), f"{file.name}: write the sentence out"
                found.add(words.value)  # pyright: ignore[reportArgumentType]
    return found


def english() -> dict[str, str]:
    with (LOCALE / "en" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        told = {(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in read_po(file) if m.id and not m.context}
    return {key: said if isinstance(said, str) else (said or [""])[-1] for key, said in told.items()}


def test_every_sentence_of_the_console_has_its_english() -> None:
    told, said = english(), sentences()
    assert len(said) > 200, "the sentences were not found"
    assert sorted(words for words in said if not told.get(words)) == [], f"add these to {LOCALE}/en"
