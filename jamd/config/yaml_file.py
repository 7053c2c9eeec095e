"""config.yaml as a file: read with the line number of each key, for messages, and overridden by `--set key=value`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from jamd.errors import ConfigError


class Source(msgspec.Struct, frozen=True):
    """What a file says: the tree as read, with its comments, and the file's name for messages."""

    name: str = ""
    tree: Any = msgspec.field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The same in plain dicts, lists and text keys."""
        plain = _plain(self.tree)
        assert isinstance(plain, dict)
        return plain

    def place(self, path: Sequence[str]) -> str:
        """'config.yaml, line 7: ' where the file gives this key, else ''."""
        node, line = self.tree, None
        for key in path:
            found = next((k for k in node if str(k) == key), None) if isinstance(node, Mapping) else None
            if found is None:
                return ""
            line = node.lc.key(found)[0] + 1
            node = node[found]
        return "" if line is None else f"{self.name}, line {line}: "


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    for kind in (bool, int, float, str):  # ruamel has its own kinds of each, with comments on them
        if isinstance(node, kind):
            return kind(node)
    return node


def read_yaml(path: Path) -> Source:
    """ConfigError, in one line, for a file that cannot be read or is not YAML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: this is not a text file in UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    return parsed(text, str(path))


def parsed(text: str, name: str) -> Source:
    """What a text says that was read from the file of this name. ConfigError, in one line."""
    try:
        tree = YAML().load(text)  # its round-trip loader, which knows the line of each key
    except MarkedYAMLError as error:
        why = error.problem or error.context
        raise ConfigError(f"{name}{_spot(error)}: this is not YAML; check indentation and colons ({why})") from None
    except YAMLError as error:
        raise ConfigError(f"{name}: this is not YAML ({str(error).splitlines()[0]})") from None
    if tree is None:
        return Source(name)
    if not isinstance(tree, Mapping):
        raise ConfigError(f"{name}: this must be keys and values, like `clock:` with `  bpm: 140` under it")
    return Source(name, tree)


def parse(text: str) -> Iterator[Any]:
    """The events of ruamel's parser, each with marks that say where in the text it begins and ends. ConfigError."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except YAMLError as error:
        raise ConfigError(f"this is not YAML ({str(error).splitlines()[0]})") from None


def reads_as(text: str) -> Any:
    """The value that a text is in a list of YAML; a text that ends the list is none. ConfigError."""
    try:
        (value,) = YAML(typ="safe", pure=True).load(f"[{text}]")
    except (YAMLError, ValueError, TypeError):
        raise ConfigError(f"{text}: this is not one YAML value") from None
    return value


def _spot(error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return "" if mark is None else f", line {mark.line + 1}"


def set_values(sets: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """The tree that `key=value` settings ask for, and a line for each that has no such form."""
    wanted: dict[str, Any] = {}
    faults = []
    for text in sets:
        key, equals, value = text.partition("=")
        if not equals or not key.strip(" ."):
            faults.append(f"--set {text}: write key=value, like clock.bpm=180")
        else:
            lay_over(wanted, key.strip().split("."), _typed(value.strip()))
    return wanted, faults


def _typed(text: str) -> Any:
    """YAML's number, truth value, null or list; a port's name such as `USB: 1` stays text."""
    try:
        value = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return text
    if isinstance(value, Mapping) and not text.startswith("{"):
        return text
    return _plain(value)


def lay_over(tree: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Put a value at a path, making sections on the way; a section is laid over a section key by key."""
    *above, last = path
    for key in above:
        below = tree.get(key)
        tree[key] = below = dict(below) if isinstance(below, dict) else {}
        tree = below
    if isinstance(value, dict) and isinstance(tree.get(last), dict):
        for key, inner in value.items():
            lay_over(tree[last], [key], inner)
    else:
        tree[last] = value
