"""config.yaml as a file: read with the line of each key, laid under other settings, single keys written back with the
comments kept."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from jamd.errors import ConfigError
from jamd.files.replace_file import replace_file


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


def _yaml() -> YAML:
    yaml = YAML()  # round trip: comments, order and quotes are kept
    yaml.preserve_quotes = True
    yaml.width = 4096  # never fold a user's line
    yaml.representer.add_representer(type(None), lambda r, _: r.represent_scalar("tag:yaml.org,2002:null", "null"))
    return yaml


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
    return read_yaml_text(text, str(path))


def read_yaml_text(text: str, name: str) -> Source:
    try:
        tree = _yaml().load(text)
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


def _indentation(tree: Any) -> int:
    """The columns by which the file sets in what belongs to a section."""
    sections = [node for node in tree.values() if isinstance(node, CommentedMap) and not node.fa.flow_style()]
    return min((node.lc.col for node in sections if node.lc.col), default=2)


def write_changes(path: Path, source: Source, changes: Mapping[str, Any]) -> None:
    """Set dotted keys in the tree as read and replace the file in one step; a link stays a link."""
    for key, value in changes.items():
        node = source.tree
        *above, last = key.split(".")
        for section in above:
            if node.get(section) is None:
                node[section] = {}
            node = node[section]
        node[last] = value
    text = io.StringIO()
    yaml = _yaml()
    yaml.indent(mapping=_indentation(source.tree))
    yaml.dump(source.tree, text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.getvalue().encode())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from None
