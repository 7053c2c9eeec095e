"""From trained Keras weights to the ONNX files that are shipped, and the proof that both give the same numbers."""
