/// Python pickles and what is built on them: joblib, NumPy, PyTorch. Instructions are followed by a
/// symbolic machine; nothing is imported, called or constructed.
@org.jspecify.annotations.NullMarked
package dev.gambeson.artifact.scan.pickle;
