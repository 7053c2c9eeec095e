"""Where the keys and values of a YAML text stand in it, so that one of them can be changed and every other character
stays as it was written."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

import msgspec

from jamd.config.yaml_file import parse

_PROPERTIES: Final = re.compile(r"[&!]")


class Node(msgspec.Struct, frozen=True):
    """A value from its first character, `start`, to behind its last one, `end`. `shared`: it has an anchor, a tag or is
    an alias, so that it is not simply what is written here."""

    start: int
    end: int
    kind: Literal["scalar", "mapping", "list", "shared"]
    flow: bool = False  # in braces or brackets
    text: str = ""  # of a scalar
    entries: tuple["Entry", ...] = ()

    def entry(self, name: str | int) -> "Entry | None":
        """The entry of this key, or with this number."""
        return next((entry for entry in self.entries if entry.name == name), None)


class Entry(NamedTuple):
    """A key with its value, or a numbered value of a list. `start` is where the key begins, or the value."""

    name: str | int
    start: int
    value: Node


@lru_cache(maxsize=8)
def outline(text: str) -> Node | None:
    """Of the whole text; None if nothing is written there. ConfigError."""
    events = parse(text)
    for event in events:
        if type(event).__name__ == "DocumentStartEvent":
            root = _node(next(events), events, text)
            return root if root.start < root.end else None
    return None


def end_of_document(text: str) -> int:
    """Where another line may be added at the end: before the mark `...`, if there is one."""
    ends = [event.start_mark.index for event in parse(text) if getattr(event, "explicit", None) and _ends(event)]
    return text.index("...", ends[0]) if ends else len(text)


def _ends(event: Any) -> bool:
    return type(event).__name__ == "DocumentEndEvent"


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    match type(event).__name__:
        case "MappingStartEvent":
            return _collection("mapping", event, _keyed(events, text), text)
        case "SequenceStartEvent":
            return _collection("list", event, _numbered(events, text), text)
        case "AliasEvent":
            return Node(start, end, "shared")
        case _ if _PROPERTIES.match(text, start):  # others may refer to it
            return Node(start, end, "shared")
    return Node(start, start + len(text[start:end].rstrip()), "scalar", text=event.value)


def _collection(kind: Literal["mapping", "list"], event: Any, inside: tuple[tuple[Entry, ...], int], text: str) -> Node:
    entries, end = inside
    flow = bool(event.flow_style)
    if not flow:
        end = entries[-1].value.end
    return Node(event.start_mark.index, end, kind, flow, entries=entries)


def _keyed(events: Iterator[Any], text: str) -> tuple[tuple[Entry, ...], int]:
    """The entries of a mapping, and where its end is marked."""
    entries = []
    while type(event := next(events)).__name__ != "MappingEndEvent":
        key, value = _node(event, events, text), _node(next(events), events, text)
        if value.kind == "scalar" and value.start == value.end:  # marked where the next key begins
            behind = text.find(":", key.end) + 1
            value = Node(behind, behind, "scalar")
        entries.append(Entry(key.text, key.start, value))
    return tuple(entries), event.end_mark.index


def _numbered(events: Iterator[Any], text: str) -> tuple[tuple[Entry, ...], int]:
    entries: list[Entry] = []
    while type(event := next(events)).__name__ != "SequenceEndEvent":
        node = _node(event, events, text)
        entries.append(Entry(len(entries), node.start, node))
    return tuple(entries), event.end_mark.index
