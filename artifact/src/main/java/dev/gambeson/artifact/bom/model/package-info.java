/// What model and data files, and the cards beside them, say of themselves.
@NullMarked
package dev.gambeson.artifact.bom.model;

import org.jspecify.annotations.NullMarked;
