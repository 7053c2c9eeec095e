"""A network as the band runs it: one step from an explicit state. The only file that imports onnxruntime.

A model is two files in one folder: `<name>.onnx` and its card `<name>.json`. The card names every input, state and
output with its shape and type; a state `h` goes into the graph as `h` and comes out as `next_h`. Loading refuses a
network that is missing, damaged, made for another version of its codec, or unlike its card, each with one sentence
(ModelError). Called by the band process alone; one thread, no spinning: an idle onnxruntime that spins steals a core
from the process that sends the notes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import numpy as np
import onnxruntime

import jamd
from jamd.errors import ModelError
from jamd.players.arrays import Array

State = tuple[Array, ...]  # in the order of the card's states; never changed in place, so any kept one can be resumed
DType = Literal["float32", "float16", "int64", "int32", "int8", "bool"]

NEXT: Final = "next_"  # before the name of a state that comes out of a step
WARM_UP: Final = 20  # steps, because the first runs are slow

_PACKAGE: Final = Path(jamd.__file__).parent
MODELS: Final = next(
    (found for found in (_PACKAGE / "models", _PACKAGE.parent / "models") if found.is_dir()), _PACKAGE / "models"
)
"""The folder of the shipped networks: inside the package where jamd is installed, beside it in a checkout."""

_ONNX_TYPES: Final = {"float": "float32", "double": "float64"}  # where onnxruntime's word is not numpy's


class Tensor(msgspec.Struct, frozen=True):
    """What one input, state or output holds, without the batch."""

    shape: tuple[int, ...]
    dtype: DType = "float32"

    def zeros(self) -> Array:
        """A batch of one."""
        return np.zeros((1, *self.shape), self.dtype)

    def __str__(self) -> str:
        return f"{self.dtype} {list(self.shape)}"


class Card(msgspec.Struct, frozen=True):
    """What `<name>.json` must say for the network to be loaded; it says more for people (data, licences, figures)."""

    name: str
    codec: str
    codec_version: int
    sha256: str
    inputs: dict[str, Tensor]
    states: dict[str, Tensor]  # they start as zeros
    outputs: dict[str, Tensor]

    def graph_inputs(self) -> dict[str, Tensor]:
        return self.inputs | self.states

    def graph_outputs(self) -> dict[str, Tensor]:
        return self.outputs | {NEXT + name: tensor for name, tensor in self.states.items()}


def read_card(models: Path, name: str) -> Card:
    """The card of a network; ModelError if it is missing or no card."""
    path = models / f"{name}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Card)
    except FileNotFoundError:
        raise ModelError(f"The card {path} of the network {name} is missing; install jamd again.") from None
    except (OSError, msgspec.DecodeError) as fault:
        raise ModelError(f"The card {path} cannot be read ({fault}); install jamd again.") from None


def checked_bytes(models: Path, card: Card) -> bytes:
    """The network's file, if it is the one that the card describes; ModelError otherwise."""
    path = models / f"{card.name}.onnx"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"The network {path} is missing; install jamd again.") from None
    except OSError as fault:
        raise ModelError(f"The network {path} cannot be read ({fault.strerror}).") from None
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelError(f"The network {path} is damaged: its checksum does not match its card; install jamd again.")
    return content


class OnnxModel:
    """One loaded network. `step` keeps nothing between calls: to go back, step again from a state that was kept."""

    def __init__(self, models: Path, name: str, codec: str, codec_version: int) -> None:
        self.card = read_card(models, name)
        content = checked_bytes(models, self.card)
        expected, found = f"{codec} {codec_version}", f"{self.card.codec} {self.card.codec_version}"
        if expected != found:
            raise ModelError(
                f"The network {name} was made for codec {found}, this jamd uses {expected}; install matching versions."
            )
        self._states = tuple(self.card.states)
        self._outputs = tuple(self.card.outputs)
        self._graph_outputs = list(self.card.graph_outputs())
        try:
            self._session = onnxruntime.InferenceSession(content, _options(), providers=["CPUExecutionProvider"])
        except Exception as fault:  # onnxruntime raises a dozen kinds of its own; all mean that this file cannot be run
            raise _cannot_run(models, name, fault) from None
        self._require_as_on_card(name)
        try:
            self._warm_up()
        except Exception as fault:  # as above
            raise _cannot_run(models, name, fault) from None

    def start(self, batch: int = 1) -> State:
        """The state before the first step: zeros, for as many runs side by side as `batch` says."""
        return tuple(np.repeat(tensor.zeros(), batch, axis=0) for tensor in self.card.states.values())

    def step(self, inputs: Mapping[str, Array], state: State) -> tuple[dict[str, Array], State]:
        """Inputs by name and the state before -> outputs by name and the state after, inputs and outputs without batch.

        Inputs have the shapes and types of the card.
        """
        outputs, after = self.step_batch({name: value[None] for name, value in inputs.items()}, state)
        return {name: value[0] for name, value in outputs.items()}, after

    def step_batch(self, inputs: Mapping[str, Array], state: State) -> tuple[dict[str, Array], State]:
        """As `step`, with the batch that the state was started for in front of every shape."""
        found = self._session.run(self._graph_outputs, dict(zip(self._states, state, strict=True)) | dict(inputs))
        count = len(self._outputs)
        return dict(zip(self._outputs, found[:count], strict=True)), tuple(found[count:])

    def _warm_up(self) -> None:
        inputs, state = {name: tensor.zeros()[0] for name, tensor in self.card.inputs.items()}, self.start()
        for _ in range(WARM_UP):
            _, state = self.step(inputs, state)

    def _require_as_on_card(self, name: str) -> None:
        sides = (
            ("input", self.card.graph_inputs(), self._session.get_inputs()),
            ("output", self.card.graph_outputs(), self._session.get_outputs()),
        )
        for side, on_card, in_file in sides:
            if fault := _difference(on_card, in_file):
                raise ModelError(f"The network {name} does not match its card: {side} {fault}; install jamd again.")


def _difference(on_card: Mapping[str, Tensor], in_file: Sequence[Any]) -> str:
    """The first tensor that differs, in words; "" if all agree. Free dimensions of the file fit any size."""
    found = {tensor.name: tensor for tensor in in_file}
    for name in sorted(on_card.keys() | found.keys()):
        if name not in found:
            return f"{name} is missing in the file"
        if name not in on_card:
            return f"{name} is missing on the card"
        word = found[name].type.removeprefix("tensor(").removesuffix(")")
        dtype, shape = _ONNX_TYPES.get(word, word), found[name].shape[1:]  # without the batch
        card = on_card[name]
        fits = len(shape) == len(card.shape) and all(
            not isinstance(size, int) or size == wanted for size, wanted in zip(shape, card.shape, strict=True)
        )
        if dtype != card.dtype or not fits:
            return f"{name} is {dtype} {list(shape)} in the file and {card} on the card"
    return ""


def _cannot_run(models: Path, name: str, fault: Exception) -> ModelError:
    return ModelError(f"The network {models / name}.onnx cannot be run: {_first_line(fault)}.")


def _options() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors only
    return options


def _first_line(fault: Exception) -> str:
    return (str(fault).strip() or type(fault).__name__).splitlines()[0].rstrip(".")
