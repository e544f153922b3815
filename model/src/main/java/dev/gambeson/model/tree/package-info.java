/// Tree ensembles: one structure for XGBoost, LightGBM and ONNX trees, with readers of our own.
@NullMarked
package dev.gambeson.model.tree;

import org.jspecify.annotations.NullMarked;
