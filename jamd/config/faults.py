"""What is wrong with the settings, in words: the key, the value given, what is allowed, and what was probably meant."""

import types
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, ValidationError

_TYPES: Final[dict[Any, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    type(None): "null",
}


def fault_lines(
    error: ValidationError, root: type[BaseModel], given: dict[str, Any], place: Callable[[Sequence[str]], str]
) -> list[str]:
    """One line for each key at fault. `place` says where a key path was given."""
    lines: dict[tuple[str, ...], str] = {}
    for fault in error.errors(include_url=False):
        path = _path(root, fault["loc"])
        entry = tuple(str(key + 1) for key in fault["loc"][len(path) :] if isinstance(key, int))  # of a list
        lines.setdefault(path + entry, place(path) + _sentence(fault["type"], fault["msg"], path, root, given, *entry))
    return list(lines.values())


def _path(root: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """The key path of a fault, without what pydantic adds for the branches of a union or the place in a list."""
    path: list[str] = []
    section: Any = root
    for key in loc:
        if not _is_section(section):
            break
        path.append(str(key))
        field = section.model_fields.get(key)
        section = field.annotation if field else None
    return tuple(path)


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _sentence(
    kind: str, message: str, path: tuple[str, ...], root: type[BaseModel], given: dict[str, Any], *entry: str
) -> str:
    dotted, section = " ".join((".".join(path), *entry)), _section(root, path[:-1])
    if kind == "extra_forbidden":
        return f"{dotted}: there is no such key{_meant_key(root, section, path)}"
    if kind == "value_error":
        return f"{dotted}: {message.removeprefix('Value error, ')}"
    value = _value(given, path)
    if path[-1] not in section.model_fields or _is_section(section.model_fields[path[-1]].annotation):
        return f"{dotted}: {_shown(value)} is not a section; write its keys indented under {path[-1]}:"
    allowed = getattr(section, "takes", {}).get(path[-1]) or _joined(_words(section, path[-1]))
    return f"{dotted}: {_shown(value)} is not allowed; use {allowed}{_meant(value, _choices(section, path[-1]))}"


def _section(root: type[BaseModel], path: Sequence[str]) -> type[BaseModel]:
    section = root
    for key in path:
        annotation = section.model_fields[key].annotation
        assert isinstance(annotation, type)
        section = annotation
    return section


def _value(given: Any, path: Sequence[str]) -> Any:
    for key in path:
        given = given[key]
    return given


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    shown = f"{value:g}" if isinstance(value, float) else " ".join(str(value).split())
    return (shown[:57] + "..." if len(shown) > 60 else shown) or "an empty value"


def _words(section: type[BaseModel], key: str) -> list[str]:
    """What a key takes: ['auto', 'a number from 0 to 2']."""
    field = section.model_fields[key]
    return _allowed(field.annotation, field.metadata)


def _allowed(annotation: Any, metadata: Sequence[Any]) -> list[str]:
    origin = get_origin(annotation)
    if origin is Literal:
        return [_shown(value) for value in get_args(annotation)]
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _allowed(inner, more)
    if origin in (Union, types.UnionType):
        return [text for branch in get_args(annotation) for text in _allowed(branch, ())]
    low = next((m.ge for m in metadata if isinstance(m, Ge)), None)
    high = next((m.le for m in metadata if isinstance(m, Le)), None)
    word = _TYPES.get(annotation, "another kind of value")
    return [word if low is None else f"{word} from {low} to {high}"]


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _choices(section: type[BaseModel], key: str) -> list[str]:
    annotation = section.model_fields[key].annotation
    branches = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    return [str(value) for branch in branches if get_origin(branch) is Literal for value in get_args(branch)]


def _meant(value: Any, choices: Sequence[str]) -> str:
    words = [choice for choice in choices if choice.isalpha()]  # 5/4 does not mean 4/4
    close = get_close_matches(str(value).lower(), words, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _meant_key(root: type[BaseModel], section: type[BaseModel], path: tuple[str, ...]) -> str:
    """A key of this section that looks alike, else the same key in another section, else the keys that there are."""
    close = get_close_matches(path[-1].lower(), section.model_fields, n=1)
    if close:
        return f"; did you mean {close[0]}?"
    elsewhere = [dotted for dotted in _all_keys(root) if dotted.split(".")[-1] == path[-1]]
    if elsewhere:
        return f"; did you mean {_joined(elsewhere)}?"
    return f"; the keys here are {', '.join(section.model_fields)}"


def _all_keys(section: type[BaseModel], above: str = "") -> list[str]:
    keys: list[str] = []
    for key, field in section.model_fields.items():
        keys.append(above + key)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys += _all_keys(field.annotation, f"{above}{key}.")
    return keys
