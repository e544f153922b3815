/// Keras models: configurations in JSON, HDF5 files, and the archives that hold both.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.keras;
