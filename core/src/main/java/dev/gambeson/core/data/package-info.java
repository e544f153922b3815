/// Tables: columns, roles, and the feature space that a model's rows live in.
@NullMarked
package dev.gambeson.core.data;

import org.jspecify.annotations.NullMarked;
