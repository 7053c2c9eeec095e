"""Keras to ONNX and back: the step form of a network as a graph, and the weights read out of such a graph again.

The step form is plain matrix products, so the graph holds no Loop, If or Scan, and every weight stays in it, as one
tensor or cut into rows. The graph says in its metadata which tensors are which Keras weight. That is why `verify` needs
no checkpoint: it rebuilds the Keras network from the shipped file.
"""

import json
import os
from typing import Any, Final

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from jamd.players.onnx_model import NEXT
from train.learning.network import StepNetwork, Tensors

OPSET: Final = 17
WEIGHTS: Final = "keras_weights"  # key of the metadata
FORBIDDEN: Final = frozenset({"Loop", "If", "Scan"})


def to_graph(network: StepNetwork) -> onnx.ModelProto:
    """One step: inputs and states in, outputs and `next_` states out, the batch dimension free."""
    inputs, states = network.input_tensors(), network.state_tensors()
    signature = {
        name: tf.TensorSpec((None, *tensor.shape), tensor.dtype, name=name)
        for name, tensor in (inputs | states).items()
    }

    def one_step(given: Tensors) -> Tensors:
        outputs, after = network.step({name: given[name] for name in inputs}, {name: given[name] for name in states})
        # a dict, so that the graph's outputs have names; identity, so that one tensor may have two of them
        named = outputs | {NEXT + name: value for name, value in after.items()}
        return {name: tf.identity(value, name=name) for name, value in named.items()}

    compiled = tf.function(one_step, input_signature=[signature])
    graph: onnx.ModelProto = tf2onnx.convert.from_function(compiled, input_signature=[signature], opset=OPSET)[0]
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    where = {weight.path: _holding(tensors, weight.numpy(), weight.path) for weight in network.weights}
    onnx.helper.set_model_props(graph, {WEIGHTS: json.dumps(where)})
    return graph


def _holding(tensors: dict[str, NDArray[Any]], weight: NDArray[Any], path: str) -> list[str]:
    """The tensors that hold a weight, whatever the converter called them: one, or several that have its rows in order.
    Empty: all zeros, left out by the converter."""
    for name, tensor in tensors.items():
        if tensor.size == weight.size and np.array_equal(tensor.reshape(weight.shape), weight):
            return [name]
    if not weight.any():
        return []
    names: list[str] = []
    rest = weight
    while len(rest):
        here = next((name for name, tensor in tensors.items() if _starts(rest, tensor)), None)
        if here is None:
            raise LookupError(f"the graph does not hold the weight {path} as it is")
        names.append(here)
        rest = rest[len(tensors[here]) :]
    return names


def _starts(weight: NDArray[Any], tensor: NDArray[Any]) -> bool:
    """Whether a tensor is the first rows of a weight."""
    fits = tensor.ndim == weight.ndim and len(tensor) > 0 and tensor.shape[1:] == weight.shape[1:]
    return fits and np.array_equal(tensor, weight[: len(tensor)])


def load_weights(network: StepNetwork, graph: onnx.ModelProto) -> None:
    """Puts the weights of an exported graph back into a Keras network of the same shape."""
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    where = json.loads(next(prop.value for prop in graph.metadata_props if prop.key == WEIGHTS))
    for weight in network.weights:
        names = where[weight.path]
        names = [names] if isinstance(names, str) else names  # as earlier versions wrote it
        whole = np.concatenate([tensors[name] for name in names]) if names else np.zeros(weight.shape)
        weight.assign(whole.reshape(weight.shape))


def operators(graph: onnx.ModelProto) -> set[str]:
    """The kinds of node in a graph, in its inner graphs too."""
    found: set[str] = set()
    waiting = [graph.graph]
    while waiting:
        for node in waiting.pop().node:
            found.add(node.op_type)
            waiting += [inner.g for inner in node.attribute if inner.HasField("g")]
    return found
