"""Keras to ONNX and back: the step form of a seed network as a graph, and the weights read out of such a graph again.

The step form is plain matrix products, so the graph holds no Loop, If or Scan, and every weight stays in it as one
tensor. The graph says in its metadata which tensor is which Keras weight. That is why `verify` needs no checkpoint:
it rebuilds the Keras network from the shipped file.
"""

import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # on CPU: a GPU's LSTM has other weights

import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from onnx import numpy_helper

from train.networks.attentive_lstm import AttentiveLSTM

OPSET = 17
WEIGHTS = "keras_weights"  # key of the metadata
FORBIDDEN = frozenset({"Loop", "If", "Scan"})


def to_graph(network: AttentiveLSTM) -> onnx.ModelProto:
    """One step: features and the state in, logits and `next_` state out, the batch dimension free."""
    shapes = {"features": (network.features,), **network.state_shapes()}
    signature = {name: tf.TensorSpec((None, *shape), tf.float32, name=name) for name, shape in shapes.items()}

    @tf.function(input_signature=[signature])
    def one_step(given: dict[str, tf.Tensor]) -> dict[str, tf.Tensor]:
        logits, after = network.step(given["features"], {name: given[name] for name in network.state_shapes()})
        return {"logits": logits} | {f"next_{name}": value for name, value in after.items()}  # a dict: named outputs

    graph, _ = tf2onnx.convert.from_function(one_step, input_signature=[signature], opset=OPSET)
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    where = {weight.path: _holding(tensors, weight.numpy(), weight.path) for weight in network.weights}
    onnx.helper.set_model_props(graph, {WEIGHTS: json.dumps(where)})
    return graph


def _holding(tensors: dict[str, np.ndarray], weight: np.ndarray, path: str) -> str | None:
    """The tensor that holds a weight, whatever the converter called it. None: all zeros, left out by the converter."""
    for name, tensor in tensors.items():
        if tensor.size == weight.size and np.array_equal(tensor.reshape(weight.shape), weight):
            return name
    if not weight.any():
        return None
    raise LookupError(f"the graph does not hold the weight {path} as it is")


def load_weights(network: AttentiveLSTM, graph: onnx.ModelProto) -> None:
    """Puts the weights of an exported graph back into a Keras network of the same shape."""
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    where = json.loads(next(prop.value for prop in graph.metadata_props if prop.key == WEIGHTS))
    for weight in network.weights:
        name = where[weight.path]
        weight.assign(np.zeros(weight.shape) if name is None else tensors[name].reshape(weight.shape))


def operators(graph: onnx.ModelProto) -> set[str]:
    """The kinds of node in a graph, in its inner graphs too."""
    found, waiting = set(), [graph.graph]
    while waiting:
        for node in waiting.pop().node:
            found.add(node.op_type)
            waiting += [inner.g for inner in node.attribute if inner.HasField("g")]
    return found
