/// TensorFlow: saved models, graphs, checkpoints, and the metadata that Keras adds to them.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.tensorflow;
