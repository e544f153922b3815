/// ONNX models, run in process by ONNX Runtime.
@NullMarked
package dev.gambeson.model.onnx;

import org.jspecify.annotations.NullMarked;
