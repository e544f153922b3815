/// ONNX files, read within limits and written: every byte is accounted for before a parser sees it.
@NullMarked
package dev.gambeson.artifact.onnx;

import org.jspecify.annotations.NullMarked;
