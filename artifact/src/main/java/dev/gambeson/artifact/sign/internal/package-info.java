/// Bounded reading of small foreign texts: JSON, YAML, PEM, DER.
@NullMarked
package dev.gambeson.artifact.sign.internal;

import org.jspecify.annotations.NullMarked;
