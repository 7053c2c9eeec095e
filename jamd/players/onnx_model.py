"""A network as the band runs it: one step from explicit state. The only file that imports onnxruntime.

A model is two files in one folder: `<name>.onnx` and its card `<name>.json`. Loading refuses a network that is missing,
damaged, or made for another version of its codec, each with one sentence (ModelError). Called by the band process
alone; one thread, no spinning: an idle onnxruntime that spins steals a core from the process that sends the notes.
"""

import hashlib
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import onnxruntime
from numpy.typing import NDArray

import jamd
from jamd.errors import ModelError

Array = NDArray[np.float32]
State = tuple[Array, ...]  # in the order of the card's state

WARM_UP: Final = 20  # steps, because the first runs are slow

_PACKAGE: Final = Path(jamd.__file__).parent
MODELS: Final = next(
    (found for found in (_PACKAGE / "models", _PACKAGE.parent / "models") if found.is_dir()), _PACKAGE / "models"
)
"""The folder of the shipped networks: inside the package where jamd is installed, beside it in a checkout."""


class Card(msgspec.Struct, frozen=True):
    """What `<name>.json` must say for the network to be loaded; it says more for people (data, licence, figures)."""

    name: str
    codec: str
    codec_version: int
    sha256: str
    inputs: dict[str, list[int]]  # without the batch; "features" and the state
    outputs: dict[str, list[int]]  # "logits" and "next_" + each state's name


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
        raise ModelError(f"The network {path} is damaged: its checksum is not the one on its card; install jamd again.")
    return content


class OnnxModel:
    """One loaded network. `step` keeps nothing between calls, so any kept state can be gone back to."""

    def __init__(self, models: Path, name: str, codec: str, codec_version: int) -> None:
        self.card = read_card(models, name)
        content = checked_bytes(models, self.card)
        wanted, found = f"{codec} {codec_version}", f"{self.card.codec} {self.card.codec_version}"
        if wanted != found:
            raise ModelError(
                f"The network {name} was made for codec {found}, this jamd speaks {wanted}; install matching versions."
            )
        self._states = [state for state in self.card.inputs if state != "features"]
        self._outputs = ["logits", *(f"next_{state}" for state in self._states)]
        try:
            self._session = onnxruntime.InferenceSession(content, _options(), providers=["CPUExecutionProvider"])
            state = self.start()
            for _ in range(WARM_UP):
                _, state = self.step(np.zeros(self.card.inputs["features"], np.float32), state)
        except Exception as fault:  # onnxruntime raises a dozen kinds of its own; all mean that this file cannot be run
            raise ModelError(f"The network {models / name}.onnx cannot be run: {_first_line(fault)}.") from None

    def start(self) -> State:
        """The state before the first step: silence."""
        return tuple(np.zeros((1, *self.card.inputs[state]), np.float32) for state in self._states)

    def step(self, features: Array, state: State) -> tuple[Array, State]:
        """features (features,) and the state before -> logits (classes,) and the state after this step."""
        feeds = dict(zip(self._states, state, strict=True))
        feeds["features"] = features[None]
        logits, *after = self._session.run(self._outputs, feeds)
        return logits[0], tuple(after)


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
