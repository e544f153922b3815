/// A small engine for dense networks: surrogates of attacked models, blind baselines, the demo's
/// model. Float32, seeded, the same bits on any number of threads. Not a framework.
@NullMarked
package dev.gambeson.model.nn;

import org.jspecify.annotations.NullMarked;
