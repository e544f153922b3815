/// Files that hold tensors and their description: safetensors, GGUF, TFLite, ONNX.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.tensor;
