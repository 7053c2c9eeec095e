"""Config files as people write them: any keys in any order, in lines or in braces, indented as they like, with remarks
everywhere, from any editor. Each remark is numbered, so that a test sees whether one is lost or has moved."""

import json
from typing import Any

from hypothesis import strategies as st

from jamd.config.schema import Config
from jamd.config.section import Section

VALUES: dict[str, list[Any]] = {
    "ports.input": ["auto", "USB: 1", "it's # mine", "nüü"],
    "ports.latency_ms": [0, -12.5, 3],
    "parts.drums.enabled": [True, False],
    "parts.drums.player": ["drummer", "rules"],
    "parts.drums.volume": [1, 0.25, 2.0],
    "parts.piano.player": ["rules"],
    "parts.piano.busy": [0, 1.5],
    "parts.piano.register_semitones": [-12, 0, 7],
    "clock.source": ["internal", "follow"],
    "clock.bpm": [140, 96.5, 240],
    "clock.count_in": [0, 1, 2],
    "clock.send": [False, True, "always"],
    "jam.mode": ["accompany", "trade"],
    "jam.trade_first": ["you", "band"],
    "jam.chart": ["builtin:blues-in-f", None],
    "jam.swing": ["auto", 0.5, 1],
    "jam.intensity": ["auto", 0, 0.8],
    "jam.seed": [None, 7],
    "library.set_list": [None, "Friday"],
    "web.port": [8765, 9000],
}
CONTROLS: list[dict[str, Any]] = [
    {"midi": "cc 67", "does": "tap"},
    {"midi": "note 36", "channel": 10, "does": "mode", "value": "trade"},
    {"midi": "program 3", "does": "fill"},
    {"midi": "cc 20", "does": "ending"},
]


class Writer:
    """Draws one file. Sections are trees of keys."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.remarks = 0

    def _chance(self) -> bool:
        return self._draw(st.booleans())

    def _remark(self) -> str:
        if not self._chance():
            return ""
        self.remarks += 1
        return f"{' ' * self._draw(st.integers(1, 9))}# remark {self.remarks}."

    def _lines_between(self, indent: str) -> list[str]:
        lines = []
        for _ in range(self._draw(st.integers(0, 2))):
            self.remarks += 1
            lines.append(self._draw(st.sampled_from(["", indent, indent + "   "])) + f"# remark {self.remarks}.")
        return [*lines, *([""] if self._chance() else [])]

    def section(self, tree: dict[str, Any], indent: str) -> list[str]:
        step = " " * self._draw(st.integers(1, 4))
        lines = []
        for key, value in tree.items():
            lines += self._lines_between(indent)
            if not isinstance(value, dict) or (value and self._chance()):
                lines.append(f"{indent}{key}: {self._value(value)}{self._remark()}")
            elif not value:
                lines.append(f"{indent}{key}:{self._draw(st.sampled_from(['', ' ', ' {}', ' null']))}{self._remark()}")
            else:
                lines += [f"{indent}{key}:{self._remark()}", *self.section(value, indent + step)]
        return lines

    def controls(self, entries: list[dict[str, Any]]) -> list[str]:
        if not entries or self._chance():
            return [f"controls: {self._value(entries)}{self._remark()}"]
        lines, indent = [f"controls:{self._remark()}"], " " * self._draw(st.integers(0, 3))
        for entry in entries:
            lines += self._lines_between(indent)
            if self._chance():
                lines.append(f"{indent}- {self._value(entry)}{self._remark()}")
            else:
                pairs = [f"{key}: {self._value(value)}{self._remark()}" for key, value in entry.items()]
                lines += [f"{indent}- {pairs[0]}", *(f"{indent}  {pair}" for pair in pairs[1:])]
        return lines

    def _value(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self._value(inner)}" for key, inner in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._value, value)) + "]"
        if isinstance(value, str) and value.replace(":", "").replace(" ", "").replace("-", "").isalnum():
            plain = [] if ": " in value else [value]
            return self._draw(st.sampled_from([*plain, json.dumps(value, ensure_ascii=False), f"'{value}'"]))
        return json.dumps(value, ensure_ascii=False)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Some keys with values, in any order, as a tree."""
    tree: dict[str, Any] = {}
    for key in draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True)):
        *sections, last = key.split(".")
        inner = tree
        for section in sections:
            inner = inner.setdefault(section, {})
        inner[last] = draw(st.sampled_from(VALUES[key]))
    for name in draw(st.lists(st.sampled_from(_SECTIONS), unique=True)):
        tree.setdefault(name, {})
    return tree


_SECTIONS = [name for name, field in Config.model_fields.items() if isinstance(field.default, Section)]


@st.composite
def written_configs(draw: st.DrawFn) -> str:
    """The whole text."""
    writer = Writer(draw)
    lines = writer.section(draw(trees()), "")
    if draw(st.booleans()):
        controls = writer.controls(draw(st.lists(st.sampled_from(CONTROLS), unique_by=str)))
        lines = [*controls, *lines] if draw(st.booleans()) else [*lines, *controls]
    begin = draw(st.sampled_from(["", "", "# remark 0.\n", "---\n"]))
    mark = ["\n...\n"] if lines or begin == "---\n" else []  # that ends a document: there must be one
    end = draw(st.sampled_from(["", "\n", "\n\n", *mark, "\n# remark 1000.\n"]))
    text = begin + "\n".join(lines) + end
    return draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
