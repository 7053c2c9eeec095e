"""Cutting a network in two: what depends on some of its inputs alone, and the rest.

An ONNX file is one protocol buffer: a message is a row of fields, each with a number and a value. Only names are read
here; nodes and weights are copied as they are, so both parts together compute what the whole does.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

_GRAPH: Final = 7  # field of a model
_NODES, _TITLE, _WEIGHTS, _INPUTS, _OUTPUTS = 1, 2, 5, 11, 12  # fields of a graph
_TAKES, _GIVES = 1, 2  # fields of a node: names of tensors
_NAME, _TYPE, _NAME_OF_WEIGHTS = 1, 2, 8
_FLOATS: Final = b"\x0a\x02\x08\x01"  # the type of a tensor of float32, whatever its shape
_SIZED: Final = 2  # kind of a value whose length is told
_LENGTH: Final = {1: 8, 5: 4}  # bytes, of values of other kinds; those of kind 0 tell themselves where they end


class Parts(NamedTuple):
    first: bytes  # a model: from the chosen inputs to the seam, and to the outputs that need nothing else
    rest: bytes  # a model: from the other inputs and the seam to the other outputs
    seam: tuple[str, ...]  # tensors of float32


class _Field(NamedTuple):
    number: int
    value: bytes
    written: bytes  # with its number


def cut(model: bytes, chosen: Collection[str]) -> Parts:
    """A model in ONNX, cut behind all that depends on the chosen inputs alone."""
    graph = _graph_of(model)
    weights = {name for field in graph if field.number == _WEIGHTS for name in _names(field, _NAME_OF_WEIGHTS)}
    known, first, rest = set(chosen), list[_Field](), list[_Field]()
    for node in graph:
        if node.number == _NODES:
            takes = set(_names(node, _TAKES)) - weights
            is_known = bool(takes) and takes <= known
            (first if is_known else rest).append(node)
            known |= set(_names(node, _GIVES)) if is_known else set()
    needed = {name for node in rest for name in _names(node, _TAKES)}
    seam = tuple(name for node in first for name in _names(node, _GIVES) if name in needed)
    borders = [_sized(_NAME, name.encode()) + _sized(_TYPE, _FLOATS) for name in seam]

    def side(number: int, is_first: bool) -> list[bytes]:
        """Inputs or outputs of one part."""
        every = (field for field in graph if field.number == number)
        own = [field.written for field in every if is_first == (_names(field, _NAME)[0] in known)]
        made = is_first == (number == _OUTPUTS)  # the seam ends the first part, and begins the rest
        return own + [_sized(number, border) for border in borders if made]

    return Parts(
        _with_graph(model, graph, first, [*side(_INPUTS, True), *side(_OUTPUTS, True)]),
        _with_graph(model, graph, rest, [*side(_INPUTS, False), *side(_OUTPUTS, False)]),
        seam,
    )


def _graph_of(model: bytes) -> list[_Field]:
    return list(_fields(next(field.value for field in _fields(model) if field.number == _GRAPH)))


def _with_graph(model: bytes, graph: Iterable[_Field], nodes: Collection[_Field], borders: Iterable[bytes]) -> bytes:
    """The model with these nodes, and the weights that they take, for a graph."""
    takes = {name for node in nodes for name in _names(node, _TAKES)}
    held = [
        field.written
        for field in graph
        if field.number == _TITLE or (field.number == _WEIGHTS and takes.issuperset(_names(field, _NAME_OF_WEIGHTS)))
    ]
    inside = _sized(_GRAPH, b"".join([*(node.written for node in nodes), *held, *borders]))
    return b"".join(inside if field.number == _GRAPH else field.written for field in _fields(model))


# -- protocol buffers


def _names(message: _Field, number: int) -> list[str]:
    return [field.value.decode() for field in _fields(message.value) if field.number == number]


def _fields(message: bytes) -> Iterator[_Field]:
    at = 0
    while at < len(message):
        begin = at
        key, at = _number_at(message, at)
        kind, length = key & 7, 0
        if kind == _SIZED:
            length, at = _number_at(message, at)
        elif kind == 0:
            _, at = _number_at(message, at)
        else:
            length = _LENGTH[kind]
        yield _Field(key >> 3, message[at : at + length], message[begin : at + length])
        at += length


def _number_at(message: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits to the byte, the lowest first, and where it ends."""
    number = shift = 0
    while True:
        byte = message[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at


def _sized(number: int, value: bytes) -> bytes:
    return _written(number << 3 | _SIZED) + _written(len(value)) + value


def _written(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])
