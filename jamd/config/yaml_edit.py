"""Changes a YAML text at one place and leaves every other character as it was: comments, order, blank lines, quotes.

A key that is missing is added as the `pattern` has it: a YAML text with every key in its order and with its comment. A
path is the keys from the outside in, and a number in a list. Where a text is written in a way that cannot be changed
like this (anchors and aliases), CannotEdit.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from jamd.config.yaml_file import reads_as
from jamd.config.yaml_spans import Entry, Node, end_of_document, outline
from jamd.errors import ConfigError

Path = Sequence[str | int]
_COMMENT: Final = re.compile(r"([ \t]+)(?=#)")
_NEEDS_ESCAPE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
STEP: Final = "  "
_DECIMALS: Final = 12


class CannotEdit(ConfigError):
    """The place cannot be changed by this program."""


# -- one value


def put(text: str, path: Path, value: Any, pattern: str) -> str:
    """The text with this value at this path, put there if it is missing."""
    node = outline(text)
    if node is None:
        return _at_the_end(text, path, value, pattern, "")
    above = 0  # where the key of `node` stands
    for depth, key in enumerate(path):
        entry = node.entry(key)
        if entry is None:
            return _added(text, node, above, path, depth, value, pattern)
        node, above = entry.value, entry.start
        if depth + 1 < len(path) and node.kind == "scalar":
            return _filled(text, entry, path, depth + 1, value, pattern)
    return replaced(text, node, value)


def replaced(text: str, node: Node, value: Any) -> str:
    if node.kind == "shared":
        raise CannotEdit("it has an anchor or is an alias")
    new = written(value)
    if node.start == node.end and not text[: node.start].endswith((" ", "\n")):
        new = " " + new
    return text[: node.start] + new + moved(text[node.end :], node.end - node.start - len(new))


def moved(rest: str, by: int) -> str:
    """The rest of a text, whose first line's comment stays where it stood though what precedes it has been shortened
    `by` so many characters."""
    spaces = _COMMENT.match(rest)
    return rest if spaces is None else " " * max(1, len(spaces[1]) + by) + rest[spaces.end() :]


def rounded(value: Any) -> Any:
    """The value as it will be read again: floats with as many decimals as are written."""
    if isinstance(value, list | tuple):
        return type(value)(map(rounded, value))
    return round(value, _DECIMALS) if isinstance(value, float) else value


def written(value: Any) -> str:
    """A value in one line of YAML, good in braces and outside."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.{_DECIMALS}f}".rstrip("0")
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(value: str) -> str:
    """Plain where it reads as the same text, else in double quotes."""
    if value.isprintable() and value == value.strip():
        try:
            if reads_as(value) == value and reads_as(f"{{a: {value}}}") == {"a": value}:
                return value
        except ConfigError:
            pass
    return _NEEDS_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


# -- a key that is missing


def _added(text: str, parent: Node, above: int, path: Path, depth: int, value: Any, pattern: str) -> str:
    """Behind the key that stands before it in the pattern, or as the first one; a section at the end of the text."""
    if parent.kind != "mapping":
        raise CannotEdit("it is not in a section")
    if parent.flow:
        return into_flow(text, parent, f"{path[depth]}: {written(_nested(path[depth + 1 :], value))}")
    indent = " " * column(text, parent.entries[0].start)
    if depth == 0:
        return _at_the_end(text, path, value, pattern, indent)
    if any(isinstance(key, int) for key in path):  # of an entry of a list
        return after_line(text, parent.entries[-1].value.end, [f"{indent}{path[depth]}: {written(value)}"])
    order = [entry.name for entry in _section(pattern, path[:depth]).entries]
    before = order[: order.index(path[depth])]
    ends = [entry.value.end for entry in parent.entries if entry.name in before]
    return after_line(text, max(ends, default=above), _lines(pattern, path, depth, value, indent))


def _filled(text: str, entry: Entry, path: Path, depth: int, value: Any, pattern: str) -> str:
    """A section in which nothing is written yet."""
    node = entry.value
    if node.start < node.end or text[entry.start - 1 : entry.start] in ("{", ","):
        return replaced(text, node, _nested(path[depth:], value))
    indent = " " * column(text, entry.start) + STEP
    return after_line(text, node.end, _lines(pattern, path, depth, value, indent))


def _nested(path: Path, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _section(pattern: str, path: Path) -> Node:
    node = outline(pattern)
    assert node is not None
    for key in path:
        entry = node.entry(key)
        assert entry is not None
        node = entry.value
    return node


def _lines(pattern: str, path: Path, depth: int, value: Any, indent: str) -> list[str]:
    """The lines of the pattern for what is missing from `depth` on, with this value."""
    pattern = put(pattern, path, value, pattern)
    lines = []
    for level in range(depth, len(path)):
        entry = _section(pattern, path[:level]).entry(path[level])
        assert entry is not None
        line = pattern[entry.start :].partition("\n")[0]
        lines.append(indent + STEP * (level - depth) + line)
    return lines


def _at_the_end(text: str, path: Path, value: Any, pattern: str, indent: str) -> str:
    end = end_of_document(text)
    before, newline = text[:end], _newline(text)
    if before and not before.endswith("\n"):
        before += newline
    blank = newline if before.strip() else ""
    return before + blank + "".join(line + newline for line in _lines(pattern, path, 0, value, indent)) + text[end:]


def into_flow(text: str, node: Node, entry: str) -> str:
    """Behind the last entry in the braces or brackets."""
    if node.entries:
        at, entry = node.entries[-1].value.end, f", {entry}"
    else:
        at = node.start + 1
    return text[:at] + entry + moved(text[at:], -len(entry))


# -- places


def node_at(text: str, path: Path) -> Node | None:
    """What stands at a path; None if it is missing."""
    node = outline(text)
    for key in path:
        entry = node.entry(key) if node is not None else None
        node = entry.value if entry is not None else None
    return node


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def column(text: str, at: int) -> int:
    return at - line_start(text, at)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def after_line(text: str, at: int, lines: Sequence[str]) -> str:
    """With these lines below the one in which `at` stands."""
    newline = _newline(text)
    added = "".join(line + newline for line in lines)
    end = text.find("\n", at)
    if end < 0:
        return text + newline + added
    return text[: end + 1] + added + text[end + 1 :]
