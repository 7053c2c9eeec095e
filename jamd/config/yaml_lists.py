"""Changes a list in a YAML text, and leaves every other character as it was, as `yaml_edit.py` does."""

import re
from typing import Any

from jamd.config.yaml_edit import (
    STEP,
    CannotEdit,
    Path,
    after_line,
    column,
    into_flow,
    line_start,
    moved,
    node_at,
    put,
    replaced,
    written,
)
from jamd.config.yaml_spans import Entry, Node


def append(text: str, path: Path, value: Any, pattern: str) -> str:
    """The text with another value at the end of a list."""
    node = node_at(text, path)
    if node is None:
        return append(put(text, path, [], pattern), path, value, pattern)
    if node.kind == "scalar" or (not node.entries and _stands_alone(text, node)):
        return _begun(text, node, value)
    if node.kind != "list":
        raise CannotEdit("it is not a list")
    if node.flow:
        return into_flow(text, node, written(value))
    dash = " " * column(text, node.start) + "- "
    return after_line(text, node.entries[-1].value.end, [dash + written(value)])


def _stands_alone(text: str, node: Node) -> bool:
    """An empty list without a line break or a comment in it, on the line of its key, outside braces."""
    before = text[: node.start].rpartition("\n")[2]
    return "\n" not in text[node.start : node.end] and "{" not in before


def _begun(text: str, node: Node, value: Any) -> str:
    """A list with its first value, a line below its key."""
    before = text[: node.start].rpartition("\n")[2]
    if "{" in before:
        return replaced(text, node, [value])
    indent = before[: len(before) - len(before.lstrip())] + STEP
    head = text[: node.start].rstrip(" ")
    return after_line(head + moved(text[node.end :], node.end - len(head)), len(head), [f"{indent}- {written(value)}"])


def remove(text: str, path: Path) -> str:
    """The text without a key, or without one value of a list. What is not there is not missed."""
    parent = node_at(text, path[:-1])
    entry = parent.entry(path[-1]) if parent is not None else None
    if parent is None or entry is None:
        return text
    if parent.flow:
        return _out_of_flow(text, parent, entry)
    first = line_start(text, entry.start)
    if parent.kind == "list":
        first = _dash_line(text, first, column(text, parent.start))
    elif text[first : entry.start].strip():
        raise CannotEdit("it stands behind something else")
    last = text.find("\n", entry.value.end)
    shorter = text[:first] + (text[last + 1 :] if last >= 0 else "")
    if len(parent.entries) > 1 or parent.kind != "list":
        return shorter
    return put(shorter, path[:-1], [], shorter)


def _out_of_flow(text: str, parent: Node, entry: Entry) -> str:
    at = parent.entries.index(entry)
    if at + 1 < len(parent.entries):
        return text[: entry.start] + text[parent.entries[at + 1].start :]
    behind = parent.entries[at - 1].value.end if at else parent.start + 1
    start = behind if not text[behind : entry.start].strip(" ,") else entry.start
    return text[:start] + re.sub(r"\A\s*,", "", text[entry.value.end :])


def _dash_line(text: str, line: int, column: int) -> int:
    """Where the line with the dash of an entry begins; that of its value begins at `line`."""
    while text[line + column] != "-":
        line = line_start(text, line - 1)
    return line
